import LedgerCore
import LedgerStorage

/// A group of threads that is one order, or that no reference ties to one yet.
struct OrderGroup {
  var root: ThreadID
  var threads: [ThreadID]
  var shared: [ThreadID]
  /// Threads that it reaches and that are about none of the orders that do, since these
  /// are too many.
  var beyond: [ThreadID] = []
  var correlations: [String]
  var kind: OrderRow.Kind
}

/// Which threads are one order: a pure function of who mentions what, whatever the
/// order of arrival.
///
/// Threads with an identity are one order where they share an identity. Threads without one hang
/// together by shared parts; such a cluster belongs to the order whose threads mention one of
/// its parts or whose identity it links to. Reached by several orders, it is shared by all
/// and joins none.
extension LiveIndex {
  /// A cluster that more orders share than this is about none of them (a tracking
  /// number `UNKNOWN`).
  static let sharersMax = 128

  /// Threads that share identities with this one, ascending.
  private func identityThreads(
    with thread: ThreadID, _ memo: inout GroupingMemo, _ base: borrowing ReadTransaction
  ) throws(StorageError) -> [ThreadID] {
    try closure(of: thread, over: .identity, hasIdentity: true, &memo, base)
  }

  /// Threads without identity that hang together with this one, ascending.
  private func cluster(
    of thread: ThreadID, _ memo: inout GroupingMemo, _ base: borrowing ReadTransaction
  ) throws(StorageError) -> [ThreadID] {
    try closure(of: thread, over: .part, hasIdentity: false, &memo, base)
  }

  private func closure(
    of thread: ThreadID, over kind: ReferenceClass, hasIdentity: Bool,
    _ memo: inout GroupingMemo, _ base: borrowing ReadTransaction
  ) throws(StorageError) -> [ThreadID] {
    if let known = memo.threads(with: thread) { return known }
    var found = [thread]
    var known: Set = [thread]
    var asked: Set<ThreadRow.Mention> = []
    var next = 0
    while next < found.count {
      defer { next += 1 }
      guard let row = try self.thread(found[next], base) else { continue }
      for mention in row.mentions where mention.kind == kind && asked.insert(mention).inserted {
        let carriers = try carriers(
          of: mention, as: kind, hasIdentity: hasIdentity, &memo, base)
        for thread in carriers where known.insert(thread).inserted { found.append(thread) }
      }
    }
    found.sort()
    memo.note(found)
    return found
  }

  /// Threads that carry the value of a mention.
  private func carriers(
    of mention: ThreadRow.Mention, as kind: ReferenceClass, hasIdentity: Bool,
    _ memo: inout GroupingMemo, _ base: borrowing ReadTransaction
  ) throws(StorageError) -> [ThreadID] {
    let value = valueHash(mention.value, run: mention.run)
    let key = GroupingMemo.Carried(
      value: value, space: mention.space, kind: kind, hasIdentity: hasIdentity)
    if let known = memo.carriers[key] { return known }
    let hits = try hits(value, base)
    var carriers: [ThreadID] = []
    for hit in hits
    where hit.hasIdentity == hasIdentity && hit.kind == kind && hit.space == mention.space {
      carriers.append(hit.thread)
    }
    if hits.count >= GroupingMemo.manyHits { memo.carriers[key] = carriers }
    return carriers
  }

  /// Threads with an identity that a cluster reaches by parts and links; at most one more than
  /// `sharersMax`.
  private func orders(
    reachedBy cluster: [ThreadID], _ memo: inout GroupingMemo, _ base: borrowing ReadTransaction
  ) throws(StorageError) -> [ThreadID] {
    if let known = memo.reached[cluster[0]] { return known }
    let reached = try searchOrders(reachedBy: cluster, &memo, base)
    memo.reached[cluster[0]] = reached
    return reached
  }

  private func searchOrders(
    reachedBy cluster: [ThreadID], _ memo: inout GroupingMemo, _ base: borrowing ReadTransaction
  ) throws(StorageError) -> [ThreadID] {
    var reached: [ThreadID] = []
    var known: Set<ThreadID> = []
    var asked: Set<ThreadRow.Mention> = []
    for thread in cluster {
      guard let row = try self.thread(thread, base) else { continue }
      for mention in row.mentions where mention.kind != .identity && asked.insert(mention).inserted
      {
        let wanted: ReferenceClass = mention.kind == .part ? .part : .identity
        let carriers = try carriers(of: mention, as: wanted, hasIdentity: true, &memo, base)
        for thread in carriers where known.insert(thread).inserted {
          reached.append(thread)
          if reached.count > LiveIndex.sharersMax { return reached }
        }
      }
    }
    return reached
  }

  /// Clusters that the threads of an order reach by parts, or that link to its identities.
  private func clusters(
    reachedBy threads: [ThreadID], _ memo: inout GroupingMemo, _ base: borrowing ReadTransaction
  ) throws(StorageError) -> [[ThreadID]] {
    var clusters: [[ThreadID]] = []
    var known: Set<ThreadID> = []
    var asked: Set<ThreadRow.Mention> = []
    for thread in threads {
      guard let row = try self.thread(thread, base) else { continue }
      for mention in row.mentions where mention.kind != .link && asked.insert(mention).inserted {
        let wanted: ReferenceClass = mention.kind == .part ? .part : .link
        let carriers = try carriers(of: mention, as: wanted, hasIdentity: false, &memo, base)
        for thread in carriers where !known.contains(thread) {
          let cluster = try cluster(of: thread, &memo, base)
          known.formUnion(cluster)
          clusters.append(cluster)
        }
      }
    }
    return clusters
  }

  /// The order that a thread with an identity belongs to.
  private func order(
    of thread: ThreadID, _ memo: inout GroupingMemo, _ base: borrowing ReadTransaction
  ) throws(StorageError) -> OrderGroup {
    let own = try identityThreads(with: thread, &memo, base)
    if let known = memo.orders[own[0]] { return known }
    var group = OrderGroup(
      root: own[0], threads: own, shared: [], correlations: [], kind: .order)
    for cluster in try clusters(reachedBy: own, &memo, base) {
      let reached = try orders(reachedBy: cluster, &memo, base)
      if reached.count > LiveIndex.sharersMax {
        group.beyond += cluster
      } else if reached.allSatisfy({ memo.root(of: $0) == own[0] }) {
        group.threads += cluster
      } else {
        group.shared += cluster
      }
    }
    if group.threads.count > own.count { group.threads.sort() }
    group.shared.sort()
    for member in own {
      for mention in try self.thread(member, base)?.mentions ?? []
      where mention.space == spaceOfCorrelation && !group.correlations.contains(mention.value) {
        group.correlations.append(mention.value)
      }
    }
    memo.orders[own[0]] = group
    return group
  }

  /// The groups that a thread belongs to: its order; or the orders that share it, and its own
  /// cluster beside them; or its own cluster alone, where nothing ties it.
  func groups(
    of thread: ThreadID, _ base: borrowing ReadTransaction
  ) throws(StorageError) -> [OrderGroup] {
    var memo = GroupingMemo()
    return try groups(of: thread, &memo, base)
  }

  /// - Parameter memo: what is known since the index was last changed.
  func groups(
    of thread: ThreadID, _ memo: inout GroupingMemo, _ base: borrowing ReadTransaction
  ) throws(StorageError) -> [OrderGroup] {
    if try self.thread(thread, base)?.hasIdentity ?? false {
      return [try order(of: thread, &memo, base)]
    }
    let cluster = try cluster(of: thread, &memo, base)
    let reached = try orders(reachedBy: cluster, &memo, base)
    var groups: [OrderGroup] = []
    if reached.count <= LiveIndex.sharersMax {
      var roots: Set<ThreadID> = []
      for thread in reached {
        let order = try order(of: thread, &memo, base)
        if roots.insert(order.root).inserted { groups.append(order) }
      }
    }
    if groups.count != 1 {
      groups.append(
        OrderGroup(
          root: cluster[0], threads: cluster, shared: [], correlations: [],
          kind: reached.isEmpty ? .unlinked : .shared))
    }
    return groups
  }
}
