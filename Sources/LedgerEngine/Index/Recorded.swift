import LedgerCore
import LedgerLog
import LedgerRules
import LedgerStorage

/// The actions of the log that shape an index: which rulebook is in force, and which references do
/// not join.
struct Recorded {
  typealias Activation = (position: LogPosition, revision: Hash256?, received: Timestamp)

  /// Every switch of rulebooks, oldest first: activations and rollbacks.
  var activations: [Activation] = []
  /// References that were taken out of joining.
  var separated: [Reference] = []
  /// Positions of all actions, ascending, that bear on rulebooks or take references out of joining.
  var landmarks: [LogPosition] = []
  /// The last of the positions that the log itself lists; nil where it lists none.
  private(set) var listed: LogPosition?

  /// - Parameter end: what the log holds from there on is not looked at.
  init(log: LogReader, end: LogPosition) throws(LedgerError) {
    guard end > .first else { return }
    try LedgerError.logging { () throws(LogError) in
      let listed = try log.landmarks()?.filter { $0 < end }
      self.listed = listed?.last
      if let listed {
        landmarks = listed
      } else {
        landmarks = try Recorded.found(in: log, end: end)
      }
    }
    for position in landmarks {
      let entry = try LedgerError.logging { () throws(LogError) in try log.entry(at: position) }
      guard case .control(let name) = entry.kind, let kind = ControlKind(rawValue: name) else {
        continue
      }
      if kind.switchesRulebooks { activations.append((position, entry.revision, entry.received)) }
      guard kind == .separate else { continue }
      let payload = try LedgerError.logging { () throws(LogError) in
        try log.body(at: position, verifying: true)
      }
      separated += ControlBody.references(payload?.body ?? [])
    }
  }

  /// Position of the switch to the rulebook in force.
  var activation: LogPosition { activations.last?.position ?? LogPosition(1) }

  /// The last switch to another rulebook than the one in force.
  var former: Activation? {
    activations.last { $0.revision != activations.last?.revision }
  }

  /// What an index file must be made of to count; nil for a log without a rulebook.
  var shape: Generation.Shape? {
    activations.last?.revision.map { Generation.Shape(revision: $0, separated: separated) }
  }

  /// The same for the rulebook that a rollback would go back to.
  var formerShape: Generation.Shape? {
    former?.revision.map { Generation.Shape(revision: $0, separated: separated) }
  }

  /// Looks for the landmarks of a log that does not list them, or whose list is to be checked.
  static func found(in log: LogReader, end: LogPosition) throws(LogError) -> [LogPosition] {
    guard end > .first else { return [] }
    var found: [LogPosition] = []
    try log.scan(from: .first, through: LogPosition(end.rawValue - 1)) { view in
      if view.isLandmark { found.append(view.position) }
      return .next
    }
    return found
  }
}

extension EntryView {
  /// Whether the entry is an action that the log lists.
  var isLandmark: Bool {
    guard isControl, case .control(let name) = kind else { return false }
    return ControlKind(rawValue: name)?.isLandmark ?? false
  }
}
