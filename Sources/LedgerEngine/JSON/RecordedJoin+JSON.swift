public import LedgerCore

extension RecordedJoin {
  /// What names the order that it has made.
  public var name: String {
    Reference(space: .joins, value: position.description).shortText
  }

  /// - Parameters:
  ///   - found: what it has made.
  ///   - next: the position behind the last entry.
  public func json(of found: OrderReport, next: LogPosition) -> JSONValue {
    .object([
      ("order", .string(found.order)), ("kind", .string("\(found.kind)")),
      ("position", .position(position)),
      ("joined", .strings(parties.map { $0.reference.shortText })),
      ("next_position", .position(next)),
    ])
  }
}

extension JSONValue {
  /// What does not join orders any more.
  public static func separated(_ reference: Reference, next: LogPosition) -> JSONValue {
    .object([("separated", .string(reference.shortText)), ("next_position", .position(next))])
  }
}
