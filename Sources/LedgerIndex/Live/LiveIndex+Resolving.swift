import LedgerCore
import LedgerStorage

extension LiveIndex {
  /// The thread of an item, begun where none has it yet; nil for an item that names nothing and is
  /// not understood either, or not about an order.
  ///
  /// An item that names an order goes to the oldest thread that carries one of its identities. An
  /// item that names only parts goes to the thread that holds those parts together. Neither ever
  /// changes which order another thread belongs to: that is derived, see `OrderGrouping`.
  func resolve(
    _ item: Extraction.Item, _ id: ItemID, _ arrival: Arrival, _ base: borrowing ReadTransaction
  ) throws(StorageError) -> ThreadID? {
    let mentions = try mentions(of: item, arrival, base)
    // What is understood and names nothing is a thread of its own, so that it can be tied
    // to an order.
    guard !mentions.isEmpty || arrival.extraction.isUnderstood(item) else { return nil }
    let hasIdentity = mentions.contains { $0.kind == .identity }
    var oldest: ThreadID?
    for mention in mentions where mention.kind == (hasIdentity ? .identity : .part) {
      for hit in try hits(valueHash(mention.value, run: mention.run), base)
      where hit.space == mention.space && hit.kind == mention.kind
        && hit.hasIdentity == hasIdentity
      {
        oldest = min(oldest ?? hit.thread, hit.thread)
      }
    }
    let thread = oldest ?? ThreadID(origin: id)
    try add(mentions, to: thread, hasIdentity: hasIdentity, at: id, base)
    return thread
  }

  private func mentions(
    of item: Extraction.Item, _ arrival: Arrival, _ base: borrowing ReadTransaction
  ) throws(StorageError) -> [ThreadRow.Mention] {
    var mentions: [ThreadRow.Mention] = []
    if let correlation = item.correlation, !correlation.isEmpty {
      mentions.append(
        ThreadRow.Mention(
          kind: .identity, space: spaceOfCorrelation, value: correlation, run: 0))
    }
    for mention in arrival.extraction.mentions[item.references] {
      let space = space(mention.reference.space)
      var made = ThreadRow.Mention(
        kind: mention.kind, space: space, value: mention.reference.value,
        run: try run(of: mention, space: space, received: arrival.received, base))
      if made.kind == .identity, separated.contains(made) { made.kind = .link }
      if !mentions.contains(made) { mentions.append(made) }
    }
    return mentions
  }

  /// Writes down which mentions a thread carries.
  func add(
    _ mentions: [ThreadRow.Mention], to thread: ThreadID, hasIdentity: Bool, at id: ItemID,
    _ base: borrowing ReadTransaction
  ) throws(StorageError) {
    var row =
      try self.thread(thread, base) ?? ThreadRow(hasIdentity: hasIdentity, chainHead: id.position)
    for mention in mentions where !row.mentions.contains(mention) {
      row.mentions.append(mention)
      let hit = ReferenceHit(
        hasIdentity: row.hasIdentity, kind: mention.kind, space: mention.space, thread: thread)
      tail.hits[valueHash(mention.value, run: mention.run), default: []].append(hit)
    }
    tail.threads[thread] = row
  }
}

extension Extraction {
  fileprivate func isUnderstood(_ item: Item) -> Bool {
    let signature = signatures[parts[item.parts.lowerBound].signature]
    return signature.first == Signature.Standing.understood.rawValue
  }
}
