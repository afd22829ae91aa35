/// What became of a delivery's proof of origin.
public enum AuthenticationResult: Sendable, Hashable {
  /// By the secret of this fingerprint: 16 hexadecimal digits, which do not let the
  /// secret be guessed.
  case verified(keyFingerprint: String)
  case failed(AuthenticationFailure)
  /// The channel's scheme is `none`, or it has no secret.
  case notConfigured
}

/// Why a delivery is not authentic. The cases stand in their order of precedence.
public enum AuthenticationFailure: Error, Sendable, Hashable {
  /// The channel has a secret, and its kind no scheme to verify anything with.
  case noScheme
  case missingHeader(String)
  /// No signature where the scheme has it in the body.
  case missingSignature(item: Int)
  /// A signature or signed time that cannot be read.
  case malformed(String)
  /// The scheme looks into the body, and it is not JSON.
  case unreadableBody
  case digestNotAllowed(String)
  /// No key of that name is installed.
  case unknownKey(String)
  /// None of the channel's secrets has the form that the scheme asks for.
  case unusableSecret
  case mismatch
  /// Authentic, but the signed time is this far from now: possibly a replay.
  case outsideTolerance(seconds: Int64)

  /// Whether the delivery carries no proof at all, rather than a wrong one.
  public var isAbsence: Bool {
    switch self {
    case .missingHeader, .missingSignature(item: 0): true
    default: false
    }
  }

  /// Stable, for counters and answers.
  public var code: String {
    switch self {
    case .noScheme: "no_scheme"
    case .missingHeader: "missing_header"
    case .missingSignature: "missing_signature"
    case .malformed: "malformed_signature"
    case .unreadableBody: "unreadable_body"
    case .digestNotAllowed: "digest_not_allowed"
    case .unknownKey: "unknown_key"
    case .unusableSecret: "unusable_secret"
    case .mismatch: "signature_mismatch"
    case .outsideTolerance: "outside_tolerance"
    }
  }
}

extension AuthenticationFailure: CustomStringConvertible {
  public var description: String {
    switch self {
    case .noScheme:
      "the channel has a secret, and its kind no scheme to verify with; give the kind `authenticate` "
        + "in its channel file, or take the secret away"
    case .missingHeader(let name):
      "the header \(name) is missing; check the sender's webhook settings"
    case .missingSignature(let item):
      "item \(item) carries no signature; switch signing on at the sender"
    case .malformed(let what): "\(what) cannot be read; check the channel's scheme and encoding"
    case .unreadableBody: "the body is not JSON, and the scheme signs or compares a part of it"
    case .digestNotAllowed(let name):
      "the signature uses the digest \(name), which is not allowed; allow it on the key if you must"
    case .unknownKey(let id):
      "no key \(id) is installed for the channel; add the sender's public key"
    case .unusableSecret: "the channel's secret has another form than its scheme asks for"
    case .mismatch: "the signature does not match; check that the channel has the sender's secret"
    case .outsideTolerance(let seconds):
      "the signed time is \(seconds) s from now, more than the channel's tolerance"
    }
  }
}
