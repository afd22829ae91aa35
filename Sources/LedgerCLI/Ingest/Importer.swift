import LedgerEngine

/// Brings files into a ledger: two threads make blocks ready while this one appends the
/// block before.
struct Importer {
  private static let workers = 2

  let ledger: Ledger
  let plan: IngestPlan
  private(set) var tally = IngestTally()
  private var lastReceived = Timestamp.distantPast
  private let ownWorker: RecordPreparer
  /// Channels that were registered for want of them.
  private var registered: Set<String> = []

  init(_ ledger: Ledger, _ plan: IngestPlan) {
    self.ledger = ledger
    self.plan = plan
    ownWorker = RecordPreparer(ledger, plan.records)
  }

  /// Loads the files; `progress` is told bytes of them that are in the log, and deliveries.
  mutating func run(_ files: [DeliveryFile], progress: (UInt64, Int) -> Void) throws {
    // What an earlier run left in the tail is not counted as this one's.
    try ledger.flush()
    let before = ledger.outcomesWritten
    if ledger.nextPosition > .first {
      let last = LogPosition(ledger.nextPosition.rawValue - 1)
      lastReceived = try ledger.asOf(position: last).time
    }
    try checkKind()
    try pump(files, progress)
    try ledger.close()
    for (outcome, count) in ledger.outcomesWritten {
      tally.add(outcome, count - (before[outcome] ?? 0))
    }
  }

  private mutating func pump(_ files: [DeliveryFile], _ progress: (UInt64, Int) -> Void) throws {
    let work = OrderedWork<PreparedBlock>(aheadMax: Importer.workers + 6)
    let feed = Unshared(DeliveryFeed(files))
    for _ in 0..<Importer.workers {
      work.start(next: { feed.value.next() }) { [ledger, plan] in
        let worker = RecordPreparer(ledger, plan.records)
        return { worker.prepare($0) }
      }
    }
    defer { work.stop() }
    while let block = try work.next() {
      try append(block)
      tally.unreadable += block.unreadable
      progress(block.readBytes, tally.deliveries)
    }
  }

  private mutating func append(_ block: PreparedBlock) throws {
    var ready = ReadyBatch(capacity: block.records.count)
    for record in block.records {
      tally.deliveries += 1
      switch try settled(record, behind: &ready) {
      case .ready(let delivery, let received):
        ready.add(delivery, received: received, number: tally.deliveries)
      case .refused(let sentence): refuse(sentence)
      case .waiting(let channel, _, let place):
        refuse("\(place): there is no channel \(channel)")
      }
    }
    try append(&ready)
  }

  private mutating func refuse(_ sentence: String) {
    tally.refuse(sentence)
    if plan.writesReceipts { Output.line(IngestReceipt.refused(number: tally.deliveries).utf8) }
  }

  private mutating func append(_ ready: inout ReadyBatch) throws {
    guard !ready.isEmpty else { return }
    let receipts = try ledger.append(ready.deliveries)
    for (receipt, received) in zip(receipts, ready.times) {
      if case .duplicate = receipt { tally.add(.duplicate) } else { note(received) }
    }
    if plan.writesReceipts { Output.bytes(IngestReceipt.lines(receipts, numbers: ready.numbers)) }
    ready.removeAll()
  }

  /// A wrong kind or account is an error of the command, not of each delivery.
  private func checkKind() throws {
    guard let name = plan.channel else { return }
    _ = try plan.secrets.secrets(of: name)
    if ledger.channels.contains(where: { $0.name == name }) {
      _ = try ledger.register(channel: name, kind: plan.kind, account: plan.account)
    } else if ledger.rulebook.kinds[plan.kind ?? name] == nil {
      let known = ledger.rulebook.kinds.keys.sorted()
      if let kind = plan.kind { throw LedgerError.unknownKind(name: kind, known: known) }
      throw LedgerError.unknownChannel(name: name, known: ledger.channels.map(\.name))
    }
  }

  /// The log's times never go back.
  private mutating func note(_ received: Timestamp?) {
    guard let received else {
      lastReceived = max(lastReceived, ledger.surroundings.now())
      return
    }
    if received < lastReceived { tally.backdated += 1 }
    lastReceived = max(lastReceived, received)
  }

  /// Prepares a record that waits for its channel, and registers that with the kind of the same
  /// name unless a record before it has: blocks are made ready ahead of the registrations that
  /// they ask for.
  private mutating func settled(
    _ record: PreparedRecord, behind ready: inout ReadyBatch
  ) throws -> PreparedRecord {
    guard case .waiting(let channel, let incoming, let place) = record else { return record }
    if !registered.contains(channel) {
      guard ledger.rulebook.kinds[plan.kind ?? channel] != nil else {
        return .refused(
          "\(place): there is no channel \(channel), and no channel kind of that name; register it "
            + "with `orderledger ingest --channel \(channel) --kind KIND`")
      }
      // A registration stands between the deliveries in front of it and those behind.
      try append(&ready)
      // What is imported may be older than now; so is the registration that it asks for.
      _ = try ledger.register(
        channel: channel, kind: plan.kind, account: plan.account, actor: plan.actor,
        at: incoming.received)
      registered.insert(channel)
    }
    return ownWorker.prepare(incoming, channel: channel, place: place)
  }
}

/// A value that is handed to threads which take turns by a lock of their own.
private final class Unshared<Value>: @unchecked Sendable {
  let value: Value
  init(_ value: Value) { self.value = value }
}
