import LedgerCore
import LedgerLog
import LedgerRules

/// Reads entries of the log that bear on which rulebook is in force.
enum RulebookEntry {
  /// The rulebook that an entry brought in, or put into force again.
  static func rulebook(
    at position: LogPosition, log: LogReader
  ) throws(LedgerError) -> Rulebook {
    let files = try files(at: position, log: log)
    do { return try Rulebook.compile(files: files) } catch { throw .rulebook(error) }
  }

  private static func files(
    at position: LogPosition, log: LogReader
  ) throws(LedgerError) -> [Rulebook.File] {
    try found(from: position, log: log).files
  }

  /// The entry that has the files of the rulebook that an entry brought in.
  static func filesPosition(
    of position: LogPosition, log: LogReader
  ) throws(LedgerError) -> LogPosition {
    try found(from: position, log: log).position
  }

  private static func found(
    from position: LogPosition, log: LogReader
  ) throws(LedgerError) -> (position: LogPosition, files: [Rulebook.File]) {
    let body = try body(at: position, log: log)
    guard let reader = ControlReader(body) else {
      guard let files = try? RulebookArchive.files(in: body) else {
        throw .notAnActivation(position)
      }
      return (position, files)
    }
    if let files = RulebookArchive.files(in: reader) { return (position, files) }
    // Entries name only what stands before them, so this ends.
    guard let other = reader.position("rulebook_at") ?? reader.position("request"),
      other < position
    else { throw .notAnActivation(position) }
    return try found(from: other, log: log)
  }

  /// What an entry records of rulebooks; nil where it records something else.
  static func action(
    at position: LogPosition, log: LogReader
  ) throws(LedgerError) -> RulebookAction? {
    let entry = try LedgerError.logging { () throws(LogError) in
      try log.guardedEntry(at: position)
    }
    guard case .control(let name) = entry.kind, let kind = ControlKind(rawValue: name),
      kind.bearsOnRulebooks
    else { return nil }
    let reader = ControlReader(try body(at: position, log: log))
    var action = RulebookAction(
      position: position, recorded: entry.received, by: reader?.text("by") ?? entry.actor,
      reason: reader?.text("reason") ?? "", kind: .approved(request: position))
    switch kind {
    case .promotionRequested: action.kind = .requested(try found(reader, position))
    case .promotionApproved:
      guard let request = reader?.position("request") else { throw .notAnActivation(position) }
      action.kind = .approved(request: request)
    default:
      if let reader, let change = RulebookAction.Switch(reader) {
        action.kind = .switched(change)
      } else {
        // As earlier versions wrote it: the files alone.
        let rulebook = try rulebook(at: position, log: log)
        action.kind = .switched(
          RulebookAction.Switch(
            manner: position == LogPosition(1) ? .created : .activated, from: nil,
            to: RulebookName(rulebook), request: nil, approvals: [], verdict: nil, verified: nil,
            rulebook: nil))
      }
    }
    return action
  }

  private static func found(
    _ reader: ControlReader?, _ position: LogPosition
  ) throws(LedgerError) -> PromotionRequest {
    guard let request = reader.flatMap({ PromotionRequest($0) }) else {
      throw .notARequest(position)
    }
    return request
  }

  private static func body(
    at position: LogPosition, log: LogReader
  ) throws(LedgerError) -> [UInt8] {
    let payload = try LedgerError.logging { () throws(LogError) in
      try log.body(at: position, verifying: true)
    }
    guard let payload else { throw .notAnActivation(position) }
    return payload.body
  }
}

extension RulebookName {
  init(_ rulebook: Rulebook) { self.init(name: rulebook.name, revision: rulebook.revision) }
}

extension RulebookAction.Switch {
  /// Of a ledger's first rulebook.
  init(first rulebook: Rulebook) {
    self.init(
      manner: .created, from: nil, to: RulebookName(rulebook), request: nil, approvals: [],
      verdict: nil, verified: nil, rulebook: nil)
  }
}
