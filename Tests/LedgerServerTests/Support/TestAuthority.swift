import Crypto
import Foundation
import LedgerTesting
import SwiftASN1
import X509

/// An authority that vouches for servers on this machine.
struct TestAuthority {
  /// Its own certificate (PEM).
  let text: String
  private let key = P256.Signing.PrivateKey()
  private let name: DistinguishedName

  init(_ name: String) throws {
    self.name = try DistinguishedName { CommonName(name) }
    let certificate = try TestAuthority.certificate(
      of: self.name, key.publicKey, by: self.name, key
    ) {
      Critical(BasicConstraints.isCertificateAuthority(maxPathLength: nil))
      Critical(KeyUsage(keyCertSign: true))
    }
    text = try certificate.serializeAsPEM().pemString
  }

  /// Writes a new certificate of 127.0.0.1, and its key.
  func vouch(for server: ServerFiles) throws {
    let key = P256.Signing.PrivateKey()
    let certificate = try TestAuthority.certificate(
      of: DistinguishedName { CommonName("127.0.0.1") }, key.publicKey, by: name, self.key
    ) {
      Critical(BasicConstraints.notCertificateAuthority)
      SubjectAlternativeNames([.ipAddress(ASN1OctetString(contentBytes: [127, 0, 0, 1]))])
    }
    try WrittenText.write(key.pemRepresentation, to: server.key)
    try WrittenText.write(try certificate.serializeAsPEM().pemString, to: server.certificate)
  }

  private static func certificate(
    of subject: DistinguishedName, _ key: P256.Signing.PublicKey,
    by issuer: DistinguishedName, _ issuerKey: P256.Signing.PrivateKey,
    @ExtensionsBuilder extensions: () throws -> Result<Certificate.Extensions, any Error>
  ) throws -> Certificate {
    try Certificate(
      version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: .init(key),
      notValidBefore: Date() - 3_600, notValidAfter: Date() + 86_400, issuer: issuer,
      subject: subject, signatureAlgorithm: .ecdsaWithSHA256,
      extensions: try Certificate.Extensions(builder: extensions),
      issuerPrivateKey: .init(issuerKey))
  }
}

/// Where a server has its certificate and its key (PEM).
struct ServerFiles {
  let certificate: String
  let key: String

  init(in directory: TemporaryDirectory) {
    certificate = directory.path + "/certificate.pem"
    key = directory.path + "/key.pem"
  }
}
