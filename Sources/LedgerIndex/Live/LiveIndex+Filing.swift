public import LedgerCore
public import LedgerStorage

/// What the index is told of one delivery.
public struct Arrival: Sendable {
  public var position: LogPosition
  public var received: Timestamp
  public var channel: UInt16
  public var deliveryKey: Hash128?
  public var content: Hash128
  /// The content of a body that is erased.
  public static let erasedContent = DeliveryMark.erased
  public var isConflict: Bool
  /// What the log says of its cause: what its deliverer named, else what its first item cites.
  public var causedBy: String?
  public var extraction: Extraction
  /// What the log's entry holds of chains; nil while it is being written.
  public var recorded: [Filing]?

  public init(
    position: LogPosition, received: Timestamp, channel: UInt16, deliveryKey: Hash128?,
    content: Hash128, isConflict: Bool, causedBy: String?, extraction: Extraction,
    recorded: [Filing]? = nil
  ) {
    self.position = position
    self.received = received
    self.channel = channel
    self.deliveryKey = deliveryKey
    self.content = content
    self.isConflict = isConflict
    self.causedBy = causedBy
    self.extraction = extraction
    self.recorded = recorded
  }

  /// The cause of items that cite nothing themselves: the deliverer's word, never that of
  /// the first item.
  fileprivate var causeOfAll: String? {
    extraction.items.first?.cites == nil ? causedBy : nil
  }
}

/// An item's place in the chain of its thread, for the log's entry.
public struct Filing: Sendable, Hashable {
  public var item: UInt16
  public var thread: ThreadID
  /// From 0.
  public var sequence: UInt32
  public var previous: LogPosition?

  public init(item: UInt16, thread: ThreadID, sequence: UInt32, previous: LogPosition?) {
    self.item = item
    self.thread = thread
    self.sequence = sequence
    self.previous = previous
  }
}

extension LiveIndex {
  /// Files a delivery in the tail: resolves each item's thread and keeps its entries.
  ///
  /// - Returns: the chain links that belong into the log's entry.
  public func file(
    _ arrival: Arrival, _ base: borrowing ReadTransaction
  ) throws(StorageError) -> [Filing] {
    precondition(arrival.position == nextPosition, "deliveries are filed in log order")
    settled = nil
    nextPosition = arrival.position.next
    note(arrival.channel, arrival.received, heard: arrival.extraction.latestOccurred)
    if let key = arrival.deliveryKey {
      tail.deliveries[key.high, default: []].append(
        DeliveryMark(position: arrival.position, content: arrival.content))
    }
    // Each order that a sweep lists is an item; the sweep is told with each, and noted once.
    let sweeps = arrival.extraction.sweeps
    for (number, sweep) in sweeps.enumerated()
    where number == 0 || !sweep.isSame(as: sweeps[number - 1]) {
      tail.sweeps.append(
        (
          ItemID(position: arrival.position, index: sweep.item),
          SweepRow(
            system: sweep.system, from: sweep.from, to: sweep.to, received: arrival.received,
            isComplete: sweep.isComplete)
        ))
    }
    var filings: [Filing] = []
    for item in arrival.extraction.items {
      tail.itemCount += 1
      let id = ItemID(position: arrival.position, index: item.index)
      if let thread = try resolve(item, id, arrival, base) {
        if arrival.recorded == nil { filings.append(try chain(id, in: thread, base)) }
        keep(item, id, in: thread, arrival)
      } else {
        keepLoose(item, id, arrival)
      }
    }
    if let recorded = arrival.recorded {
      try follow(recorded, at: arrival.position, base)
      filings = recorded
    }
    return filings
  }

  /// Takes note of an entry that brings no items: a duplicate of an original, or an
  /// operator's action.
  public func note(
    entry position: LogPosition, duplicateOn channel: UInt16?, of original: LogPosition? = nil,
    at received: Timestamp
  ) {
    precondition(position == nextPosition, "entries are filed in log order")
    settled = nil
    nextPosition = position.next
    tail.itemCount += 1
    guard let channel else { return }
    tail.duplicates += 1
    if let original {
      tail.repeats[original, default: []].append(
        DeliveryRepeat(position: position, received: received))
    }
    note(channel, received, heard: nil)
  }

  /// Notes that a channel has spoken, and of what time. What a delivery says without a time of its
  /// own counts as said when it was received; a duplicate says nothing new.
  private func note(_ channel: UInt16, _ received: Timestamp, heard: Timestamp?) {
    let key = ActivityKey(channel: channel, at: received)
    var activity = tail.activity[key] ?? Activity(count: 0, last: received, heard: .distantPast)
    activity.count += 1
    activity.last = max(activity.last, received)
    activity.heard = max(activity.heard, min(heard ?? .distantPast, received))
    tail.activity[key] = activity
  }

  /// Takes chains over from the log. They are the log's, whatever rulebook files its deliveries
  /// anew: a thread that this one does not begin where another did never goes on here.
  private func follow(
    _ recorded: [Filing], at position: LogPosition, _ base: borrowing ReadTransaction
  ) throws(StorageError) {
    for filing in recorded {
      guard var row = try thread(filing.thread, base) else { continue }
      row.chainCount = filing.sequence + 1
      row.chainHead = position
      tail.threads[filing.thread] = row
    }
  }

  private func chain(
    _ id: ItemID, in thread: ThreadID, _ base: borrowing ReadTransaction
  ) throws(StorageError) -> Filing {
    guard var row = try self.thread(thread, base) else {
      preconditionFailure("a resolved thread has a row")
    }
    let filing = Filing(
      item: id.index, thread: thread, sequence: row.chainCount,
      previous: row.chainCount == 0 ? nil : row.chainHead)
    row.chainCount += 1
    row.chainHead = id.position
    tail.threads[thread] = row
    return filing
  }

  /// Entries that one item can have.
  static let slotsMax: UInt16 = 65_000

  private func keepLoose(_ item: Extraction.Item, _ id: ItemID, _ arrival: Arrival) {
    let part = arrival.extraction.parts[item.parts.lowerBound]
    tail.loose.append(
      (
        id,
        LooseItem(
          code: code(of: arrival.extraction.signatures[part.signature]), channel: arrival.channel,
          flags: arrival.isConflict ? LooseItem.conflict : 0, received: arrival.received)
      ))
  }

  private func keep(
    _ item: Extraction.Item, _ id: ItemID, in thread: ThreadID, _ arrival: Arrival
  ) {
    entries(of: item, id, arrival) { tail.spine[thread, default: []].append($0) }
  }

  /// Turns an item's parts and amounts into spine entries.
  func entries(
    of item: Extraction.Item, _ id: ItemID, _ arrival: Arrival, _ take: (SpineEntry) -> Void
  ) {
    var slot: UInt16 = 0
    let cites = DeliveryTag(item.cites ?? arrival.causeOfAll)
    // An item of more parts than a slot can number keeps the first ones; its body keeps them all.
    for part in arrival.extraction.parts[item.parts] where slot < LiveIndex.slotsMax {
      var entry = SpineEntry()
      entry.position = id.position.rawValue
      entry.item = id.index
      entry.slot = slot
      entry.code = code(of: arrival.extraction.signatures[part.signature])
      entry.occurred = part.occurred?.rawValue ?? SpineEntry.none
      entry.received = arrival.received.rawValue
      entry.version = part.version ?? SpineEntry.none
      entry.entity = part.entity
      entry.channel = arrival.channel
      entry.delivery = arrival.extraction.delivery
      entry.cites = cites
      if arrival.isConflict { entry.flags.insert(.conflict) }
      var amounts = arrival.extraction.amounts[part.amounts]
      if let own = amounts.firstIndex(where: { $0.entity == part.entity }) {
        let amount = amounts[own]
        entry.flags.insert(.amount)
        entry.amount = amount.value
        entry.amountKind = amount.kind
        entry.amountCurrency = amount.currency.rawValue
        amounts.swapAt(own, amounts.startIndex)
        amounts.removeFirst()
      }
      take(entry)
      slot += 1
      continuations(amounts, after: entry, slot: &slot, take)
    }
  }

  private func continuations(
    _ amounts: ArraySlice<Extraction.Amount>, after entry: SpineEntry, slot: inout UInt16,
    _ take: (SpineEntry) -> Void
  ) {
    var rest = amounts
    while slot < LiveIndex.slotsMax, let first = rest.popFirst() {
      var more = SpineEntry()
      more.position = entry.position
      more.item = entry.item
      more.slot = slot
      more.received = entry.received
      more.channel = entry.channel
      more.flags = [.continuation, .amount]
      more.entity = first.entity
      more.amount = first.value
      more.amountKind = first.kind
      more.amountCurrency = first.currency.rawValue
      more.code = 0
      if let second = rest.popFirst() {
        more.flags.insert(.second)
        more.code = UInt32(second.kind) << 16 | UInt32(second.currency.rawValue)
        more.version = second.value
        more.occurred = Int64(bitPattern: second.entity)
      }
      take(more)
      slot += 1
    }
  }
}

extension Extraction.Sweep {
  fileprivate func isSame(as other: Extraction.Sweep) -> Bool {
    system == other.system && from == other.from && to == other.to
      && isComplete == other.isComplete
  }
}

extension Extraction {
  /// The latest time that the delivery speaks of; that of its receipt where a part has none.
  var latestOccurred: Timestamp {
    var latest = Timestamp.distantPast
    for item in items {
      latest = max(latest, parts[item.parts.lowerBound].occurred ?? .distantFuture)
    }
    return latest
  }
}
