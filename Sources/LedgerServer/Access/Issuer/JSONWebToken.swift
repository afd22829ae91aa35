import LedgerEngine

/// A signed token of an issuer (RFC 7519 as RFC 7515, section 7.1, writes it). Nothing that it says is
/// verified.
struct JSONWebToken {
  /// How it is signed.
  let algorithm: String
  /// By which key; nil where it does not say.
  let keyID: String?
  let claims: JSONDocument
  /// The bytes that the signature is of.
  let signed: [UInt8]
  let signature: [UInt8]

  private static let bytesMax = 16 << 10

  /// Nil where it is none, or asks for what is not known here (`crit`).
  init?(_ text: some StringProtocol) {
    let bytes = Array(text.utf8)
    let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard bytes.count <= JSONWebToken.bytesMax, parts.count == 3,
      let header = JSONWebToken.object(parts[0]), let claims = JSONWebToken.object(parts[1]),
      let signature = Base64URL.decode(parts[2]), header.member("crit", of: header.root) == nil,
      let algorithm = header.text("alg", of: header.root)
    else { return nil }
    if header.member("kid", of: header.root) != nil, header.text("kid", of: header.root) == nil {
      return nil
    }
    self.algorithm = algorithm
    keyID = header.text("kid", of: header.root)
    self.claims = claims
    self.signature = signature
    signed = Array(bytes[..<parts[1].endIndex])
  }

  /// Who it says has issued it.
  var issuer: String? { claims.text("iss", of: claims.root) }

  /// For whom it is meant.
  var audiences: [String] { ClaimPath(text: "aud").texts(in: claims) }

  /// A time (`NumericDate`, RFC 7519, section 2).
  ///
  /// - Throws: where it is something else.
  func time(_ name: String) throws(NoTime) -> Timestamp? {
    guard let node = claims.member(name, of: claims.root) else { return nil }
    guard claims.kind(node) == .number, let seconds = Double(claims.text(node)),
      abs(seconds) < 1e11
    else { throw NoTime() }
    return Timestamp(microseconds: Int64(seconds * 1_000_000))
  }

  struct NoTime: Error {}

  private static func object(_ part: some Collection<UInt8>) -> JSONDocument? {
    guard let bytes = Base64URL.decode(part), let document = try? JSONDocument.parse(bytes),
      document.kind(document.root) == .object
    else { return nil }
    return document
  }
}
