import Crypto

extension ReferenceKey {
  /// Derived from a secret of the ledger, which it does not give away (HMAC-SHA256, RFC 2104).
  public init(derivedFrom secret: [UInt8]) {
    let code = HMAC<SHA256>.authenticationCode(
      for: Array("orderledger reference key 1".utf8), using: SymmetricKey(data: secret))
    self.init(bytes: Array(code))
  }
}
