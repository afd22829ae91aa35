import HTTPTypes
import Hummingbird
import LedgerEngine
import Synchronization

/// Finds out who sent a request.
final class Authenticator: Sendable {
  private let file: TokenFile
  private let issuer: TrustedIssuer?
  private let now: @Sendable () -> Timestamp
  private let state = Mutex(State())

  private struct State {
    var tokens: [Hash256: StoredToken] = [:]
    var stamp: FileStamp?
    /// How long a revoked token may still be taken.
    var lookout = Lookout(every: .seconds(1))
  }

  init(
    _ file: TokenFile, issuer: TrustedIssuer? = nil, now: @escaping @Sendable () -> Timestamp
  ) throws {
    self.file = file
    self.issuer = issuer
    self.now = now
    try state.withLock { try reread(&$0) }
  }

  /// The issuer whose tokens count besides ours; nil where there is none.
  var issuerName: String? {
    get async { await issuer?.name }
  }

  /// What a token is: one of the issuer's is verified, one of ours is looked up when its principal is.
  ///
  /// - Throws: `not_authenticated`, `issuer_unreachable`.
  func admission(by text: String) async throws -> Admission {
    guard let issuer, !text.hasPrefix(TokenFile.prefix), let token = JSONWebToken(text) else {
      return .token(TokenFile.hash(of: text))
    }
    return .issued(try await issuer.identity(of: token))
  }

  /// - Throws: `not_authenticated` where it is none that counts, or counts no more; `no_role`.
  func principal(of admission: Admission) async throws -> Principal {
    switch admission {
    case .token(let hash): return try principal(ofHash: hash)
    case .issued(let identity):
      guard let issuer else { throw Problem.notAuthenticated }
      return try await issuer.principal(of: identity)
    }
  }

  private func principal(ofHash hash: Hash256) throws -> Principal {
    let token = try state.withLock { state in
      if state.lookout.isDue() { try reread(&state) }
      return state.tokens[hash]
    }
    guard let token, token.expires.map({ now() < $0 }) ?? true else {
      throw Problem(
        .unauthorized, "not_authenticated", "The token is not known, was revoked or has expired")
    }
    return Principal(name: "token:\(token.name)", roles: token.roles, channels: token.channels)
  }

  private func reread(_ state: inout State) throws {
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
