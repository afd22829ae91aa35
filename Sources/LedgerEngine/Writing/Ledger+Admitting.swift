public import LedgerChannels
import LedgerCore
import LedgerIndex
import LedgerLog
public import LedgerRules

/// What a ledger knows of a channel by its name.
public enum ChannelStanding: Sendable {
  /// Nil where the rulebook in force does not have its kind.
  case registered(ChannelKind?)
  /// Not registered, and there is a kind of the same name.
  case registrable(ChannelKind)
  case unknown

  public var kind: ChannelKind? {
    switch self {
    case .registered(let kind): kind
    case .registrable(let kind): kind
    case .unknown: nil
    }
  }
}

extension Ledger {
  public func standing(ofChannel name: String) -> ChannelStanding {
    state.withLock { state in
      if let runtime = state.runtimes.first(where: { $0.row.name == name }) {
        return .registered(runtime.kind)
      }
      return state.index.rulebook.kinds[name].map { .registrable($0) } ?? .unknown
    }
  }

  /// Whether a delivery of a channel that is not registered yet is authentic, so that nobody else
  /// registers it.
  public func authenticate(
    _ incoming: Incoming, kind: ChannelKind, secrets: [Secret]
  ) throws(Refusal) {
    let authenticator = Authenticator(kind.authentication, fingerprintHash: log.key.hasher)
    _ = try Admission(authenticator: authenticator, secrets: secrets, now: surroundings.now)
      .verify(incoming)
  }
}
