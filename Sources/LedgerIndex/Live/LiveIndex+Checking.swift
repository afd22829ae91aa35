public import LedgerCore
import LedgerFold
public import LedgerStorage

/// Holds what the index has of single entries against what they give, without making it anew.
extension LiveIndex {
  /// Tables that lack a row which a delivery gives, or have another one in its place.
  ///
  /// - Parameter arrival: of a delivery that was taken in, with the filings that the log holds.
  public func lacking(
    _ arrival: Arrival, _ base: borrowing ReadTransaction
  ) throws(StorageError) -> Set<String> {
    var lacking: Set<String> = []
    if let key = arrival.deliveryKey {
      let mark = DeliveryMark(position: arrival.position, content: arrival.content)
      let marks = try base.marks(key.high) + (tail.deliveries[key.high] ?? [])
      if !marks.contains(mark) { lacking.insert(IndexSchema.deliveries.name) }
    }
    for item in arrival.extraction.items {
      lacking.formUnion(try lackingRows(of: item, arrival, base))
    }
    return lacking
  }

  /// Whether the index has it that a delivery repeats another.
  public func knows(
    repeat position: LogPosition, of original: LogPosition, _ base: borrowing ReadTransaction
  ) throws(StorageError) -> Bool {
    try repeats(of: original, base).contains { $0.position == position }
  }

  private func lackingRows(
    of item: Extraction.Item, _ arrival: Arrival, _ base: borrowing ReadTransaction
  ) throws(StorageError) -> Set<String> {
    let id = ItemID(position: arrival.position, index: item.index)
    var expected: [SpineEntry] = []
    entries(of: item, id, arrival) { expected.append($0) }
    guard let (thread, found) = try place(of: id, item, arrival, base) else {
      let isLoose = try loose(id, base)
      return isLoose ? [] : [IndexSchema.spine.name]
    }
    var lacking: Set<String> = []
    if found != expected { lacking.insert(IndexSchema.spine.name) }
    let row = try self.thread(thread, base)
    if row == nil { lacking.insert(IndexSchema.threads.name) }
    for mention in arrival.extraction.mentions[item.references] {
      let known = row?.mentions.first {
        $0.value == mention.reference.value && space(of: $0.space) == mention.reference.space
      }
      guard let known else {
        lacking.insert(IndexSchema.threads.name)
        continue
      }
      let hits = try self.hits(valueHash(known.value, run: known.run), base)
      if !hits.contains(where: { $0.thread == thread && $0.space == known.space }) {
        lacking.insert(IndexSchema.references.name)
      }
    }
    return lacking
  }

  /// The thread that an item belongs to, and what it has of it; nil where none is found that has it.
  private func place(
    of id: ItemID, _ item: Extraction.Item, _ arrival: Arrival, _ base: borrowing ReadTransaction
  ) throws(StorageError) -> (thread: ThreadID, entries: [SpineEntry])? {
    var candidates = [ThreadID(origin: id)]
    for filing in arrival.recorded ?? [] where filing.item == id.index {
      candidates.append(filing.thread)
    }
    for mention in arrival.extraction.mentions[item.references] {
      candidates += try hits(valueHash(mention.reference.value, run: 0), base).map(\.thread)
    }
    var known: Set<ThreadID> = []
    for thread in candidates where known.insert(thread).inserted {
      let found = try spine(of: thread, base).filter { $0.id == id }
      if !found.isEmpty { return (thread, found) }
    }
    return nil
  }

  private func loose(
    _ id: ItemID, _ base: borrowing ReadTransaction
  ) throws(StorageError) -> Bool {
    if tail.loose.contains(where: { $0.item == id }) { return true }
    return try base.get(IndexSchema.loose, id) != nil
  }

  /// Roots of the groups that a thread belongs to; none where there is no such thread.
  public func roots(
    of thread: ThreadID, _ base: borrowing ReadTransaction
  ) throws(StorageError) -> [ThreadID] {
    guard try self.thread(thread, base) != nil else { return [] }
    return try groups(of: thread, base).map(\.root)
  }
}
