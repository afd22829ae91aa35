import JWTKit
import LedgerEngine

/// An issuer's public keys (JWK Set, RFC 7517, section 5), each with the algorithms that it is for.
struct KeySet: Sendable {
  private let keys: [IssuerKey]

  private static let keysMax = 200

  /// Nil where it is no set of keys, or none of them can be used. Keys of other kinds, and for other
  /// purposes, are passed over.
  init?(_ bytes: [UInt8]) async {
    guard let document = try? JSONDocument.parse(bytes), document.kind(document.root) == .object,
      let list = document.member("keys", of: document.root), document.kind(list) == .array
    else { return nil }
    var keys: [IssuerKey] = []
    for node in document.children(of: list).prefix(KeySet.keysMax)
    where document.kind(node) == .object {
      if let key = await IssuerKey(document, node) { keys.append(key) }
    }
    guard !keys.isEmpty else { return nil }
    self.keys = keys
  }

  /// Whether a key with this id is among them; without an id, whether any is.
  func knows(_ id: String?) -> Bool { id == nil || keys.contains { $0.id == id } }

  /// - Throws: `not_authenticated` where a token's signature is not by the key that it names. One that
  ///   names none is verified where a single key fits.
  func verify(_ token: JSONWebToken) throws(Problem) {
    let fitting = keys.filter { token.keyID == nil || $0.id == token.keyID }
      .compactMap { $0.algorithms[token.algorithm] }
    guard let verifier = fitting.first, fitting.count == 1 else {
      throw .refusedToken(
        "is signed with no key of its issuer, or in a way that the key is not for")
    }
    guard (try? verifier.verify(token.signature, signs: token.signed)) == true else {
      throw .refusedToken("has a signature that is not its issuer's")
    }
  }
}
