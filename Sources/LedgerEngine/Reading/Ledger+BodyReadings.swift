public import LedgerCore
import LedgerLog

/// That somebody was shown original headers and bodies, as the log has it.
public struct BodyReading: Sendable, Hashable {
  /// Where it is recorded.
  public var position: LogPosition
  public var received: Timestamp
  public var actor: String
  /// The deliveries that were shown.
  public var deliveries: [LogPosition]
}

extension Ledger {
  /// Records who was shown the original headers and bodies of deliveries.
  ///
  /// - Returns: the position of its entry.
  @discardableResult
  public func recordReading(
    of deliveries: [LogPosition], by actor: String
  ) throws(LedgerError) -> LogPosition {
    let body = JSONValue.object([("positions", .array(deliveries.map { .position($0) }))]).utf8
    return try record(.bodyRead, body: body, actor: Entry.fitting(actor) ?? "") { _, _, _ in }
  }

  /// Who was shown any of these deliveries, oldest first. Looks through the entries of the log behind the
  /// first of them.
  public func readings(of deliveries: Set<LogPosition>) throws(LedgerError) -> [BodyReading] {
    guard let first = deliveries.min() else { return [] }
    let last = LogPosition(max(nextPosition.rawValue, 1) - 1)
    let kind = EntryKind.control(ControlKind.bodyRead.rawValue)
    return try LedgerError.logging { () throws(LogError) in
      var positions: [LogPosition] = []
      try log.scan(from: first, through: last) { view in
        if view.kind == kind { positions.append(view.position) }
        return .next
      }
      var found: [BodyReading] = []
      for position in positions {
        let entry = try log.entry(at: position)
        let shown = BodyReading.deliveries(in: try log.body(at: position)?.body ?? [])
        guard shown.contains(where: { deliveries.contains($0) }) else { continue }
        found.append(
          BodyReading(
            position: position, received: entry.received, actor: entry.actor, deliveries: shown))
      }
      return found
    }
  }
}

extension BodyReading {
  fileprivate static func deliveries(in body: [UInt8]) -> [LogPosition] {
    guard let document = try? JSONDocument.parse(body),
      let list = document.member("positions", of: document.root)
    else { return [] }
    return document.children(of: list).compactMap { UInt64(document.text($0)) }.map {
      LogPosition($0)
    }
  }

  public var json: JSONValue {
    .object([
      ("position", .position(position)), ("received", .time(received)), ("actor", .string(actor)),
      ("deliveries", .array(deliveries.map { .position($0) })),
    ])
  }
}
