import Crypto
import LedgerCore

/// The key of one data subject as the file of keys holds it (`docs/format.md`): 96 bytes.
struct KeyRecord {
  static let bytesCount = 96

  let subject: Hash128
  let id: Hash128
  /// Nonce, key and tag: AES-256-GCM under the file's own key, bound to subject and id.
  let wrapped: [UInt8]

  init(subject: Hash128, id: Hash128, key: SymmetricKey, under fileKey: SymmetricKey) {
    self.subject = subject
    self.id = id
    wrapped = WrappedKey.seal(key, under: fileKey, boundTo: KeyRecord.head(subject, id))
  }

  /// Reads 96 bytes.
  init(_ bytes: ArraySlice<UInt8>) {
    (subject, id, wrapped) = bytes.withUnsafeBytes { bytes in
      (
        KeyRecord.hash(bytes, at: 0), KeyRecord.hash(bytes, at: 16),
        Array(bytes[32..<32 + WrappedKey.bytesCount])
      )
    }
  }

  var bytes: [UInt8] {
    let bytes = KeyRecord.head(subject, id) + wrapped
    return bytes + [UInt8](repeating: 0, count: KeyRecord.bytesCount - bytes.count)
  }

  /// False where a power cut kept a part of a record from the disk, so that nothing in the log can need
  /// it. What a file has grown by is zeros until it is written, in sectors of 512 bytes or more: a
  /// record lies in two of them at most, with 32 bytes or more in each.
  static func isComplete(_ bytes: ArraySlice<UInt8>) -> Bool {
    bytes.prefix(32).contains { $0 != 0 } && bytes.suffix(32).contains { $0 != 0 }
  }

  /// Nil where the record was altered, or belongs under another key.
  func key(under fileKey: SymmetricKey) -> SymmetricKey? {
    WrappedKey.open(wrapped, under: fileKey, boundTo: KeyRecord.head(subject, id))
  }

  private static func head(_ subject: Hash128, _ id: Hash128) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.write(subject)
    bytes.write(id)
    return bytes
  }

  private static func hash(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> Hash128 {
    Hash128(
      high: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)),
      low: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: offset + 8, as: UInt64.self)))
  }
}

/// A key of 32 bytes under another: AES-256-GCM (NIST SP 800-38D) with a random nonce.
enum WrappedKey {
  static let bytesCount = 12 + 32 + 16

  static func seal(
    _ key: SymmetricKey, under wrapping: SymmetricKey, boundTo head: [UInt8]
  ) -> [UInt8] {
    let bytes = key.withUnsafeBytes { Array($0) }
    guard
      let sealed = try? AES.GCM.seal(bytes, using: wrapping, authenticating: head).combined
    else { preconditionFailure("32 bytes can be sealed") }
    return Array(sealed)
  }

  static func open(
    _ wrapped: [UInt8], under wrapping: SymmetricKey, boundTo head: [UInt8]
  ) -> SymmetricKey? {
    guard let box = try? AES.GCM.SealedBox(combined: wrapped),
      let bytes = try? AES.GCM.open(box, using: wrapping, authenticating: head)
    else { return nil }
    return SymmetricKey(data: bytes)
  }
}
