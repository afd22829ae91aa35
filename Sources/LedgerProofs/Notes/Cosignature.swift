import LedgerCore

/// What a witness signs: that at a time it knew the log as a checkpoint shows it
/// (C2SP tlog-cosignature, version 1).
struct Cosignature {
  /// Seconds since 1970-01-01T00:00:00Z.
  let seconds: UInt64
  let signature: [UInt8]

  /// From the bytes behind the key ID: the time in 8 bytes, most significant first, then 64 bytes.
  init?(_ bytes: [UInt8]) {
    guard bytes.count == 72 else { return nil }
    seconds = bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    guard seconds <= UInt64(Int64.max) else { return nil }
    signature = Array(bytes.dropFirst(8))
  }

  /// The signed bytes.
  func message(over text: String) -> [UInt8] {
    Array("cosignature/v1\ntime \(seconds)\n\(text)".utf8)
  }
}
