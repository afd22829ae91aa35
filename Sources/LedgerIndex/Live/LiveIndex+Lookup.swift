public import LedgerCore
public import LedgerStorage

/// Look-ups in the file with the tail laid over, and between the two the tail that is being
/// written. While its writing ends, that one is also in the file already.
extension LiveIndex {
  func hits(_ value: Hash128, _ base: borrowing ReadTransaction) throws(StorageError)
    -> [ReferenceHit]
  {
    var hits = try base.hits(value)
    if let fresh = beneath?.hits[value] { LiveIndex.lay(fresh, over: &hits) }
    if let fresh = tail.hits[value] { LiveIndex.lay(fresh, over: &hits) }
    return hits
  }

  private static func lay(_ fresh: [ReferenceHit], over hits: inout [ReferenceHit]) {
    if hits.isEmpty {
      hits = fresh
    } else {
      for hit in fresh where !hits.contains(hit) { hits.append(hit) }
    }
  }

  func thread(_ thread: ThreadID, _ base: borrowing ReadTransaction) throws(StorageError)
    -> ThreadRow?
  {
    if let fresh = tail.threads[thread] ?? beneath?.threads[thread] { return fresh }
    return try base.threadRow(thread)
  }

  /// The entries of a thread, in log order.
  public func spine(
    of thread: ThreadID, _ base: borrowing ReadTransaction
  ) throws(StorageError) -> [SpineEntry] {
    var entries: [SpineEntry] = []
    try base.appendSpine(of: thread, to: &entries)
    if let fresh = try between(base)?.spine[thread] { entries += fresh }
    if let fresh = tail.spine[thread] { entries += fresh }
    return entries
  }

  /// The deliveries that repeat one, in log order.
  public func repeats(
    of position: LogPosition, _ base: borrowing ReadTransaction
  ) throws(StorageError) -> [DeliveryRepeat] {
    var found: [DeliveryRepeat] = []
    try base.duplicates(of: IndexSchema.repeats, position) {
      found.append(DeliveryRepeat(position: $0.first, received: $0.second))
    }
    if let fresh = try between(base)?.repeats[position] { found += fresh }
    return found + (tail.repeats[position] ?? [])
  }

  /// The tail that is being written, unless this snapshot of the file has it already: it comes in
  /// whole, or not at all.
  private func between(_ base: borrowing ReadTransaction) throws(StorageError) -> Tail? {
    guard let beneath, !(try isTailOf(base)) else { return nil }
    return beneath
  }

  /// The hash under which a reference's value is filed.
  func valueHash(_ value: String, run: UInt32) -> Hash128 {
    run == 0 ? hash.hash(value) : hash.hash("\(run)\u{0}\(value)")
  }

  /// Earlier deliveries with the same key: the one that it repeats, or else the first that it is in
  /// conflict with.
  public enum Relation: Sendable, Hashable {
    case new
    case duplicate(of: LogPosition)
    case conflict(with: LogPosition)
  }

  /// How a delivery stands to those before it. Nothing but the delivery key makes a duplicate.
  ///
  /// - Parameters:
  ///   - key: keyed hash of channel and delivery id; nil where the delivery has none.
  ///   - content: keyed hash of the body.
  public func relation(
    key: Hash128?, content: Hash128, _ base: borrowing ReadTransaction
  ) throws(StorageError) -> Relation {
    guard let key else { return .new }
    var marks =
      try base.marks(key.high) + (beneath?.deliveries[key.high] ?? [])
      + (tail.deliveries[key.high] ?? [])
    let erased = (beneath?.erased[key.high] ?? []) + (tail.erased[key.high] ?? [])
    for index in marks.indices where erased.contains(marks[index].position) {
      marks[index].content = DeliveryMark.erased
    }
    if let same = marks.first(where: {
      $0.content == content || $0.content == DeliveryMark.erased
    }) {
      return .duplicate(of: same.position)
    }
    return marks.first.map { .conflict(with: $0.position) } ?? .new
  }

  /// Which use of a recycling reference an item at `received` means.
  func run(
    of mention: Extraction.Mention, space: SpaceID, received: Timestamp,
    _ base: borrowing ReadTransaction
  ) throws(StorageError) -> UInt32 {
    guard let period = mention.period else { return 0 }
    let key = hash.hash("\(space.rawValue)\u{0}\(mention.reference.value)")
    let known: ReferenceRun? =
      if let fresh = tail.runs[key] ?? beneath?.runs[key] {
        fresh
      } else {
        try base.get(IndexSchema.periods, key)
      }
    var latest = known ?? ReferenceRun(run: 0, lastSeen: received)
    if received - latest.lastSeen > period { latest.run += 1 }
    latest.lastSeen = max(received, latest.lastSeen)
    tail.runs[key] = latest
    return latest.run
  }
}

/// A delivery that repeats an earlier one.
public struct DeliveryRepeat: Sendable, Hashable {
  public var position: LogPosition
  public var received: Timestamp
}
