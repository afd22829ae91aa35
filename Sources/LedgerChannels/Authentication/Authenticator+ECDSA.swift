internal import Crypto
internal import Foundation
internal import LedgerCore

extension Authenticator {
  /// `X-EBAY-SIGNATURE`: base64 of `{alg, kid, signature, digest}`, ECDSA P-256 over the raw body
  /// (https://developer.ebay.com/api-docs/commerce/notification/overview.html).
  ///
  /// The digest is the one that the header names, and must be allowed: SHA-256 always, SHA-1 only
  /// where the installed key allows it. A header cannot choose a weaker digest than its
  /// key permits.
  func verifyEBay(
    _ headers: Headers, _ body: [UInt8], _ secrets: [Secret]
  ) throws(AuthenticationFailure) -> String {
    let name = headerName("x-ebay-signature")
    let proof = try EBayProof(header: header(name, in: headers), name: name)
    let known = secrets.filter { $0.keyID == nil || $0.keyID == proof.keyID }
    guard !known.isEmpty else { throw .unknownKey(proof.keyID) }
    let allowed = known.filter { proof.digest == .sha256 || $0.allowsSHA1 }
    guard !allowed.isEmpty else { throw .digestNotAllowed(proof.digest.rawValue) }
    let keys = allowed.compactMap { PublicKey(pem: $0.text) }
    guard !keys.isEmpty else { throw .unusableSecret }
    for key in keys where key.isValid(proof, body) { return key.fingerprint }
    throw .mismatch
  }
}

/// What the header says.
private struct EBayProof {
  enum Digest: String { case sha256 = "SHA256", sha1 = "SHA1" }

  let keyID: String
  let digest: Digest
  let signature: P256.Signing.ECDSASignature

  init(header: String, name: String) throws(AuthenticationFailure) {
    let malformed = AuthenticationFailure.malformed("the header \(name)")
    guard let text = Base64.decode(header, padding: .optional),
      let document = ParsedBody.document(text)
    else {
      throw malformed
    }
    func field(_ name: String) -> String? {
      document.member(name, of: document.root).map { document.text($0) }
    }
    guard let algorithm = field("alg"), HeaderName.folded(algorithm) == "ecdsa",
      let bytes = field("signature").flatMap({ Base64.decode($0, padding: .optional) }),
      let signature = try? P256.Signing.ECDSASignature(derRepresentation: bytes),
      let digestName = field("digest")
    else { throw malformed }
    let plain = HeaderName.folded(digestName).filter { $0 != "-" }
    guard let digest = plain == "sha256" ? Digest.sha256 : plain == "sha1" ? .sha1 : nil else {
      throw .digestNotAllowed(String(digestName.prefix(16)))
    }
    self.keyID = field("kid") ?? ""
    self.digest = digest
    self.signature = signature
  }
}

struct PublicKey {
  fileprivate let key: P256.Signing.PublicKey
  let fingerprint: String

  /// eBay hands its keys out as PEM on one line, so the lines are not relied on.
  init?(pem: String) {
    let text = pem.replacing("-----BEGIN PUBLIC KEY-----", with: "")
      .replacing("-----END PUBLIC KEY-----", with: "").filter { !$0.isWhitespace }
    guard let der = Base64.decode(text, padding: .optional),
      let key = try? P256.Signing.PublicKey(derRepresentation: der)
    else { return nil }
    self.key = key
    fingerprint = Hex.encode(SHA256.hash(data: der).prefix(8))
  }

  fileprivate func isValid(_ proof: EBayProof, _ body: [UInt8]) -> Bool {
    switch proof.digest {
    case .sha256: key.isValidSignature(proof.signature, for: SHA256.hash(data: body))
    case .sha1: key.isValidSignature(proof.signature, for: Insecure.SHA1.hash(data: body))
    }
  }
}
