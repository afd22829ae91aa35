public import LedgerCore
public import LedgerStorage

/// What a recorded join ties together: an order, by one of its identities, or messages that nothing
/// ties to an order, by a part or link that they carry.
public struct JoinParty: Sendable, Hashable {
  public var kind: ReferenceClass
  public var reference: Reference
  /// The item that began the thread which is meant, where the reference alone may mean several: a
  /// number that recycles, a link. Nil for all that carry it.
  public var item: ItemID?

  public init(kind: ReferenceClass, reference: Reference, item: ItemID? = nil) {
    self.kind = kind
    self.reference = reference
    self.item = item
  }

  /// An item that carries no reference at all.
  public init(itself item: ItemID) {
    self.init(
      kind: .part, reference: Reference(space: .items, value: item.description), item: item)
  }

  /// Whether it means an item that carries no reference at all.
  public var isItself: Bool { reference.space == .items }
}

extension LiveIndex {
  /// Ties orders and unlinked messages into one order, by an operator's recorded action.
  ///
  /// Orders get an identity in common; messages without one get a part in common, which the orders
  /// mention: so grouping knows of nothing but references.
  ///
  /// - Parameter position: of the action's entry, which names the join.
  public func join(
    _ parties: [JoinParty], at position: LogPosition, _ base: borrowing ReadTransaction
  ) throws(StorageError) {
    settled = nil
    let name = position.description
    let identity = ThreadRow.Mention(kind: .identity, space: spaceOfJoins, value: name, run: 0)
    guard !separated.contains(identity) else { return }
    let part = ThreadRow.Mention(kind: .part, space: spaceOfJoins, value: name, run: 0)
    let id = ItemID(position: position, index: 0)
    var orders: [ThreadID] = []
    var others: [ThreadID] = []
    for party in parties {
      for thread in try threads(of: party, base) {
        if try self.thread(thread, base)?.hasIdentity ?? false {
          orders.append(thread)
        } else {
          others.append(thread)
        }
      }
    }
    for thread in orders {
      let mentions = others.isEmpty ? [identity] : [identity, part]
      try add(mentions, to: thread, hasIdentity: true, at: id, base)
    }
    for thread in others { try add([part], to: thread, hasIdentity: false, at: id, base) }
  }

  /// The threads that a party of a join means.
  private func threads(
    of party: JoinParty, _ base: borrowing ReadTransaction
  ) throws(StorageError) -> [ThreadID] {
    if let own = try ownThread(of: party, base) { return [own] }
    let wanted = space(party.reference.space)
    let isIdentity = party.kind == .identity
    var found: [ThreadID] = []
    for run in 0...(try latestRun(of: party.reference.value, wanted, base)) {
      for hit in try hits(valueHash(party.reference.value, run: run), base)
      where hit.space == wanted && hit.hasIdentity == isIdentity
        && (!isIdentity || hit.kind == .identity) && !found.contains(hit.thread)
      {
        found.append(hit.thread)
      }
    }
    guard let item = party.item else { return found }
    var meant = found.filter { $0.origin == item }
    // Another rulebook may file the item in a thread that another one began.
    if meant.isEmpty {
      for thread in found where try holds(item, in: thread, base) { meant.append(thread) }
    }
    return meant.isEmpty && party.kind != .link ? found : meant
  }

  /// The thread of an item that is named by itself, since it names nothing.
  private func ownThread(
    of party: JoinParty, _ base: borrowing ReadTransaction
  ) throws(StorageError) -> ThreadID? {
    guard party.isItself, let item = party.item else { return nil }
    let own = ThreadID(origin: item)
    return try thread(own, base) == nil ? nil : own
  }

  private func holds(
    _ item: ItemID, in thread: ThreadID, _ base: borrowing ReadTransaction
  ) throws(StorageError) -> Bool {
    try spine(of: thread, base).contains { $0.id == item }
  }

  private func latestRun(
    of value: String, _ space: SpaceID, _ base: borrowing ReadTransaction
  ) throws(StorageError) -> UInt32 {
    let key = hash.hash("\(space.rawValue)\u{0}\(value)")
    if let fresh = tail.runs[key] ?? beneath?.runs[key] { return fresh.run }
    return try base.get(IndexSchema.periods, key)?.run ?? 0
  }

  /// What a thread's own references offer to a join, recorded joins apart.
  public func parties(
    of thread: ThreadID, _ base: borrowing ReadTransaction
  ) throws(StorageError) -> [JoinParty] {
    guard let row = try self.thread(thread, base) else { return [] }
    let named = row.mentions.compactMap { mention -> JoinParty? in
      guard mention.space != spaceOfJoins else { return nil }
      return JoinParty(
        kind: mention.kind,
        reference: Reference(space: space(of: mention.space), value: mention.value),
        item: thread.origin)
    }
    return named.isEmpty ? [JoinParty(itself: thread.origin)] : named
  }

  /// Whether a thread begins with an item.
  public func isBegun(
    by item: ItemID, _ base: borrowing ReadTransaction
  ) throws(StorageError) -> Bool {
    try thread(ThreadID(origin: item), base) != nil
  }

  /// The orders and other groups that a thread belongs to; none where there is no such thread.
  public func rows(
    of thread: ThreadID, _ base: borrowing ReadTransaction
  ) throws(StorageError) -> [OrderRow] {
    guard try self.thread(thread, base) != nil else { return [] }
    var rows: [OrderRow] = []
    for group in try groups(of: thread, base) {
      if let row = try currentRow(group.root, base) { rows.append(row) }
    }
    return rows
  }
}

extension ReferenceSpace {
  /// The space of joins that operators have recorded: their entries' positions.
  public static let joins = ReferenceSpace(
    account: "*", system: "ledger", entity: "order", kind: "joined")

  /// The space of items that nothing else names: their positions.
  public static let items = ReferenceSpace(
    account: "*", system: "ledger", entity: "item", kind: "position")
}

extension Extraction {
  /// What an item is named by, in a join: its identities first.
  public func parties(of item: ItemID) -> [JoinParty] {
    guard let found = items.first(where: { $0.index == item.index }) else { return [] }
    var parties = mentions[found.references].map {
      JoinParty(kind: $0.kind, reference: $0.reference, item: item)
    }
    if let correlation = found.correlation, !correlation.isEmpty {
      let reference = Reference(space: .correlation, value: correlation)
      parties.append(JoinParty(kind: .identity, reference: reference, item: item))
    }
    return parties.sorted { $0.kind.rawValue < $1.kind.rawValue }
  }
}
