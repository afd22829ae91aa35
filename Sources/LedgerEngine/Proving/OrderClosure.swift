import LedgerCore
import LedgerProofs

/// A directory as it is asked: by a ledger that makes a proof, or by a proof that is checked.
protocol DirectoryView {
  associatedtype Failure: Error

  /// The threads that carry a reference; none where the map has no such key.
  func hits(of key: Hash256) throws(Failure) -> [ReferenceValue.Hit]
  func thread(_ number: UInt64) throws(Failure) -> ThreadLeaf
}

/// Which threads are an order, worked out of a directory (`docs/proofs.md`, "Checking it", steps 4 to 7).
/// It says what `OrderGrouping` says, of what others can check.
struct OrderClosure: Equatable {
  /// By number, ascending: the order's own, those of clusters that belong to it, and those of clusters
  /// that others reach too.
  var own: [UInt64] = []
  var belonging: [UInt64] = []
  var shared: [UInt64] = []

  var threads: [UInt64] { own + belonging + shared }

  /// A cluster that reaches more threads with an identity is about none of their orders.
  static let reachMax = 128

  /// - Returns: nil where no thread carries any of these references.
  static func of<View: DirectoryView>(
    _ asked: [Hash256], in view: View
  ) throws(View.Failure) -> OrderClosure? {
    var hits: [ReferenceValue.Hit] = []
    for key in asked { hits += try view.hits(of: key) }
    guard
      let kind = ReferenceClass.allCases.first(where: { kind in
        hits.contains { $0.referenceClass == kind }
      })
    else { return nil }
    var closure = OrderClosure()
    let start = hits.filter { $0.referenceClass == kind }
    var seeds = start.filter { !$0.isIdentified }.map(\.thread)
    let begun = Set(seeds)
    var identified = start.filter(\.isIdentified).map(\.thread)
    if identified.isEmpty {
      for seed in seeds {
        let cluster = try Cluster(from: seed, view)
        if !cluster.isAboutNone { identified += cluster.reached }
      }
    }
    closure.own = try ownThreads(from: identified, &seeds, view)
    let own = Set(closure.own)
    var known: Set<UInt64> = []
    for seed in seeds where !known.contains(seed) {
      let cluster = try Cluster(from: seed, view)
      known.formUnion(cluster.threads)
      if cluster.isAboutNone { continue }
      if cluster.reached.isSubset(of: own) {
        let isAsked = !begun.isDisjoint(with: cluster.threads)
        if !cluster.reached.isEmpty || isAsked { closure.belonging += cluster.threads }
      } else {
        closure.shared += cluster.threads
      }
    }
    closure.belonging.sort()
    closure.shared.sort()
    return closure
  }

  /// Threads that share identities with some, ascending.
  ///
  /// - Parameter seeds: takes in the threads without one that they reach.
  private static func ownThreads<View: DirectoryView>(
    from start: [UInt64], _ seeds: inout [UInt64], _ view: View
  ) throws(View.Failure) -> [UInt64] {
    var found: [UInt64] = []
    var known: Set<UInt64> = []
    for thread in start where known.insert(thread).inserted { found.append(thread) }
    var next = 0
    while next < found.count {
      for mention in try view.thread(found[next]).mentions where mention.referenceClass != .link {
        for hit in try view.hits(of: mention.key) {
          switch (mention.referenceClass, hit.referenceClass, hit.isIdentified) {
          case (.identity, .identity, true):
            if known.insert(hit.thread).inserted { found.append(hit.thread) }
          case (.identity, .link, false), (.part, .part, false): seeds.append(hit.thread)
          default: break
          }
        }
      }
      next += 1
    }
    return found.sorted()
  }

  /// Threads without an identity that hang together by parts.
  private struct Cluster {
    var threads: [UInt64]
    /// Threads with an identity that it is about.
    var reached: Set<UInt64> = []
    var isAboutNone: Bool { reached.count > OrderClosure.reachMax }

    /// It grows no further once it is about none.
    init<View: DirectoryView>(from seed: UInt64, _ view: View) throws(View.Failure) {
      threads = [seed]
      var known: Set = [seed]
      var next = 0
      while next < threads.count, !isAboutNone {
        for mention in try view.thread(threads[next]).mentions
        where mention.referenceClass != .identity {
          for hit in try view.hits(of: mention.key) {
            switch (mention.referenceClass, hit.referenceClass, hit.isIdentified) {
            case (.part, .part, true), (.link, .identity, true): reached.insert(hit.thread)
            case (.part, .part, false):
              if known.insert(hit.thread).inserted { threads.append(hit.thread) }
            default: break
            }
          }
          if isAboutNone { return }
        }
        next += 1
      }
    }
  }
}
