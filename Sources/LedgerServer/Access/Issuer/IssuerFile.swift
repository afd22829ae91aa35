import LedgerEngine
import NIOSSL

/// The file of `--oidc` (`Schemas/oidc.schema.json`): whose tokens count besides ours, and what they may
/// do.
public struct IssuerFile: Sendable {
  let path: String
  let issuer: IssuerAddress
  /// A token must be meant for one of them.
  let audiences: Set<String>
  let roles: RoleMap
  /// Who somebody is.
  let name: ClaimPath
  /// The issuer's keys, where they are not to be fetched.
  let keys: KeySet?
  /// By how much its clock and ours may differ.
  let leeway: Interval
  /// Who may vouch for the issuer's certificate; nil for those whom the system trusts.
  let authorities: [NIOSSLCertificate]?
  /// All that were read.
  private let files: [StampedFile]

  private static let bytesMax = 1 << 20

  /// Reads a file, and the file of keys that it may name.
  ///
  /// - Throws: `IssuerFileFault`, `LedgerError`.
  public static func read(_ path: String) async throws -> IssuerFile {
    let own = StampedFile(path)
    let root = try IssuerFileObject.read(path, limit: bytesMax)
    try root.allow(["issuer", "audience", "roles", "name", "keys", "authorities", "leeway_seconds"])
    let given = try root.text("issuer")
    guard let issuer = IssuerAddress(given) else {
      throw root.fault(
        "issuer",
        "give its https address, as its tokens name it in `iss`, without query and fragment; "
          + "plain http is for this machine alone")
    }
    func file(_ name: String) throws -> StampedFile? {
      try root.optionalText(name).map { StampedFile(IssuerFile.path(of: $0, beside: path)) }
    }
    let (keys, authorities) = (try file("keys"), try file("authorities"))
    guard keys == nil || authorities == nil else {
      throw root.fault("authorities", "has no effect where `keys` is given; remove one of them")
    }
    return IssuerFile(
      path: path, issuer: issuer, audiences: Set(try root.texts("audience")),
      roles: try root.roleMap(), name: ClaimPath(text: try root.optionalText("name") ?? "sub"),
      keys: try await IssuerFile.keys(keys?.path), leeway: try root.leeway(),
      authorities: try IssuerFile.authorities(authorities?.path),
      files: [own] + [keys, authorities].compactMap { $0 })
  }

  /// Whether the files are no longer what was read.
  var hasChanged: Bool { files.contains(where: \.hasChanged) }

  /// Where its keys are fetched.
  var source: KeySource { KeySource(issuer: issuer, authorities: authorities) }

  /// What a file names is looked for beside it.
  private static func path(of name: String, beside file: String) -> String {
    guard !name.hasPrefix("/"), let slash = file.lastIndex(of: "/") else { return name }
    return file[...slash] + name
  }

  private static func keys(_ path: String?) async throws -> KeySet? {
    guard let path else { return nil }
    let bytes = try SmallFile.bytes(of: path, limit: bytesMax)
    guard let keys = await KeySet(bytes) else { throw IssuerFileFault.noKeys(path: path) }
    return keys
  }

  private static func authorities(_ path: String?) throws -> [NIOSSLCertificate]? {
    guard let path else { return nil }
    let bytes = try SmallFile.bytes(of: path, limit: bytesMax)
    guard let found = try? NIOSSLCertificate.fromPEMBytes(bytes), !found.isEmpty else {
      throw IssuerFileFault.noAuthorities(path: path)
    }
    return found
  }
}

/// What is wrong with the file of `--oidc`.
public enum IssuerFileFault: Error, CustomStringConvertible {
  case notJSON(path: String)
  case member(path: String, place: String, remedy: String)
  case noKeys(path: String)
  case noAuthorities(path: String)

  public var description: String {
    switch self {
    case .notJSON(let path): "\(path) is not a JSON object; see Schemas/oidc.schema.json"
    case .member(let path, let place, let remedy):
      "\(path): `\(place)`: \(remedy); see Schemas/oidc.schema.json"
    case .noKeys(let path):
      "\(path) holds no public key that tokens can be verified with. Put there what the issuer serves "
        + "at its `jwks_uri`: {\"keys\": [...]}."
    case .noAuthorities(let path):
      "\(path) holds no certificate. Put there those of the authorities that vouch for the issuer (PEM)."
    }
  }
}
