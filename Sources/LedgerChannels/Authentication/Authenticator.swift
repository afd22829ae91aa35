public import LedgerCore
public import LedgerRules

/// Checks a delivery's proof of origin by the scheme of its channel kind.
///
/// Signatures are checked over the raw bytes as received. A signed time is looked at after the
/// signature, so that a delivery outside the tolerance is known to be authentic and old.
public struct Authenticator: Sendable {
  let authentication: Authentication
  let fingerprintHash: SipHash128

  /// The hash makes fingerprints of secrets: keyed, so that a fingerprint does not let a weak
  /// secret be guessed. A public key's fingerprint is plain SHA-256.
  public init(_ authentication: Authentication, fingerprintHash: SipHash128) {
    self.authentication = authentication
    self.fingerprintHash = fingerprintHash
  }

  /// Tries the secrets one after the other: one that matches is enough.
  public func verify(
    headers: Headers, body: [UInt8], secrets: [Secret], at now: Timestamp
  ) -> AuthenticationResult {
    guard authentication.scheme != .none, !secrets.isEmpty else { return .notConfigured }
    do throws(AuthenticationFailure) {
      return .verified(
        keyFingerprint: try fingerprint(headers: headers, body: body, secrets: secrets, at: now))
    } catch {
      return .failed(error)
    }
  }

  /// Whether a secret has the form that the scheme asks for.
  public func accepts(_ secret: Secret) -> Bool {
    switch authentication.scheme {
    case .none: false
    case .ebayECDSA: PublicKey(pem: secret.text) != nil
    case .adyen: (try? keys(of: [secret], default: .hex)) != nil
    case .hmacSHA256, .stripe, .standardWebhooks, .slack, .sharedSecret:
      (try? keys(of: [secret])) != nil
    }
  }

  private func fingerprint(
    headers: Headers, body: [UInt8], secrets: [Secret], at now: Timestamp
  ) throws(AuthenticationFailure) -> String {
    switch authentication.scheme {
    case .none, .hmacSHA256: try verifyHMAC(headers, body, keys(of: secrets))
    case .stripe: try verifyStripe(headers, body, keys(of: secrets), now)
    case .standardWebhooks: try verifyStandardWebhooks(headers, body, keys(of: secrets), now)
    case .slack: try verifySlack(headers, body, keys(of: secrets), now)
    case .adyen: try verifyAdyen(body, keys(of: secrets, default: .hex))
    case .ebayECDSA: try verifyEBay(headers, body, secrets)
    case .sharedSecret: try verifySharedSecret(headers, body, keys(of: secrets))
    }
  }

  /// `form` takes the place of plain text where a scheme knows no other: an Adyen key
  /// is always hex.
  private func keys(
    of secrets: [Secret], default form: Authentication.SecretForm = .utf8
  ) throws(AuthenticationFailure) -> [Key] {
    let form = authentication.secret == .utf8 ? form : authentication.secret
    let keys = secrets.compactMap { Key($0, form: form) }
    guard !keys.isEmpty else { throw .unusableSecret }
    return keys
  }

  func header(_ name: String, in headers: Headers) throws(AuthenticationFailure) -> String {
    guard let value = HeaderName.value(of: name, in: headers) else { throw .missingHeader(name) }
    return value
  }

  /// The name given in the channel file, else the scheme's own; in lower case.
  func headerName(_ usual: String) -> String {
    authentication.header.isEmpty ? usual : HeaderName.folded(authentication.header)
  }

  func fingerprint(of key: Key) -> String { fingerprintHash.hash(key.bytes).fingerprint }

  func checkTolerance(
    seconds signed: Int64, now: Timestamp
  ) throws(AuthenticationFailure) {
    let tolerance = authentication.tolerance ?? .minutes(5)
    let (distance, isOverflow) = (now.rawValue / 1_000_000).subtractingReportingOverflow(signed)
    let seconds = isOverflow || distance == .min ? Int64.max : abs(distance)
    guard seconds <= tolerance.microseconds / 1_000_000 else {
      throw .outsideTolerance(seconds: seconds)
    }
  }
}

extension Hash128 {
  /// The first 16 of its 32 hexadecimal digits.
  var fingerprint: String { String(description.prefix(16)) }
}
