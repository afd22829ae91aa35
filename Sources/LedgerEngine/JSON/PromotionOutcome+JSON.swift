public import LedgerCore
public import LedgerRules

extension PromotionOutcome {
  public var members: [(String, JSONValue)] {
    switch self {
    case .switched(let position, let request):
      [
        ("outcome", .string("switched")), ("request", .position(request)),
        ("position", .position(position)), ("approvals_missing", .int(0)),
      ]
    case .awaitsApproval(let request, let missing):
      [
        ("outcome", .string("awaits_approval")), ("request", .position(request)),
        ("position", .null), ("approvals_missing", .int(missing)),
      ]
    }
  }
}

extension JSONValue {
  /// That one rulebook has taken the place of another, or that it has not.
  public static func switchMembers(
    from former: Rulebook, to active: Rulebook, next: LogPosition
  ) -> [(String, JSONValue)] {
    [
      ("changed", .bool(former.revision != active.revision)), ("former", .rulebook(former)),
      ("active", .rulebook(active)), ("next_position", .position(next)),
    ]
  }
}
