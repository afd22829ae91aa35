public import LedgerCore

extension Hash256 {
  /// 44 characters of base64 (RFC 4648, section 4).
  public var base64: String { Base64.encode(bytes) }

  /// From the one text that `base64` gives; nil for any other.
  public init?(base64 text: some Collection<UInt8>) {
    guard text.count == 44, let bytes = Base64.decode(text), bytes.count == 32 else {
      return nil
    }
    self.init(bytes: bytes)
  }

  public init?(base64 text: String) { self.init(base64: text.utf8) }
}
