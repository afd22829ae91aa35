import LedgerEngine
import Logging
import Synchronization

/// The channels' secrets, read again when their file changes, so that a sender's secret is replaced
/// while the server runs.
final class ReloadedSecrets: Sendable {
  private let logger: Logger
  private let state: Mutex<State>

  private struct State {
    var secrets: ChannelSecrets
    var version = 0
    /// How long a secret that was taken away may still count.
    var lookout = Lookout(every: .seconds(1))
  }

  init(_ secrets: ChannelSecrets, logger: Logger) {
    self.logger = logger
    state = Mutex(State(secrets: secrets))
  }

  /// The secrets in force, and a number that changes with them.
  var current: (secrets: ChannelSecrets, version: Int) {
    state.withLock { state in
      if state.lookout.isDue() { reread(&state) }
      return (state.secrets, state.version)
    }
  }

  /// A file that cannot be read leaves the secrets as they were: a slip of an editor must not turn
  /// every sender away, nor let anybody in.
  private func reread(_ state: inout State) {
    do throws(LedgerError) {
      guard let read = try state.secrets.reread() else { return }
      state.secrets = read
      state.version += 1
      logger.notice("the channels' secrets were read again")
    } catch {
      logger.error(
        "the channels' secrets cannot be read again; those from before stay in force",
        metadata: ["detail": "\(error)"])
    }
  }
}
