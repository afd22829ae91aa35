import LedgerCore
import LedgerIndex
import LedgerLog
import LedgerRules
import LedgerStorage
import LedgerStorageWriting

/// Takes entries of the log into an index: when a ledger is opened, after a crash, and
/// in a rebuild.
struct CatchUp {
  let log: LogReader
  let index: LiveIndex
  var runtimes: [ChannelRuntime]
  /// Where the tail is written when it is full; nil to keep all of it in memory (readers).
  let file: WritableEnvironment?
  /// Called now and then with the position reached.
  var progress: (LogPosition) -> Void = { _ in }
  /// An entry that was met and asks for an index file of its own.
  private(set) var reshaping: LogPosition?
  /// Entries or bodies that could not be read, and were passed over: by readers, who write nothing.
  private(set) var damaged: [LogPosition] = []
  /// Entries whose bodies were passed over for want of the master key: by readers.
  private(set) var locked: [LogPosition] = []
  /// Deliveries whose bodies are not kept.
  var unread: [LogPosition] = []
  /// Called with these before the tail is written.
  var beforeFlush: ([LogPosition]) throws(LedgerError) -> Void = { (_) throws(LedgerError) in }
  private let shaped: LogPosition
  private let erasures: Erasures

  init(
    log: LogReader, index: LiveIndex, file: WritableEnvironment?, shaped: LogPosition
  ) {
    self.log = log
    self.index = index
    self.file = file
    self.shaped = shaped
    erasures = Erasures(log: log)
    runtimes = index.channels.enumerated().map { number, row in
      ChannelRuntime(
        row: row, number: UInt16(number), rulebook: index.rulebook, hash: log.key.hasher)
    }
  }

  /// Entries taken in before the tail is looked at: also the length of one read transaction.
  private static let stride: UInt64 = 2_048
  /// Bodies that one core reads at a time.
  private static let readInTurn = 32

  /// Takes in everything before `end`.
  mutating func run(until end: LogPosition) throws(LedgerError) {
    while index.nextPosition < end {
      let from = index.nextPosition
      let through = LogPosition(min(end.rawValue, from.rawValue + CatchUp.stride) - 1)
      try takeIn(from: from, through: through)
      progress(index.nextPosition)
      if let file, index.tailCount >= Ledger.tailItemsMax {
        try beforeFlush(unread)
        _ = try LedgerError.storing { () throws(StorageError) in try index.flush(to: file) }
      }
    }
  }

  private mutating func takeIn(
    from: LogPosition, through: LogPosition
  ) throws(LedgerError) {
    var taken = try read(from, through)
    // What is erased is read from what is left of it, also where its key is still there.
    try erasures.refresh()
    for index in taken.indices {
      taken[index].residue = try erasures.residue(of: taken[index].entry.position)
      noteLeftOut(taken[index])
    }
    // Bodies are read on all cores; what they say enters in log order.
    let known = Dictionary(runtimes.map { ($0.row.name, $0) }) { first, _ in first }
    let readings = Parallel.map(taken, inTurn: CatchUp.readInTurn) { next in
      known[next.entry.channel].flatMap { next.read($0) }
    }
    for (next, reading) in zip(taken, readings) { try takeIn(next, reading) }
  }

  /// What is left of an erased delivery stands in clear, and is known all the same.
  private mutating func noteLeftOut(_ taken: Taken) {
    guard let leftOut = taken.leftOut, taken.residue == nil else { return }
    switch leftOut {
    case .damaged: damaged.append(taken.entry.position)
    case .locked: locked.append(taken.entry.position)
    }
  }

  /// - Throws: where something cannot be read, and what is taken in is written. A reader passes over it:
  ///   all else can still be looked at.
  private mutating func read(
    _ from: LogPosition, _ through: LogPosition
  ) throws(LedgerError) -> [Taken] {
    var taken: [Taken] = []
    var next = from
    while next <= through {
      do throws(LogError) {
        // What a reader shows at once is compared first; a writer's index is verified by itself.
        try log.scanBodies(
          from: next, through: through, verifying: file == nil,
          locked: { (view) throws(LogError) in
            guard file == nil else { throw .bodyLocked(view.position) }
            taken.append(Taken(entry: Entry(view), payload: nil, leftOut: .locked))
            next = view.position.next
            return .next
          }
        ) { view, payload in
          taken.append(Taken(entry: Entry(view), payload: payload.map { Payload($0) }))
          next = view.position.next
          return .next
        }
        return taken
      } catch {
        guard file == nil else { throw .log(error) }
        // Nothing is wrong with it: the folder of an archive is wanted.
        if case .archive(.unreadable) = error { throw .log(error) }
        guard let entry = try? log.entry(at: next) else { throw .log(error) }
        taken.append(Taken(entry: entry, payload: nil, leftOut: .damaged))
        next = next.next
      }
    }
    return taken
  }

  private struct Taken: Sendable {
    var entry: Entry
    var payload: Payload?
    var residue: Residue?
    /// Why what its body says is not known; the entry counts all the same.
    var leftOut: LeftOut?

    enum LeftOut: Sendable { case damaged, locked }

    /// Whether what it said cannot be seen any more.
    func isUnread(_ reading: Reading) -> Bool {
      residue == nil ? payload == nil : reading.extraction.asksForErased
    }

    /// What the body says and a hash of it; nil where the entry has no body to be read.
    func read(_ runtime: ChannelRuntime) -> Reading? {
      switch entry.kind {
      case .control, .duplicate: return nil
      case .delivery, .conflict: break
      }
      if let residue {
        return Reading(
          content: Arrival.erasedContent, extraction: runtime.read(residue).extraction)
      }
      guard leftOut == nil else {
        return Reading(content: Arrival.erasedContent, extraction: Extraction())
      }
      let headers = (payload?.headers ?? []).map { (name: $0.name, value: $0.value) }
      let body = payload?.body ?? []
      return Reading(
        content: runtime.hash.hash(body),
        extraction: runtime.read(headers: headers, body: body).extraction)
    }
  }

  private struct Reading: Sendable {
    var content: Hash128
    var extraction: Extraction
  }

  /// - Parameter reading: nil where the channel was not known yet.
  private mutating func takeIn(_ taken: Taken, _ reading: Reading?) throws(LedgerError) {
    let entry = taken.entry
    switch entry.kind {
    case .control(let kind):
      try index.environment.read(failingWith: LedgerError.self) { (base) throws(LedgerError) in
        try apply(kind, body: taken.payload?.body ?? [], at: entry.position, base)
      }
      index.note(entry: entry.position, duplicateOn: nil, at: entry.received)
    case .duplicate(let original):
      index.note(
        entry: entry.position, duplicateOn: try runtime(named: entry.channel).number,
        of: original, at: entry.received)
    case .delivery, .conflict:
      let runtime = try runtime(named: entry.channel)
      guard let reading = reading ?? taken.read(runtime) else {
        preconditionFailure("a delivery is read")
      }
      if taken.isUnread(reading) { unread.append(entry.position) }
      let arrival = Arrival(
        position: entry.position, received: entry.received, channel: runtime.number,
        deliveryKey: entry.deliveryKey, content: reading.content,
        isConflict: entry.kind.original != nil, causedBy: entry.cause.text,
        extraction: reading.extraction,
        recorded: entry.links.map {
          Filing(item: $0.item, thread: $0.thread, sequence: $0.sequence, previous: $0.previous)
        })
      try index.environment.read(failingWith: LedgerError.self) { (base) throws(LedgerError) in
        _ = try LedgerError.storing { () throws(StorageError) in try index.file(arrival, base) }
      }
    }
  }

  private mutating func apply(
    _ kind: String, body: [UInt8], at position: LogPosition, _ base: borrowing ReadTransaction
  ) throws(LedgerError) {
    switch ControlKind(rawValue: kind) {
    case .channelRegistered:
      guard let action = ControlBody.channel(body) else { return }
      let number = index.channel(action)
      runtimes.append(
        ChannelRuntime(
          row: action, number: number, rulebook: index.rulebook, hash: log.key.hasher))
    case .join:
      let parties = try named(ControlBody.join(body), base)
      try LedgerError.storing { () throws(StorageError) in
        try index.join(parties, at: position, base)
      }
    case .erased:
      for delivery in ErasureRecord(body)?.deliveries ?? [] {
        guard let key = delivery.key else { continue }
        index.forgetContent(of: delivery.position, key: key)
      }
    case .rulebookActivated, .rulebookRolledBack, .separate:
      if position > shaped { reshaping = position }
    case .ledgerCreated, .promotionRequested, .promotionApproved, .signingKeyChanged, .directory,
      .bodyRead, nil:
      break
    }
  }

  /// The parties of a join, as this index names them: an item that named nothing, and was filed
  /// alone, may have a name by the rulebook of this one, and be filed with others.
  private mutating func named(
    _ parties: [JoinParty], _ base: borrowing ReadTransaction
  ) throws(LedgerError) -> [JoinParty] {
    var named: [JoinParty] = []
    for party in parties {
      guard party.isItself, let item = party.item else {
        named.append(party)
        continue
      }
      let isAlone = try LedgerError.storing { () throws(StorageError) in
        try index.isBegun(by: item, base)
      }
      named.append(isAlone ? party : try references(of: item).first ?? party)
    }
    return named
  }

  private mutating func references(of item: ItemID) throws(LedgerError) -> [JoinParty] {
    let entry = try LedgerError.logging { () throws(LogError) in try log.entry(at: item.position) }
    let runtime = try runtime(named: entry.channel)
    if let residue = try erasures.residue(of: item.position) {
      return runtime.read(residue).extraction.parties(of: item)
    }
    let body: Payload?
    do throws(LogError) {
      body = try log.body(at: item.position, verifying: false)
    } catch {
      guard file == nil, case .bodyLocked = error else { throw .log(error) }
      if !locked.contains(item.position) { locked.append(item.position) }
      return []
    }
    guard let body else { return [] }
    let extraction = runtime.read(
      headers: body.headers.map { (name: $0.name, value: $0.value) }, body: body.body
    ).extraction
    return extraction.parties(of: item)
  }

  private func runtime(named name: String) throws(LedgerError) -> ChannelRuntime {
    guard let runtime = runtimes.first(where: { $0.row.name == name }) else {
      throw .unknownChannel(name: name, known: runtimes.map(\.row.name))
    }
    return runtime
  }
}
