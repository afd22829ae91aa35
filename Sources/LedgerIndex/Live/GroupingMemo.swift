import LedgerCore

/// What grouping has found out since the index was last changed. Threads that hang together have
/// the same answer, and up to `sharersMax` orders ask it of one cluster: worked out each time anew,
/// a cluster of many threads would cost as many times its size.
struct GroupingMemo {
  /// Whom a value is asked for.
  struct Carried: Hashable {
    var value: Hash128
    var space: SpaceID
    var kind: ReferenceClass
    var hasIdentity: Bool
  }

  /// So many hits of a value are worth keeping.
  static let manyHits = 16

  /// Threads that carry a value, of values that many carry.
  var carriers: [Carried: [ThreadID]] = [:]
  /// Threads with an identity that a cluster reaches, by its oldest thread.
  var reached: [ThreadID: [ThreadID]] = [:]
  /// Orders, by their oldest thread with an identity.
  var orders: [ThreadID: OrderGroup] = [:]
  /// The oldest of the threads that a thread hangs together with.
  private var roots: [ThreadID: ThreadID] = [:]
  /// Threads that hang together, by the oldest; not those that stand alone.
  private var together: [ThreadID: [ThreadID]] = [:]

  /// The oldest of the threads that a thread hangs together with, where that is known.
  func root(of thread: ThreadID) -> ThreadID? { roots[thread] }

  /// The threads that a thread hangs together with, ascending, where that is known.
  func threads(with thread: ThreadID) -> [ThreadID]? {
    guard let root = roots[thread] else { return nil }
    return together[root] ?? [root]
  }

  /// Keeps which threads hang together.
  mutating func note(_ threads: [ThreadID]) {
    for thread in threads { roots[thread] = threads[0] }
    if threads.count > 1 { together[threads[0]] = threads }
  }
}
