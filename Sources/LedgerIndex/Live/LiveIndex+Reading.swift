public import LedgerCore
public import LedgerFold
public import LedgerRules
public import LedgerStorage

extension LiveIndex {
  /// The order that a root thread names, with the tail laid over; nil where it names
  /// none (any more).
  public func currentRow(
    _ root: ThreadID, _ base: borrowing ReadTransaction
  ) throws(StorageError) -> OrderRow? {
    let settlement = try settle(base)
    if let fresh = settlement.rows[root] { return fresh }
    if settlement.removed.contains(root) { return nil }
    return try base.orderRow(root)
  }

  /// Every order, by root thread: those of the file, with the tail laid over.
  ///
  /// - Parameters:
  ///   - after: begins behind this root.
  ///   - wanted: only rows with one of these flags; empty for all.
  public func forEachRow(
    after: ThreadID? = nil, wanted: OrderRow.Flags = [], _ base: borrowing ReadTransaction,
    _ body: (OrderRow) throws(StorageError) -> ScanStep
  ) throws(StorageError) {
    _ = try passRows(after: after, wanted: wanted, scannedMax: .max, base, body)
  }

  /// The same of a part of them.
  ///
  /// - Parameters:
  ///   - scannedMax: passes over so many rows of the file at most.
  /// - Returns: the root that was passed over last, where it ended for that; nil at the end of all rows,
  ///   and where the body stopped.
  public func passRows(
    after: ThreadID?, wanted: OrderRow.Flags, scannedMax: Int,
    _ base: borrowing ReadTransaction, _ body: (OrderRow) throws(StorageError) -> ScanStep
  ) throws(StorageError) -> ThreadID? {
    let settlement = try settle(base)
    func isWanted(_ flags: OrderRow.Flags) -> Bool {
      wanted.isEmpty || !flags.isDisjoint(with: wanted)
    }
    var fresh = settlement.rows.values.filter { row in
      isWanted(row.flags) && (after.map { row.root > $0 } ?? true)
    }.sorted { $0.root > $1.root }
    var isStopped = false
    var rest = scannedMax
    var last: ThreadID?
    try base.scan(IndexSchema.orders, from: after.map { $0.rawValue + 1 }) {
      (key, bytes) throws(StorageError) in
      guard rest > 0 else {
        isStopped = true
        return .stop
      }
      let root = ThreadID(rawValue: key)
      while let next = fresh.last, next.root < root {
        fresh.removeLast()
        if try body(next) == .stop {
          isStopped = true
          last = nil
          return .stop
        }
      }
      rest -= 1
      last = root
      guard settlement.rows[root] == nil, !settlement.removed.contains(root),
        isWanted(OrderRow.flags(of: bytes))
      else { return .next }
      let row = try IndexFault.reading("orders") { () throws(MalformedBytes) in
        try OrderRow(bytes: bytes)
      }
      if try body(row) == .stop {
        isStopped = true
        last = nil
        return .stop
      }
      return .next
    }
    if isStopped { return last }
    while let next = fresh.popLast() {
      if try body(next) == .stop { return nil }
    }
    return nil
  }

  /// The orders that carry a text as correlation ID or reference value, ascending.
  public func find(
    _ text: String, _ base: borrowing ReadTransaction
  ) throws(StorageError) -> [ThreadID] {
    var roots: Set<ThreadID> = []
    if let thread = CorrelationID.thread(of: text), try self.thread(thread, base) != nil {
      for group in try groups(of: thread, base) { roots.insert(group.root) }
    }
    try collect(text, in: nil, &roots, base)
    if roots.isEmpty, let equals = text.firstIndex(of: "=") {
      let space = text[..<equals].split(separator: "/").map(String.init)
      try collect(String(text[text.index(after: equals)...]), in: space, &roots, base)
    }
    var orders: [ThreadID] = []
    for root in roots where try currentRow(root, base)?.kind == .order { orders.append(root) }
    return orders.isEmpty ? roots.sorted() : orders.sorted()
  }

  private func collect(
    _ value: String, in space: [String]?, _ roots: inout Set<ThreadID>,
    _ base: borrowing ReadTransaction
  ) throws(StorageError) {
    let hits = try hits(hash.hash(value), base).filter { hit in
      // A join's position is nothing that an order is called by, unless it is asked for as that.
      guard let space else { return hit.space != spaceOfJoins }
      let found = self.space(of: hit.space)
      return Array([found.account, found.system, found.entity, found.kind].suffix(space.count))
        == space
    }
    // Who is called so comes before who mentions it: a payment for two orders makes
    // neither ambiguous.
    let owners = hits.filter { $0.kind == .identity }
    var memo = GroupingMemo()
    for hit in owners.isEmpty ? hits : owners {
      for group in try groups(of: hit.thread, &memo, base) { roots.insert(group.root) }
    }
  }

  /// The references that an order's own threads carry, in order of first mention.
  public func mentions(
    of row: OrderRow, _ base: borrowing ReadTransaction
  ) throws(StorageError) -> [(kind: ReferenceClass, reference: Reference)] {
    try mentions(ofThreads: row.threads, base)
  }

  public func mentions(
    ofThreads threads: [ThreadID], _ base: borrowing ReadTransaction
  ) throws(StorageError) -> [(kind: ReferenceClass, reference: Reference)] {
    var found: [(kind: ReferenceClass, reference: Reference)] = []
    for thread in threads {
      for mention in try self.thread(thread, base)?.mentions ?? [] {
        let reference = Reference(space: space(of: mention.space), value: mention.value)
        if !found.contains(where: { $0.reference == reference && $0.kind == mention.kind }) {
          found.append((mention.kind, reference))
        }
      }
    }
    return found
  }

  /// How well each system had been heard by a time: by the channels whose kind speaks for it.
  public func knowledge(
    asOf: Timestamp, under revised: Rulebook? = nil, _ base: borrowing ReadTransaction
  ) throws(StorageError) -> ChannelKnowledge {
    let rulebook = revised ?? rulebook
    let hearing = hearing
    var knowledge = ChannelKnowledge()
    for (number, row) in channels.enumerated() {
      guard let kind = rulebook.kinds[row.kind], let system = rulebook.system(named: kind.system),
        let heard = try hearing.watermark(UInt16(number), by: asOf, base)
      else { continue }
      knowledge.watermarks[system] = max(knowledge.watermarks[system] ?? heard, heard)
    }
    for sweep in try sweeps(base) where sweep.isComplete && sweep.received <= asOf {
      guard let system = rulebook.system(named: sweep.system) else { continue }
      knowledge.sweeps.append(
        ChannelKnowledge.Sweep(
          system: system, from: sweep.from, to: sweep.to, learned: sweep.received))
      let former = knowledge.watermarks[system] ?? .distantPast
      knowledge.watermarks[system] = max(former, min(sweep.to, sweep.received))
    }
    return knowledge
  }

  /// The last delivery of a channel received by a time; to the minute where several came in it.
  public func lastHeard(
    _ channel: UInt16, by instant: Timestamp, _ base: borrowing ReadTransaction
  ) throws(StorageError) -> Timestamp? {
    var best: Timestamp?
    func consider(_ key: ActivityKey, _ activity: Activity) {
      guard key.channel == channel, key.begin <= instant else { return }
      let heard = activity.last <= instant ? activity.last : key.begin
      best = max(best ?? heard, heard)
    }
    for (key, activity) in tail.activity { consider(key, activity) }
    try base.scan(
      IndexSchema.activity, from: ActivityKey(channel: channel, at: instant),
      through: ActivityKey(channel: channel, minute: 0), order: .descending
    ) { key, bytes in
      if let activity = Activity(encoded: bytes) { consider(key, activity) }
      return .stop
    }
    return best
  }

  /// All sweeps, in log order.
  func sweeps(_ base: borrowing ReadTransaction) throws(StorageError) -> [SweepRow] {
    var sweeps: [SweepRow] = []
    try base.scan(IndexSchema.sweeps) { (_, bytes) throws(StorageError) in
      sweeps.append(
        try IndexFault.reading("sweeps") { () throws(MalformedBytes) in
          try SweepRow(bytes: bytes)
        })
      return .next
    }
    return sweeps + tail.sweeps.map(\.row)
  }

  /// Totals with the tail counted in.
  public func currentTotals(
    _ base: borrowing ReadTransaction
  ) throws(StorageError) -> IndexTotals {
    try settle(base).totals
  }

  /// Items that are filed in no thread, in log order.
  ///
  /// - Parameter after: begins behind this item.
  public func forEachLoose(
    after: ItemID? = nil, _ base: borrowing ReadTransaction,
    _ body: (ItemID, LooseReport) throws(StorageError) -> ScanStep
  ) throws(StorageError) {
    var isStopped = false
    try base.scan(IndexSchema.loose, from: after) { (item, bytes) throws(StorageError) in
      guard item != after, let row = LooseItem(encoded: bytes) else { return .next }
      let step = try body(item, report(row))
      isStopped = step == .stop
      return step
    }
    if isStopped { return }
    for (item, row) in tail.loose where after.map({ $0 < item }) ?? true {
      if try body(item, report(row)) == .stop { return }
    }
  }

  private func report(_ row: LooseItem) -> LooseReport {
    LooseReport(
      outcome: outcome(of: row), channel: channels[Int(row.channel)], received: row.received,
      evaluation: table.evaluation(of: row.code, at: row.received.rawValue),
      signature: signature(of: row.code))
  }
}

/// An item that is filed in no thread.
public struct LooseReport: Sendable {
  public var outcome: Outcome
  public var channel: ChannelRow
  public var received: Timestamp
  public var evaluation: Evaluation
  public var signature: Signature?
}

extension LiveIndex {
  /// The orders that a thread belongs to.
  public func orders(
    sharing thread: ThreadID, _ base: borrowing ReadTransaction
  ) throws(StorageError) -> [OrderRow] {
    var rows: [OrderRow] = []
    for group in try groups(of: thread, base) where group.kind == .order {
      if let row = try currentRow(group.root, base) { rows.append(row) }
    }
    return rows
  }
}
