public import LedgerCore
import LedgerFold
public import LedgerIndex
import LedgerLog
import LedgerReplay
import LedgerRules
import LedgerStorage

/// One order's full event path: what came, when, on what evidence, what it meant and
/// what it changed.
public struct Trace: Sendable {
  public struct Event: Sendable {
    public var item: ItemID
    public var channel: String
    public var account: String
    public var channelKind: String
    /// Shape of the item, such as `order` or `payment_intent`.
    public var shape: String
    public var system: String
    public var isHearsay: Bool
    public var occurred: Timestamp?
    public var received: Timestamp
    public var senderTime: String?
    public var outcome: Outcome
    /// `signed`, `unsigned`, `operator file line 7` …
    public var evidence: String
    /// The scheme by which its origin was verified, such as `hmac-sha256`; nil where it was not.
    public var authentication: String?
    /// Fingerprint of the key that verified it: 16 hexadecimal digits.
    public var keyFingerprint: String?
    public var actor: String
    public var isShared: Bool
    public var conflictWith: LogPosition?
    /// How often its delivery came again, byte for byte; told with the delivery's first item.
    public var repeats: Repeats?
    /// What the item is about, as far as the log tells it.
    public var causedBy: String?
    public var hop: String?
    /// What the item claims, with the rule that reads it.
    public var claims: [Statement]
    /// What changed in truth and disagreements by this delivery, in words.
    public var changes: [String]
    /// Truth after the delivery: facet, state.
    public var truth: [(facet: String, state: String)]
    public var bodyBytes: UInt64
  }

  /// Deliveries that repeat one: what they say counts once, and that they came is known.
  public struct Repeats: Sendable {
    public var count: Int
    public var first: DeliveryRepeat
    public var last: DeliveryRepeat
  }

  public struct Statement: Sendable {
    public var text: String
    public var file: String
    public var line: Int
  }

  public var order: OrderReport
  public var events: [Event]
  /// Orders that share threads with this one.
  public var related: [String]
  /// What operators have tied together, and is one order only for that.
  public var joins: [Join] = []
}

extension Ledger {
  /// Traces an order by its correlation ID or any reference value.
  public func trace(_ text: String, asOf: AsOf) throws(LedgerError) -> Trace {
    try reading { (index, base) throws(LedgerError) in
      let root = try findOne(text, index, base)
      let order = try report(on: root, index, base, asOf: asOf)
      var trace = try LedgerError.storing { () throws(StorageError) in
        try traced(order, index, base, asOf: asOf)
      }
      trace.joins = try joins(of: order, asOf: asOf)
      return trace
    }
  }

  private func traced(
    _ order: OrderReport, _ index: LiveIndex, _ base: borrowing ReadTransaction, asOf: AsOf
  ) throws(StorageError) -> Trace {
    guard let row = try index.currentRow(order.root, base) else {
      return Trace(order: order, events: [], related: [])
    }
    let spine = try index.spine(threads: row.threads, shared: row.shared, base)
      .filter { asOf.includes(position: $0.position, received: $0.received) }
    var steps: [LogPosition: StepSummary] = [:]
    var former = StepSummary()
    let state = OrderFolding.fold(spine, table: index.table, scope: row.kind.scope) {
      position, state in
      var summary = StepSummary(state, index.rulebook)
      summary.changes = summary.differences(from: former)
      steps[position] = summary
      former = summary
    }
    var events: [Trace.Event] = []
    for entry in spine where !entry.flags.contains(.continuation) {
      if let last = events.last, last.item == entry.id {
        events[events.count - 1].claims += statements(of: entry, index)
        continue
      }
      guard var event = try event(of: entry, index, state, kind: row.kind) else { continue }
      if events.last?.item.position != event.item.position {
        event.changes = steps[event.item.position]?.changes ?? []
        event.repeats = try repeats(of: event.item.position, index, base, asOf: asOf)
      }
      event.truth = steps[event.item.position]?.truth ?? []
      events.append(event)
    }
    var related: [String] = []
    for thread in row.shared {
      for group in try index.orders(sharing: thread, base) where group.root != row.root {
        if !related.contains(group.correlationID) { related.append(group.correlationID) }
      }
    }
    return Trace(order: order, events: events, related: related)
  }

  private func repeats(
    of position: LogPosition, _ index: LiveIndex, _ base: borrowing ReadTransaction, asOf: AsOf
  ) throws(StorageError) -> Trace.Repeats? {
    let found = try index.repeats(of: position, base).filter {
      asOf.includes(position: $0.position.rawValue, received: $0.received.rawValue)
    }
    guard let first = found.first, let last = found.last else { return nil }
    return Trace.Repeats(count: found.count, first: first, last: last)
  }

  private func event(
    of entry: SpineEntry, _ index: LiveIndex, _ state: OrderState, kind: OrderRow.Kind
  ) throws(StorageError) -> Trace.Event? {
    let position = LogPosition(entry.position)
    let instant = entry.occurred == SpineEntry.none ? entry.received : entry.occurred
    let evaluation = index.table.evaluation(of: entry.code, at: instant)
    let record: Entry
    do {
      record = try log.guardedEntry(at: position)
    } catch {
      throw .corrupted(path: directory, detail: "\(error)")
    }
    let outcome = state.outcome(of: entry.id)
    return Trace.Event(
      item: entry.id, channel: record.channel, account: record.account,
      channelKind: record.channelKind, shape: evaluation.shape,
      system: index.rulebook[evaluation.system].name, isHearsay: evaluation.isHearsay,
      occurred: entry.occurred == SpineEntry.none ? nil : Timestamp(rawValue: entry.occurred),
      received: record.received, senderTime: record.senderTime,
      outcome: kind == .unlinked && outcome == .accepted ? .unlinked : outcome,
      evidence: record.evidence.words, authentication: record.verifiedBy,
      keyFingerprint: record.keyFingerprint.map { key in
        withUnsafeBytes(of: key.bigEndian) { Hex.encode($0) }
      }, actor: record.actor,
      isShared: entry.flags.contains(.shared),
      conflictWith: entry.flags.contains(.conflict) ? record.kind.original : nil,
      causedBy: cause(of: entry, record), hop: evaluation.hop.map { String(describing: $0) },
      claims: statements(of: entry, index), changes: [], truth: [],
      bodyBytes: record.content?.bodyLength ?? 0)
  }

  /// The log tells one cause of a delivery: its deliverer's word, else what its first item cites.
  /// Any other item shows it only where it is about the same.
  private func cause(of entry: SpineEntry, _ record: Entry) -> String? {
    let text = record.cause.text
    return entry.item == 0 || entry.cites == DeliveryTag(text) ? text : nil
  }

  private func statements(of entry: SpineEntry, _ index: LiveIndex) -> [Trace.Statement] {
    index.table.readings(of: entry).map {
      Trace.Statement(text: $0.text, file: $0.file, line: $0.line)
    }
  }
}

/// Truth and disagreements after one delivery.
private struct StepSummary {
  var truth: [(facet: String, state: String)] = []
  var open: [String] = []
  var illegal = 0
  var late = 0
  var lines: [String] = []
  var changes: [String] = []

  init() {}

  init(_ state: OrderState, _ rulebook: Rulebook) {
    truth = state.truth.map {
      (rulebook[$0.facet].name, rulebook[$0.facet].name(of: $0.state))
    }
    open = state.open.map { rulebook.patterns[Int($0.pattern)].name }
    illegal = state.illegal.count
    late = state.late.count
    lines = state.illegal.map {
      "illegal move of \(rulebook[$0.system].name) \(rulebook[$0.facet].name): "
        + "\(rulebook[$0.facet].name(of: $0.from)) → \(rulebook[$0.facet].name(of: $0.to))"
    }
  }

  func differences(from former: StepSummary) -> [String] {
    var changes: [String] = []
    for (facet, state) in truth {
      let old = former.truth.first { $0.facet == facet }?.state
      if old != state {
        changes.append(old.map { "\(facet): \($0) → \(state)" } ?? "\(facet): \(state)")
      }
    }
    for (facet, state) in former.truth where !truth.contains(where: { $0.facet == facet }) {
      changes.append("\(facet): \(state) → no truth")
    }
    changes += open.filter { !former.open.contains($0) }.map { "opens \($0)" }
    changes += former.open.filter { !open.contains($0) }.map { "closes \($0)" }
    changes += lines.dropFirst(former.illegal)
    if late > former.late { changes.append("late: an equal or newer version stands") }
    return changes
  }
}
