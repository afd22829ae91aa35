import Crypto
import LedgerCore
import LedgerEngine

/// A witness that cosigns whatever it is shown (C2SP tlog-cosignature, version 1).
struct Witness {
  let key: VerifierKey
  private let secret: Curve25519.Signing.PrivateKey

  init(name: String, seed: UInt8) throws {
    secret = try Curve25519.Signing.PrivateKey(
      rawRepresentation: [UInt8](repeating: seed, count: 32))
    key = try VerifierKey(
      name: name, kind: .cosignature, publicKey: Array(secret.publicKey.rawRepresentation))
  }

  /// A signature line.
  func line(for note: SignedNote, seconds: UInt64) throws -> [UInt8] {
    let message = Array("cosignature/v1\ntime \(seconds)\n\(note.text)".utf8)
    let signature = try secret.signature(for: message)
    let id = withUnsafeBytes(of: key.id.bigEndian) { Array($0) }
    let time = withUnsafeBytes(of: seconds.bigEndian) { Array($0) }
    return Array("— \(key.name) \(Base64.encode(id + time + Array(signature)))\n".utf8)
  }
}
