import LedgerEngine

extension Receipt {
  /// Stable, for programs.
  var code: String {
    switch self {
    case .appended: "appended"
    case .duplicate: "duplicate"
    case .conflict: "conflict"
    case .refused: "refused"
    }
  }

  /// What a sender is told.
  var json: JSONValue { .object(members) }

  var members: [(String, JSONValue)] {
    let other: LogPosition? =
      switch self {
      case .duplicate(_, let original): original
      case .conflict(_, let other, _): other
      case .appended, .refused: nil
      }
    return [
      ("outcome", .string(code)), ("position", .position(position)), ("of", .position(other)),
    ]
  }
}
