import HTTPTypes
import Hummingbird
import LedgerEngine
import Synchronization

/// Finds out who sent a request.
final class Authenticator: Sendable {
  private let file: TokenFile
  private let now: @Sendable () -> Timestamp
  private let state = Mutex(State())

  private struct State {
    var tokens: [Hash256: StoredToken] = [:]
    var stamp: FileStamp?
    var looked = ContinuousClock.now
  }

  /// How long a revoked token may still be taken.
  private static let lookedEvery = Duration.seconds(1)

  init(_ file: TokenFile, now: @escaping @Sendable () -> Timestamp) throws {
    self.file = file
    self.now = now
    try state.withLock { try reread(&$0) }
  }

  /// - Throws: `not_authenticated` where the token is none that counts.
  func principal(ofToken text: String) throws -> Principal {
    try principal(ofHash: TokenFile.hash(of: text))
  }

  func principal(ofHash hash: Hash256) throws -> Principal {
    let token = try state.withLock { state in
      if state.looked + Authenticator.lookedEvery < .now { try reread(&state) }
      return state.tokens[hash]
    }
    guard let token, token.expires.map({ now() < $0 }) ?? true else {
      throw Problem(
        .unauthorized, "not_authenticated", "The token is not known, was revoked or has expired")
    }
    return Principal(name: "token:\(token.name)", roles: token.roles, channels: token.channels)
  }

  private func reread(_ state: inout State) throws {
    state.looked = .now
    let stamp = FileStamp(path: file.path)
    guard stamp != state.stamp || stamp == nil && !state.tokens.isEmpty else { return }
    state.tokens = Dictionary(try file.read().map { ($0.hash, $0) }) { $1 }
    state.stamp = stamp
  }
}

extension ServerContext {
  @discardableResult
  func require(_ permission: Permission) throws(Problem) -> Principal {
    guard let principal else { throw .notAuthenticated }
    guard principal.may(permission) else { throw .notAllowed(permission.roles) }
    return principal
  }
}
