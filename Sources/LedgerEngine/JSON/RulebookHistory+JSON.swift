public import LedgerCore

/// The actions that bear on which rulebook is in force, as programs read them.
public struct RulebookHistoryForm {
  private let actions: [RulebookAction]
  private let standings: [LogPosition: RequestStanding]
  private let active: LogPosition?

  public init(_ actions: [RulebookAction]) {
    self.actions = actions
    standings = actions.standings
    active =
      actions.last {
        if case .switched = $0.kind { true } else { false }
      }?.position
  }

  public var json: [JSONValue] {
    actions.map { action in
      .object(
        [
          ("position", .position(action.position)), ("recorded", .time(action.recorded)),
          ("by", .string(action.by)), ("reason", .string(action.reason)),
        ] + members(action))
    }
  }

  private func members(_ action: RulebookAction) -> [(String, JSONValue)] {
    switch action.kind {
    case .approved(let request):
      return [("kind", .string("approved")), ("request", .position(request))]
    case .requested(let request):
      return [
        ("kind", .string("requested")), ("from", .rulebook(request.from)),
        ("to", .rulebook(request.to)), ("report", report(request.report)),
        ("verdicts", .array(request.verdicts.map(verdict))),
        ("approvals_needed", .int(request.approvalsNeeded)),
        ("override", .optional(request.override)),
        ("standing", standing(standings[action.position])),
      ]
    case .switched(let change):
      return [
        ("kind", .string(change.manner.rawValue)),
        ("from", change.from.map { .rulebook($0) } ?? .null), ("to", .rulebook(change.to)),
        ("active", .bool(action.position == active)), ("request", .position(change.request)),
        ("approvals", .array(change.approvals.map { .position($0) })),
        ("verdict", change.verdict.map(verdict) ?? .null),
        (
          "verified",
          change.verified.map {
            .object([
              ("through", .position($0.through)), ("digest", .string("\($0.digest)")),
            ])
          } ?? .null
        ),
      ]
    }
  }

  private func report(_ report: PromotionRequest.Report) -> JSONValue {
    .object([
      ("digest", .string("\(report.digest)")), ("through", .position(report.through)),
      ("head", .string("\(report.head)")), ("as_of", .time(report.asOf)),
    ])
  }

  private func verdict(_ verdict: PromotionVerdict) -> JSONValue {
    .object([
      ("report", .string("\(verdict.report)")), ("through", .position(verdict.through)),
      ("within", .bool(verdict.isWithin)), ("exceeded", .strings(verdict.exceeded)),
    ])
  }

  private func standing(_ standing: RequestStanding?) -> JSONValue {
    let (state, position, missing): (String, LogPosition?, Int) =
      switch standing {
      case .carriedOut(let position): ("carried_out", position, 0)
      case .awaitsApproval(let missing): ("awaits_approval", nil, missing)
      case .notCarriedOut, nil: ("not_carried_out", nil, 0)
      case .overtaken: ("overtaken", nil, 0)
      }
    return .object([
      ("state", .string(state)), ("position", .position(position)),
      ("approvals_missing", .int(missing)),
    ])
  }
}
