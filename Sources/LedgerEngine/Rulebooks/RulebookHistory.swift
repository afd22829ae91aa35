public import LedgerCore
import LedgerLog
public import LedgerRules

/// A rulebook that was in force for a time.
public struct RulebookActivation: Sendable {
  public var position: LogPosition
  public var revision: Hash256
  public var name: String
  /// When that was. Of the first one when the ledger was made, whatever time its history begins at.
  public var activated: Timestamp
  public var isActive: Bool
}

extension Ledger {
  /// Every rulebook that was in force, oldest first.
  public func rulebookHistory() throws(LedgerError) -> [RulebookActivation] {
    var history: [RulebookActivation] = []
    for action in try rulebookActions() {
      guard case .switched(let change) = action.kind else { continue }
      history.append(
        RulebookActivation(
          position: action.position, revision: change.to.revision, name: change.to.name,
          activated: action.recorded, isActive: false))
    }
    if !history.isEmpty { history[history.count - 1].isActive = true }
    return history
  }

  /// Every action that bears on which rulebook is in force, oldest first.
  public func rulebookActions() throws(LedgerError) -> [RulebookAction] {
    var actions: [RulebookAction] = []
    for position in try Recorded(log: log, end: nextPosition).landmarks {
      if let action = try RulebookEntry.action(at: position, log: log) { actions.append(action) }
    }
    // The first entries of a ledger have the time at which its history begins.
    if let created = try created(), !actions.isEmpty { actions[0].recorded = created }
    return actions
  }

  /// When the ledger was really made.
  private func created() throws(LedgerError) -> Timestamp? {
    let payload = try LedgerError.logging { () throws(LogError) in
      try log.body(at: .first, verifying: true)
    }
    return payload.flatMap { ControlReader($0.body)?.time("created") }
  }

  /// The rulebook that an entry of the log brought in, or put into force again.
  public func rulebook(activatedAt position: LogPosition) throws(LedgerError) -> Rulebook {
    let end = nextPosition
    guard position < end else { throw .unknownPosition(position, end: end) }
    return try RulebookEntry.rulebook(at: position, log: log)
  }
}
