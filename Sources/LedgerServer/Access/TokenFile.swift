import Crypto
import Glibc
public import LedgerEngine

/// A token as it is kept: its hash, and what it may do.
public struct StoredToken: Sendable, Hashable {
  /// Who uses it: how entries of the log name them.
  public var name: String
  public var roles: Set<TokenRole>
  /// Channels on which it delivers; nil for all.
  public var channels: Set<String>?
  /// SHA-256 of the token's text, which has 256 random bits.
  public var hash: Hash256
  public var created: Timestamp
  public var expires: Timestamp?

  /// Names it, for revoking; not secret.
  public var id: String { String("\(hash)".prefix(8)) }
}

/// The file `tokens` of a ledger's directory: a line of JSON for each token. Read again when it
/// changes, so that a token is revoked while the server runs.
public struct TokenFile: Sendable {
  public static let prefix = "olt_"
  public let path: String

  public init(ledger directory: String) { path = directory + "/tokens" }

  public static func hash(of text: String) -> Hash256 {
    Hash256(bytes: SHA256.hash(data: Array(text.utf8)))
  }

  /// All tokens, oldest first; none where there is no file.
  public func read() throws -> [StoredToken] {
    guard access(path, F_OK) == 0 else { return [] }
    return try SmallFile.bytes(of: path).split(separator: 0x0a).enumerated().map { number, line in
      guard let token = StoredToken(Array(line)) else {
        throw TokenFault.unreadable(path: path, line: number + 1)
      }
      return token
    }
  }

  /// Makes a token.
  ///
  /// - Returns: its text, which is nowhere kept.
  public func create(
    name: String, roles: Set<TokenRole>, channels: Set<String>? = nil, expires: Timestamp? = nil,
    surroundings: Surroundings
  ) throws -> (text: String, token: StoredToken) {
    let text = TokenFile.prefix + Hex.encode(surroundings.randomBytes(32))
    let token = StoredToken(
      name: name, roles: roles, channels: channels, hash: TokenFile.hash(of: text),
      created: surroundings.now(), expires: expires)
    try write(try read() + [token])
    return (text, token)
  }

  /// - Returns: whether there was one with this id.
  public func revoke(id: String) throws -> Bool {
    let all = try read()
    let rest = all.filter { $0.id != id }
    guard rest.count < all.count else { return false }
    try write(rest)
    return true
  }

  private func write(_ tokens: [StoredToken]) throws {
    try WrittenFile.write(to: path, mode: 0o600, isDurable: true) { write in
      for token in tokens { write(token.json.utf8 + [0x0a]) }
    }
  }
}

/// Why tokens cannot be read.
public enum TokenFault: Error, CustomStringConvertible {
  case unreadable(path: String, line: Int)

  public var description: String {
    switch self {
    case .unreadable(let path, let line):
      "Line \(line) of \(path) is no token. Remove the line; `orderledger token create` makes tokens."
    }
  }
}

extension StoredToken {
  public var json: JSONValue {
    .object([
      ("id", .string(id)), ("name", .string(name)),
      ("roles", .array(roles.map(\.rawValue).sorted().map { .string($0) })),
      ("channels", channels.map { .array($0.sorted().map { .string($0) }) } ?? .null),
      ("sha256", .string("\(hash)")), ("created", .time(created)), ("expires", .time(expires)),
    ])
  }

  init?(_ line: [UInt8]) {
    guard let document = try? JSONDocument.parse(line) else { return nil }
    func text(_ name: String) -> String? { document.text(name, of: document.root) }
    func texts(_ name: String) -> [String]? {
      guard let list = document.member(name, of: document.root), document.kind(list) == .array
      else {
        return nil
      }
      return document.children(of: list).map { document.text($0) }
    }
    guard let name = text("name"), let names = texts("roles"),
      let hash = text("sha256").flatMap({ Hash256(hex: $0) }),
      let created = text("created").flatMap({ Timestamp(rfc3339: $0) })
    else { return nil }
    let roles = names.compactMap { TokenRole(rawValue: $0) }
    guard roles.count == names.count else { return nil }
    let expires = text("expires")
    self.init(
      name: name, roles: Set(roles), channels: texts("channels").map { Set($0) },
      hash: hash, created: created, expires: expires.flatMap { Timestamp(rfc3339: $0) })
    if expires != nil, self.expires == nil { return nil }
  }
}
