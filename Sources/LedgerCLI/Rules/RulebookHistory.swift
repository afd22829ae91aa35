import LedgerEngine
import LedgerText

/// The actions that bear on which rulebook is in force, as people and programs read them.
struct RulebookHistory {
  private let actions: [RulebookAction]
  private let standings: [LogPosition: RequestStanding]
  private let active: LogPosition?

  init(_ actions: [RulebookAction]) {
    self.actions = actions
    standings = actions.standings
    active =
      actions.last {
        if case .switched = $0.kind { true } else { false }
      }?.position
  }

  var text: String {
    let width = actions.map { "\($0.position)".count }.max() ?? 0
    return actions.map { action in
      let position = "\(action.position)"
      let fill = String(repeating: " ", count: width - position.count)
      return Wrapping.paragraph(
        sentence(action), label: "  \(fill)\(position)  \(action.recorded.rfc3339)  ")
    }.joined()
  }

  private func sentence(_ action: RulebookAction) -> String {
    var parts: [String]
    switch action.kind {
    case .requested(let request):
      parts = ["\(words(request.to)) requested by \(action.by)"]
      parts.append("report \(request.report.digest.short)")
      if let override = request.override { parts.append("beyond the policy: “\(override)”") }
      parts += standings[action.position].map { [words($0)] } ?? []
    case .approved(let request): parts = ["request \(request) approved by \(action.by)"]
    case .switched(let change):
      let grounds = change.request.map { " (request \($0))" } ?? ""
      let what =
        change.manner == .rolledBack
        ? "rolled back to \(words(change.to))" : "\(words(change.to)) \(change.manner.rawValue)"
      parts = ["\(what) by \(action.by)\(grounds)"]
      if action.position == active { parts.append("active") }
    }
    if !action.reason.isEmpty { parts.insert("“\(action.reason)”", at: 1) }
    return parts.joined(separator: ", ")
  }

  private func words(_ rulebook: RulebookName) -> String {
    "\(rulebook.name) \(rulebook.revision.short)"
  }

  private func words(_ standing: RequestStanding) -> String {
    switch standing {
    case .carriedOut(let position): "carried out at \(position)"
    case .awaitsApproval(let missing): "awaits \(Words.count(missing, "approval"))"
    case .notCarriedOut: "not carried out"
    case .overtaken: "overtaken"
    }
  }
}
