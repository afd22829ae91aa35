import NIOSSL

/// Where an issuer's keys are fetched, and whom to believe that it is the one.
struct KeySource: Sendable, Equatable {
  let issuer: IssuerAddress
  /// Who may vouch for its certificate; nil for those whom the system trusts.
  let authorities: [NIOSSLCertificate]?
}
