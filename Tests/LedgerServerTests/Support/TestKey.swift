import Crypto
import CryptoExtras
import Foundation
import JWTKit
import LedgerCore

/// A private key of an issuer, made anew, with what is published of it.
struct TestKey: Sendable {
  let id: String
  /// For the members of its JWK, besides `kid`: as a text of JSON.
  let published: String
  private let signers: JWTKeyCollection
  private let algorithm: String

  /// It takes long to find one, so that all that are RSA are the same.
  private static let rsa = Result {
    try Insecure.RSA.PrivateKey(backing: _RSA.Signing.PrivateKey(keySize: .bits2048))
  }

  /// A key for an algorithm, by its name.
  static func make(_ algorithm: String, id: String) async throws -> TestKey {
    let signers = JWTKeyCollection()
    let published: String
    switch algorithm.prefix(2) {
    case "RS", "PS":
      let key = try rsa.get()
      let (n, e) = try key.publicKey.getKeyPrimitives()
      published = #""kty":"RSA","n":"\#(text(n))","e":"\#(text(e))""#
      let digest: DigestAlgorithm =
        algorithm.hasSuffix("256") ? .sha256 : algorithm.hasSuffix("384") ? .sha384 : .sha512
      if algorithm.hasPrefix("RS") {
        await signers.add(rsa: key, digestAlgorithm: digest)
      } else {
        await signers.add(pss: key, digestAlgorithm: digest)
      }
    case "ES": published = try await elliptic(algorithm, signers)
    default:
      let key = try EdDSA.PrivateKey()
      published = #""kty":"OKP","crv":"Ed25519","x":"\#(text(key.publicKey.rawRepresentation))""#
      await signers.add(eddsa: key)
    }
    return TestKey(id: id, published: published, signers: signers, algorithm: algorithm)
  }

  private static func elliptic(
    _ algorithm: String, _ signers: JWTKeyCollection
  ) async throws -> String {
    let (curve, point): (String, Data)
    switch algorithm {
    case "ES256":
      let key = P256.Signing.PrivateKey()
      (curve, point) = ("P-256", key.publicKey.rawRepresentation)
      await signers.add(ecdsa: try ES256PrivateKey(backing: key))
    case "ES384":
      let key = P384.Signing.PrivateKey()
      (curve, point) = ("P-384", key.publicKey.rawRepresentation)
      await signers.add(ecdsa: try ES384PrivateKey(backing: key))
    default:
      let key = P521.Signing.PrivateKey()
      (curve, point) = ("P-521", key.publicKey.rawRepresentation)
      await signers.add(ecdsa: try ES512PrivateKey(backing: key))
    }
    let half = point.count / 2
    let (x, y) = (text(point.prefix(half)), text(point.suffix(half)))
    return #""kty":"EC","crv":"\#(curve)","x":"\#(x)","y":"\#(y)""#
  }

  /// As a member of a set of keys.
  ///
  /// - Parameter members: further ones, as a text of JSON.
  func jwk(_ members: String = #""use":"sig""#) -> String {
    #"{"kid":"\#(id)",\#(members),\#(published)}"#
  }

  /// A token with these claims.
  ///
  /// - Parameter header: in place of what is right, as a text of JSON.
  func sign(_ claims: String, header: String? = nil) async throws -> String {
    let header = header ?? #"{"alg":"\#(algorithm)","kid":"\#(id)","typ":"JWT"}"#
    let signed = "\(TestKey.text(header.utf8)).\(TestKey.text(claims.utf8))"
    let signature = try await signers.getKey().sign(Data(signed.utf8))
    return "\(signed).\(TestKey.text(signature))"
  }

  /// Base64 for addresses, without padding.
  static func text(_ bytes: some Collection<UInt8>) -> String {
    Base64.encode(Array(bytes)).replacing("+", with: "-").replacing("/", with: "_")
      .replacing("=", with: "")
  }
}
