import LedgerEngine
import Synchronization

/// Makers of deliveries, each of which serves one request at a time.
final class PreparationPool: Sendable {
  private let ledger: Ledger
  private let secrets: ReloadedSecrets
  private let state = Mutex(State())

  private struct State {
    /// Of the secrets that the makers below have.
    var version = 0
    var channels: [String: Channel] = [:]

    /// Drops all makers with secrets that are no longer in force.
    mutating func renew(_ version: Int) {
      if version > self.version { self = State(version: version) }
    }
  }

  /// A registered channel.
  private struct Channel {
    let secrets: [Secret]
    var idle: [Kept] = []
  }

  /// Unchecked: one request at a time has it.
  private struct Kept: @unchecked Sendable {
    let preparation: Preparation
  }

  private static let keptMax = 64

  init(_ ledger: Ledger, _ secrets: ReloadedSecrets) {
    self.ledger = ledger
    self.secrets = secrets
  }

  /// All secrets of a channel, registered or not.
  func secrets(of channel: String) throws -> [Secret] {
    let (current, version) = secrets.current
    let known = state.withLock { state in
      state.renew(version)
      return state.channels[channel]?.secrets
    }
    return try known ?? current.secrets(of: channel)
  }

  /// The secrets of all channels, as they are now.
  var currentSecrets: ChannelSecrets { secrets.current.secrets }

  func verificationToken(of channel: String) -> String? {
    secrets.current.secrets.verificationToken(of: channel)
  }

  /// Makes a delivery of a registered channel ready.
  ///
  /// - Throws: `Refusal`; `unknownChannel`.
  func prepare(_ incoming: Incoming, on channel: String) throws -> ReadyDelivery {
    let (current, version) = secrets.current
    let idle = state.withLock { state in
      state.renew(version)
      return state.channels[channel]?.idle.popLast()
    }
    let kept = try idle ?? make(channel, current, version)
    defer {
      state.withLock { state in
        // One with secrets from before is dropped.
        if state.version == version,
          state.channels[channel]?.idle.count ?? 0 < PreparationPool.keptMax
        {
          state.channels[channel]?.idle.append(kept)
        }
      }
    }
    return try kept.preparation.prepare(incoming)
  }

  private func make(_ channel: String, _ current: ChannelSecrets, _ version: Int) throws -> Kept {
    let own = try current.secrets(of: channel)
    let kept = Kept(preparation: try ledger.preparation(channel: channel, secrets: own))
    state.withLock { state in
      if state.version == version, state.channels[channel] == nil {
        state.channels[channel] = Channel(secrets: own)
      }
    }
    return kept
  }
}
