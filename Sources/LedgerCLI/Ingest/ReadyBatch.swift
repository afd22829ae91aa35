import LedgerEngine

/// Deliveries that go into the log together.
struct ReadyBatch {
  private(set) var deliveries: [ReadyDelivery] = []
  private(set) var times: [Timestamp?] = []
  /// Which delivery of the import each is, from 1.
  private(set) var numbers: [Int] = []

  init(capacity: Int) {
    deliveries.reserveCapacity(capacity)
    times.reserveCapacity(capacity)
    numbers.reserveCapacity(capacity)
  }

  var isEmpty: Bool { deliveries.isEmpty }

  mutating func add(_ delivery: ReadyDelivery, received: Timestamp?, number: Int) {
    deliveries.append(delivery)
    times.append(received)
    numbers.append(number)
  }

  mutating func removeAll() {
    deliveries.removeAll(keepingCapacity: true)
    times.removeAll(keepingCapacity: true)
    numbers.removeAll(keepingCapacity: true)
  }
}
