import LedgerEngine

/// What lets somebody in. Whom it stands for is found anew each time, since it may end meanwhile.
enum Admission: Sendable {
  /// One of our tokens, by its hash.
  case token(Hash256)
  /// A verified token of the issuer.
  case issued(IssuedIdentity)

  /// When it ends at the latest; nil where it does not say.
  var ends: Timestamp? {
    switch self {
    case .token: nil
    case .issued(let identity): identity.expires
    }
  }
}
