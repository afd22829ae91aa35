import LedgerEngine

/// Finds the reference that a text on the command line means.
enum ReferenceArgument {
  /// `SYSTEM/ENTITY/KIND=VALUE`, or a value alone, of an identity that the ledger knows.
  static func resolve(_ text: String, in ledger: Ledger) throws -> Reference {
    let order = try ledger.order(text, asOf: ledger.now)
    let identities = order.names.filter { $0.kind == .identity }.map(\.reference)
    let meant = identities.filter { matches($0, text) }
    if let found = meant.first { return found }
    // A correlation ID names the order itself: any identity of it will do.
    if order.order == text || order.aliases.contains(text), let first = identities.first {
      return first
    }
    throw Failure(
      code: "not_an_identity",
      message: "\(text) does not name an order by itself (a part, or a link); give one of its "
        + "identities, such as an order number")
  }

  private static func matches(_ reference: Reference, _ text: String) -> Bool {
    if reference.value == text { return true }
    let full = reference.description
    return full == text || full.hasSuffix("/" + text)
  }

  /// What names the order that a join has made.
  static func text(_ joined: RecordedJoin) -> String {
    Reference(space: .joins, value: joined.position.description).shortText
  }
}
