import LedgerCore
import LedgerStorage

/// A group of threads that is one order, or that no reference ties to one yet.
struct OrderGroup {
  var root: ThreadID
  var threads: [ThreadID]
  var shared: [ThreadID]
  /// Threads that it reaches and that are about none of the orders that do, since these are too many.
  var beyond: [ThreadID] = []
  var correlations: [String]
  var kind: OrderRow.Kind
}

/// Which threads are one order: a pure function of who mentions what, whatever the order of arrival.
///
/// Threads with an identity are one order where they share an identity. Threads without one hang
/// together by shared parts; such a cluster belongs to the order whose threads mention one of its parts
/// or whose identity it links to. Reached by several orders, it is shared by all and joins none.
extension LiveIndex {
  /// A cluster that more orders share than this is about none of them (a tracking number `UNKNOWN`).
  static let sharersMax = 128

  /// Threads that share identities with this one, ascending.
  func identityThreads(
    with thread: ThreadID, _ base: borrowing ReadTransaction
  ) throws(StorageError) -> [ThreadID] {
    try closure(of: thread, over: .identity, hasIdentity: true, base)
  }

  /// Threads without identity that hang together with this one, ascending.
  func cluster(
    of thread: ThreadID, _ base: borrowing ReadTransaction
  ) throws(StorageError) -> [ThreadID] {
    try closure(of: thread, over: .part, hasIdentity: false, base)
  }

  private func closure(
    of thread: ThreadID, over kind: ReferenceClass, hasIdentity: Bool,
    _ base: borrowing ReadTransaction
  ) throws(StorageError) -> [ThreadID] {
    var found = [thread]
    var next = 0
    while next < found.count {
      defer { next += 1 }
      guard let row = try self.thread(found[next], base) else { continue }
      for mention in row.mentions where mention.kind == kind {
        for hit in try hits(valueHash(mention.value, run: mention.run), base)
        where hit.kind == kind && hit.hasIdentity == hasIdentity && hit.space == mention.space
          && !found.contains(hit.thread)
        {
          found.append(hit.thread)
        }
      }
    }
    return found.sorted()
  }

  /// Threads with an identity that a cluster reaches by parts and links; at most one more than
  /// `sharersMax`.
  func orders(
    reachedBy cluster: [ThreadID], _ base: borrowing ReadTransaction
  ) throws(StorageError) -> [ThreadID] {
    var reached: [ThreadID] = []
    for thread in cluster {
      guard let row = try self.thread(thread, base) else { continue }
      for mention in row.mentions where mention.kind != .identity {
        let wanted: ReferenceClass = mention.kind == .part ? .part : .identity
        for hit in try hits(valueHash(mention.value, run: mention.run), base)
        where hit.hasIdentity && hit.kind == wanted && hit.space == mention.space
          && !reached.contains(hit.thread)
        {
          reached.append(hit.thread)
          if reached.count > LiveIndex.sharersMax { return reached }
        }
      }
    }
    return reached
  }

  /// Clusters that the threads of an order reach by parts, or that link to its identities.
  private func clusters(
    reachedBy threads: [ThreadID], _ base: borrowing ReadTransaction
  ) throws(StorageError) -> [[ThreadID]] {
    var clusters: [[ThreadID]] = []
    for thread in threads {
      guard let row = try self.thread(thread, base) else { continue }
      for mention in row.mentions where mention.kind != .link {
        let wanted: ReferenceClass = mention.kind == .part ? .part : .link
        for hit in try hits(valueHash(mention.value, run: mention.run), base)
        where !hit.hasIdentity && hit.kind == wanted && hit.space == mention.space
          && !clusters.contains(where: { $0.contains(hit.thread) })
        {
          clusters.append(try cluster(of: hit.thread, base))
        }
      }
    }
    return clusters
  }

  /// The order that a thread with an identity belongs to.
  func order(
    of thread: ThreadID, _ base: borrowing ReadTransaction
  ) throws(StorageError) -> OrderGroup {
    let own = try identityThreads(with: thread, base)
    var group = OrderGroup(
      root: own[0], threads: own, shared: [], correlations: [], kind: .order)
    for cluster in try clusters(reachedBy: own, base) {
      let reached = try orders(reachedBy: cluster, base)
      if reached.allSatisfy({ own.contains($0) }) {
        group.threads += cluster
      } else if reached.count <= LiveIndex.sharersMax {
        group.shared += cluster
      } else {
        group.beyond += cluster
      }
    }
    group.threads.sort()
    group.shared.sort()
    for member in own {
      for mention in try self.thread(member, base)?.mentions ?? []
      where mention.space == spaceOfCorrelation && !group.correlations.contains(mention.value) {
        group.correlations.append(mention.value)
      }
    }
    return group
  }

  /// The groups that a thread belongs to: its order; or the orders that share it, and its own cluster
  /// beside them; or its own cluster alone, where nothing ties it.
  func groups(
    of thread: ThreadID, _ base: borrowing ReadTransaction
  ) throws(StorageError) -> [OrderGroup] {
    if try self.thread(thread, base)?.hasIdentity ?? false {
      return [try order(of: thread, base)]
    }
    let cluster = try cluster(of: thread, base)
    let reached = try orders(reachedBy: cluster, base)
    var groups: [OrderGroup] = []
    if reached.count <= LiveIndex.sharersMax {
      for thread in reached where !groups.contains(where: { $0.threads.contains(thread) }) {
        groups.append(try order(of: thread, base))
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
