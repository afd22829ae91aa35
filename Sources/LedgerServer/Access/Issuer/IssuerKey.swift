import JWTKit
import LedgerEngine

/// A public key of an issuer (JWK, RFC 7517 and 7518, section 6).
struct IssuerKey: Sendable {
  let id: String?
  /// By name, what verifies signatures with it. Keys that are shared (HMAC) are never among them.
  let algorithms: [String: any JWTAlgorithm]

  /// Nil where it is not for verifying, or of a kind that is not known here.
  init?(_ document: JSONDocument, _ node: JSONNode) async {
    let members = Members(document: document, node: node)
    guard members.isForVerifying, let names = members.algorithms else { return nil }
    var found: [String: any JWTAlgorithm] = [:]
    for name in names { found[name] = await members.verifier(name) }
    guard !found.isEmpty else { return nil }
    id = members.text("kid")
    algorithms = found
  }

  private struct Members {
    let document: JSONDocument
    let node: JSONNode

    func text(_ name: String) -> String? { document.text(name, of: node) }

    /// `use` and `key_ops`, where they are there.
    var isForVerifying: Bool {
      if document.member("use", of: node) != nil, text("use") != "sig" { return false }
      guard let list = document.member("key_ops", of: node) else { return true }
      return document.kind(list) == .array
        && document.children(of: list).contains {
          document.kind($0) == .string && document.text($0) == "verify"
        }
    }

    /// What its kind can do, and nothing but `alg` where that is there.
    var algorithms: [String]? {
      let possible: [String]
      switch (text("kty"), text("crv")) {
      case ("RSA", _): possible = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"]
      case ("EC", "P-256"): possible = ["ES256"]
      case ("EC", "P-384"): possible = ["ES384"]
      case ("EC", "P-521"): possible = ["ES512"]
      case ("OKP", "Ed25519"): possible = ["EdDSA"]
      default: return nil
      }
      guard document.member("alg", of: node) != nil else { return possible }
      return possible.filter { $0 == text("alg") }
    }

    func verifier(_ name: String) async -> (any JWTAlgorithm)? {
      guard let algorithm = JWK.Algorithm(rawValue: name) else { return nil }
      let keys = JWTKeyCollection()
      do {
        try await keys.add(jwk: key(algorithm))
        return try await keys.getKey(for: Members.place, alg: name)
      } catch {
        return nil
      }
    }

    private static let place: JWKIdentifier = "key"

    private func key(_ algorithm: JWK.Algorithm) -> JWK {
      switch text("kty") {
      case "RSA":
        .rsa(algorithm, identifier: Members.place, modulus: text("n"), exponent: text("e"))
      case "EC":
        .ecdsa(algorithm, identifier: Members.place, x: text("x"), y: text("y"), curve: nil)
      default:
        .octetKeyPair(
          algorithm, identifier: Members.place, x: text("x"), y: nil, curve: .ed25519)
      }
    }
  }
}
