import HTTPTypes
import Synchronization

/// Bounds what the server holds of deliveries that are not on disk yet. Who comes when it is full is
/// asked to come again, which every sender can: nothing is accepted that cannot be kept.
final class InFlightGate: Sendable {
  private let bytesMax: Int
  private let deliveriesMax: Int
  private let state = Mutex((bytes: 0, deliveries: 0))

  init(bytesMax: Int, deliveriesMax: Int) {
    self.bytesMax = bytesMax
    self.deliveriesMax = deliveriesMax
  }

  /// One request's part. What it holds is given back when it ends.
  struct Pass: ~Copyable {
    private let gate: InFlightGate
    private var bytes = 0
    private var deliveries = 0

    fileprivate init(_ gate: InFlightGate) { self.gate = gate }

    /// Bytes that are now in memory. A slow sender holds only what it has sent.
    mutating func hold(bytes more: Int) throws(Problem) {
      try gate.take(bytes: more, deliveries: 0)
      bytes += more
    }

    /// A delivery that is whole.
    mutating func holdDelivery() throws(Problem) {
      try gate.take(bytes: 0, deliveries: 1)
      deliveries += 1
    }

    deinit { gate.giveBack(bytes: bytes, deliveries: deliveries) }
  }

  func pass() -> Pass { Pass(self) }

  private func take(bytes: Int, deliveries: Int) throws(Problem) {
    let isTaken = state.withLock { state in
      guard state.bytes + bytes <= bytesMax, state.deliveries + deliveries <= deliveriesMax else {
        return false
      }
      state.bytes += bytes
      state.deliveries += deliveries
      return true
    }
    guard isTaken else { throw .busy }
  }

  private func giveBack(bytes: Int, deliveries: Int) {
    state.withLock { state in
      state.bytes -= bytes
      state.deliveries -= deliveries
    }
  }
}

extension Problem {
  static let busy = Problem(
    .serviceUnavailable, "busy",
    "More is being taken than can be kept at once; send it again after a second", retryAfter: 1)
}
