public import LedgerCore
import LedgerLog
public import LedgerProofs

/// A key that a ledger signs with, or signed with, as its log records it.
public struct RecordedKey: Sendable, Hashable {
  public var key: VerifierKey
  /// Where the log says so: 0 for the first.
  public var position: LogPosition
  public var recorded: Timestamp
  /// Why it took the place of the one before; empty for the first.
  public var reason: String
  public var by: String
  /// Whether the one before could not sign any more.
  public var isFormerLost: Bool
}

extension Ledger {
  /// The keys that the log names, oldest first. The last signs.
  public func signingKeys() throws(LedgerError) -> [RecordedKey] { try log.signingKeys() }

  /// The name that checkpoints are signed in.
  public func origin() throws(LedgerError) -> String {
    guard let key = try signingKeys().last?.key else { throw .proving(.noKeyRecorded) }
    return key.name
  }
}

extension LogReader {
  /// The keys that the log names, oldest first.
  func signingKeys() throws(LedgerError) -> [RecordedKey] {
    var keys: [RecordedKey] = []
    let landmarks = try LedgerError.logging { () throws(LogError) in try self.landmarks() ?? [] }
    for position in [.first] + landmarks {
      let entry = try LedgerError.logging { () throws(LogError) in
        try self.guardedEntry(at: position)
      }
      guard case .control(let name) = entry.kind, let kind = ControlKind(rawValue: name),
        kind == .ledgerCreated || kind == .signingKeyChanged
      else { continue }
      let payload = try LedgerError.logging { () throws(LogError) in
        try self.body(at: position, verifying: true)
      }
      guard let reader = ControlReader(payload?.body ?? []), let text = reader.text("signing_key"),
        let key = try? VerifierKey(text)
      else { continue }
      keys.append(
        RecordedKey(
          key: key, position: position, recorded: entry.received,
          reason: reader.text("reason") ?? "", by: entry.actor,
          isFormerLost: reader.flag("former_lost") ?? false))
    }
    return keys
  }
}
