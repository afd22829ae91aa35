/// Why bytes are not what `docs/format.md` describes, or why a value cannot be written so.
public enum FormatFault: Error, Hashable, Sendable {
  /// The bytes end before the field does.
  case truncated(FormatField, offset: Int)
  /// Bytes follow the last field.
  case trailing(offset: Int)
  /// Written by a version of the format that this program does not know.
  case unknownVersion(UInt8)
  /// The value has another, shorter or ordered, form, and only that one is allowed.
  case notCanonical(FormatField, offset: Int)
  case unknownValue(FormatField, UInt64, offset: Int)
  case notUTF8(FormatField, offset: Int)
  /// Longer or larger than the format allows.
  case tooLarge(FormatField, found: Int, max: Int)
  /// Two fields contradict each other, such as a duplicate that names a later entry.
  case contradiction(FormatField)
  /// The compressed bytes do not decompress to the length that was announced.
  case notDecompressed
}

/// The fields of the byte formats, for faults.
public enum FormatField: String, Sendable {
  case version, kind, marks, evidence, clock, position, received
  case engineVersion = "engine version"
  case account, channel
  case channelKind = "channel kind"
  case controlKind = "control kind"
  case original
  case deliveryKey = "delivery key"
  case causePosition = "cause position"
  case causeText = "cause text"
  case actor
  case authentication
  case keyFingerprint = "key fingerprint"
  case operatorFile = "operator file"
  case operatorLine = "operator line"
  case senderTime = "sender time"
  case revision
  case subjects
  case keys
  case links
  case bodyLength = "body length"
  case fingerprint
  case entry
  case headerCount = "header count"
  case headerName = "header name"
  case headerValue = "header value"
  case payload
  case encoding
  case salt
  case dictionary
  case chunk
  case archive
}
