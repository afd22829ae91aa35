import HTTPTypes
import LedgerEngine
import Logging
import ServiceLifecycle

/// An issuer of tokens (OpenID Connect) whose word counts besides ours.
actor TrustedIssuer {
  private let now: @Sendable () -> Timestamp
  private let logger: Logger
  /// As it is in force; read again when it changes.
  private var file: IssuerFile
  private var fetched: FetchedKeys
  /// How long a role that was taken away may still count.
  private var lookout = Lookout(every: .seconds(1))

  /// How long a key that was taken away may still count.
  private static let fetchedEvery = Duration.seconds(600)
  private static let triedEvery = Duration.seconds(30)

  init(_ file: IssuerFile, now: @escaping @Sendable () -> Timestamp, logger: Logger) {
    self.file = file
    self.now = now
    self.logger = logger
    fetched = FetchedKeys(file.source, now: now, logger: logger)
  }

  /// As its tokens name it.
  var name: String {
    get async { await current().issuer.text }
  }

  /// Verifies a token.
  ///
  /// - Throws: `not_authenticated`; `issuer_unreachable` where its key has to be fetched and cannot be.
  nonisolated func identity(of token: JSONWebToken) async throws(Problem) -> IssuedIdentity {
    let file = await current()
    let identity = try IssuedIdentity(token, file, at: now())
    let keys: KeySet
    if let own = file.keys {
      keys = own
    } else {
      keys = try await fetched(of: file).keys(knowing: token.keyID)
    }
    try keys.verify(token)
    return identity
  }

  /// Whom it stands for now.
  ///
  /// - Throws: `not_authenticated` where it has expired; `no_role`.
  func principal(of identity: IssuedIdentity) async throws(Problem) -> Principal {
    let file = await current()
    guard identity.issuer == file.issuer.text, now() < identity.expires + file.leeway else {
      throw .refusedToken("has expired")
    }
    guard let grant = file.roles.grant(of: identity.roles) else {
      throw Problem(
        .forbidden, "no_role",
        "The token has no role here: none of the values of its claim `\(file.roles.claim.text)` is in "
          + "the `map` of the file that the server was given with --oidc")
    }
    return Principal(
      name: "oidc:\(identity.name)", roles: grant.roles, channels: grant.channels)
  }

  private func fetched(of file: IssuerFile) -> FetchedKeys {
    file.source == self.file.source
      ? fetched : FetchedKeys(file.source, now: now, logger: logger)
  }

  /// A file that cannot be read leaves what was: a slip of an editor must not turn everybody away, nor
  /// let anybody in.
  private func current() async -> IssuerFile {
    guard lookout.isDue(), file.hasChanged else { return file }
    do {
      let read = try await IssuerFile.read(file.path)
      if read.source != file.source || read.keys == nil && file.keys != nil {
        fetched = FetchedKeys(read.source, now: now, logger: logger)
      }
      file = read
      logger.notice("the file of the issuer was read again", metadata: ["path": "\(read.path)"])
    } catch {
      logger.error(
        "the file of the issuer cannot be read again; what it was stays in force",
        metadata: ["path": "\(file.path)", "detail": "\(error)"])
    }
    return file
  }
}

extension TrustedIssuer: Service {
  /// Fetches the keys at the start, and now and then.
  func run() async throws {
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        let isReachable = await self.refresh()
        let pause = isReachable ? TrustedIssuer.fetchedEvery : TrustedIssuer.triedEvery
        try? await Task.sleep(for: pause)
      }
    }
  }

  private func refresh() async -> Bool {
    let file = await current()
    return file.keys == nil ? await fetched.refresh() : true
  }
}
