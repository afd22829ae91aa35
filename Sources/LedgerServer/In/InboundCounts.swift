import LedgerEngine
import Synchronization

/// What came in since the server started, and what was refused and why, for measurements. Bounded:
/// channels are those that the ledger knows, reasons and outcomes come from fixed lists.
final class InboundCounts: Sendable {
  struct Key: Hashable, Sendable {
    /// Empty where the ledger does not know the channel that was named.
    var channel: String
    /// `appended`, `duplicate` or `conflict`; of what was refused, the problem's code.
    var code: String
  }

  struct Snapshot: Sendable {
    var taken: [Key: UInt64] = [:]
    var refused: [Key: UInt64] = [:]
  }

  private let state = Mutex(Snapshot())

  var snapshot: Snapshot { state.withLock { $0 } }

  func take(_ receipt: Receipt, on channel: String) {
    let key = Key(channel: channel, code: receipt.code)
    state.withLock { $0.taken[key, default: 0] += 1 }
  }

  func refuse(_ code: String, on channel: String) {
    let key = Key(channel: channel, code: code)
    state.withLock { $0.refused[key, default: 0] += 1 }
  }
}

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
