import LedgerIndex

/// What groups of threads are, counted.
struct GroupCounts {
  var orders = 0
  var unlinked = 0
  var shared = 0

  mutating func add(_ kind: OrderRow.Kind) {
    switch kind {
    case .order: orders += 1
    case .unlinked: unlinked += 1
    case .shared: shared += 1
    }
  }
}
