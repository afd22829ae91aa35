import LedgerCore
import LedgerLog

/// A recorded request with all that the log says of it.
struct RequestRecord {
  var position: LogPosition
  var by: String
  var reason: String
  var request: PromotionRequest
  /// Approvals of different persons other than the one who asks, in order.
  var approvals: [RulebookAction]
  var standing: RequestStanding

  /// - Parameter actions: all of the ledger.
  init?(_ position: LogPosition, in actions: [RulebookAction]) {
    guard let action = actions.first(where: { $0.position == position }),
      case .requested(let request) = action.kind
    else { return nil }
    self.position = position
    by = action.by
    reason = action.reason
    self.request = request
    approvals = []
    standing = .notCarriedOut
    var persons: Set = [Person.key(action.by)]
    var active: Hash256?
    for action in actions {
      switch action.kind {
      case .approved(position) where persons.insert(Person.key(action.by)).inserted:
        approvals.append(action)
      case .switched(let change):
        active = change.to.revision
        if change.request == position { standing = .carriedOut(at: action.position) }
      default: break
      }
    }
    guard standing == .notCarriedOut else { return }
    if active != request.from.revision {
      standing = .overtaken
    } else if missing > 0 {
      standing = .awaitsApproval(missing: missing)
    }
  }

  /// Persons who have yet to agree.
  var missing: Int { max(0, request.approvalsNeeded - approvals.count) }
}

extension [RulebookAction] {
  /// How the requests among these actions stand, by position.
  public var standings: [LogPosition: RequestStanding] {
    var standings: [LogPosition: RequestStanding] = [:]
    for action in self {
      guard let record = RequestRecord(action.position, in: self) else { continue }
      standings[action.position] = record.standing
    }
    return standings
  }
}
