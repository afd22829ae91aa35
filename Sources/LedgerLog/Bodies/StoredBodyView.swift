/// A stored body read in place.
struct StoredBodyView {
  let encoding: BodyEncoding
  let salt: Salt
  /// Length of the payload before compression; at most `Payload.bytesMax`, so that a broken record
  /// cannot ask for more memory.
  let payloadCount: Int
  /// All of the stored bytes, or those of the first chunk.
  let stored: UnsafeRawBufferPointer
  /// Length of the whole record, which may continue in further chunks.
  let recordCount: Int

  /// A payload that was not stored in a record.
  init(payload: UnsafeRawBufferPointer, salt: Salt) {
    encoding = .raw
    self.salt = salt
    payloadCount = payload.count
    stored = payload
    recordCount = payload.count
  }

  /// Reads the first chunk of a record.
  init(unsafeBytes bytes: UnsafeRawBufferPointer) throws(FormatFault) {
    var reader = ByteReader(bytes)
    let version: UInt8 = try reader.fixed(.version)
    guard version == StoredBody.version else { throw .unknownVersion(version) }
    let encodingByte: UInt8 = try reader.fixed(.encoding)
    salt = Salt(words: (try reader.fixed(.salt), try reader.fixed(.salt)))
    switch encodingByte {
    case 0: encoding = .raw
    case 1: encoding = .zstd
    case 2:
      let id = try reader.count(.dictionary, max: Int(UInt32.max))
      guard id > 0 else { throw .contradiction(.dictionary) }
      encoding = .zstdWithDictionary(DictionaryID(rawValue: UInt32(id)))
    default: throw .unknownValue(.encoding, UInt64(encodingByte), offset: 1)
    }
    payloadCount = try reader.count(.payload, max: Payload.bytesMax)
    let storedCount = try reader.count(.payload, max: Payload.bytesMax)
    if encoding == .raw, storedCount != payloadCount { throw .contradiction(.payload) }
    recordCount = reader.offset + storedCount
    guard bytes.count <= recordCount else { throw .trailing(offset: recordCount) }
    stored = UnsafeRawBufferPointer(rebasing: bytes[reader.offset...])
  }
}
