import LedgerCore

/// Scripts under way, by the receipt of their next delivery: a binary heap, so that memory grows
/// with the orders under way and not with all orders.
struct EventQueue {
  private struct Entry {
    var received: Int64
    /// Breaks ties, so that the order of deliveries does not depend on the heap.
    var order: Int
    var slot: Int
  }

  private var heap: [Entry] = []
  private var scripts: [OrderScript?] = []
  private var positions: [Int] = []
  private var free: [Int] = []

  var nextReceived: Timestamp? { heap.first.map { Timestamp(rawValue: $0.received) } }

  /// Takes a script whose events are sorted by receipt.
  mutating func insert(_ script: OrderScript) {
    guard let first = script.events.first else { return }
    let slot = free.popLast() ?? scripts.count
    if slot == scripts.count {
      scripts.append(script)
      positions.append(0)
    } else {
      scripts[slot] = script
      positions[slot] = 0
    }
    heap.append(
      Entry(received: first.received.rawValue, order: script.order.index, slot: slot))
    siftUp(heap.count - 1)
  }

  /// Gives the delivery received next to `body`, and forgets its script after the last.
  mutating func next(_ body: (ScriptEvent, Order) -> Void) {
    guard let entry = heap.first else { return }
    let position = positions[entry.slot]
    guard let script = scripts[entry.slot] else { return }
    body(script.events[position], script.order)
    if position + 1 < script.events.count {
      positions[entry.slot] = position + 1
      heap[0].received = script.events[position + 1].received.rawValue
    } else {
      scripts[entry.slot] = nil
      free.append(entry.slot)
      heap[0] = heap[heap.count - 1]
      heap.removeLast()
    }
    siftDown()
  }

  private func isBefore(_ left: Entry, _ right: Entry) -> Bool {
    left.received == right.received ? left.order < right.order : left.received < right.received
  }

  private mutating func siftUp(_ start: Int) {
    var child = start
    while child > 0 {
      let parent = (child - 1) / 2
      guard isBefore(heap[child], heap[parent]) else { return }
      heap.swapAt(child, parent)
      child = parent
    }
  }

  private mutating func siftDown() {
    var parent = 0
    while true {
      let left = parent * 2 + 1
      guard left < heap.count else { return }
      let right = left + 1
      let child = right < heap.count && isBefore(heap[right], heap[left]) ? right : left
      guard isBefore(heap[child], heap[parent]) else { return }
      heap.swapAt(child, parent)
      parent = child
    }
  }
}
