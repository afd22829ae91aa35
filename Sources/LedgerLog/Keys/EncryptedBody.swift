import Crypto
import LedgerCore

/// A stored body under the keys of its data subjects (`docs/format.md`): the record of an ordinary
/// one, salt and all, in AES-256-GCM (NIST SP 800-38D).
///
/// The key is HKDF-SHA256 (RFC 5869) of the subjects' keys, one after the other, with a random salt
/// of its own: so it is used once, and any subject's key is needed.
struct EncryptedBody {
  static let encoding: UInt8 = 3
  static let saltBytes = 32
  /// So that all of a record before what is sealed is in its first chunk.
  static let keysMax = 96
  private static let tagBytes = 16
  private static let sealedBytesMax = Payload.bytesMax + StoredBody.headBytesMax + tagBytes
  private static let info = Array("orderledger body 1".utf8)
  private static let nonce = [UInt8](repeating: 0, count: 12)

  let keys: [Hash128]
  private let salt: Range<Int>
  private let head: Range<Int>
  private let sealed: Range<Int>
  /// Length of the whole record, which may continue in further chunks.
  let recordCount: Int

  /// Whether a record is one of these.
  static func isOne(_ bytes: UnsafeRawBufferPointer) -> Bool {
    bytes.count > 1 && bytes[0] == StoredBody.version && bytes[1] == encoding
  }

  /// Reads a record, or its first chunk.
  init(unsafeBytes bytes: UnsafeRawBufferPointer) throws(FormatFault) {
    var reader = ByteReader(bytes)
    let _: UInt16 = try reader.fixed(.version)
    let count = try reader.count(.keys, max: EncryptedBody.keysMax)
    guard count > 0 else { throw .contradiction(.keys) }
    var keys: [Hash128] = []
    for _ in 0..<count { keys.append(try reader.hash128(.keys)) }
    self.keys = keys
    salt = try reader.skip(EncryptedBody.saltBytes, .salt)
    let sealedCount = try reader.count(.payload, max: EncryptedBody.sealedBytesMax)
    guard sealedCount >= EncryptedBody.tagBytes else { throw .contradiction(.payload) }
    head = 0..<reader.offset
    recordCount = reader.offset + sealedCount
    guard bytes.count <= recordCount else { throw .trailing(offset: recordCount) }
    sealed = reader.offset..<recordCount
  }

  static func seal(
    _ record: [UInt8], under keys: [(id: Hash128, key: SymmetricKey)]
  ) -> StoredBody {
    var bytes: [UInt8] = [StoredBody.version, encoding]
    bytes.write(varint: keys.count)
    for key in keys { bytes.write(key.id) }
    let salt = SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) }
    bytes += salt
    bytes.write(varint: record.count + tagBytes)
    let key = bodyKey(keys.map(\.key), salt)
    guard let nonce = try? AES.GCM.Nonce(data: nonce),
      let box = try? AES.GCM.seal(record, using: key, nonce: nonce, authenticating: bytes)
    else { preconditionFailure("a record can be sealed") }
    bytes += box.ciphertext
    bytes += box.tag
    return StoredBody(record: bytes)
  }

  /// The record within; nil where `bytes` is not all of it, or was altered.
  func open(_ bytes: UnsafeRawBufferPointer, under keys: [SymmetricKey]) -> [UInt8]? {
    guard bytes.count == recordCount else { return nil }
    let key = EncryptedBody.bodyKey(keys, Array(bytes[salt]))
    let tag = sealed.upperBound - EncryptedBody.tagBytes
    guard let nonce = try? AES.GCM.Nonce(data: EncryptedBody.nonce),
      let box = try? AES.GCM.SealedBox(
        nonce: nonce, ciphertext: bytes[sealed.lowerBound..<tag],
        tag: bytes[tag..<sealed.upperBound]),
      let record = try? AES.GCM.open(box, using: key, authenticating: bytes[head])
    else { return nil }
    return Array(record)
  }

  private static func bodyKey(_ keys: [SymmetricKey], _ salt: [UInt8]) -> SymmetricKey {
    var material: [UInt8] = []
    for key in keys { key.withUnsafeBytes { material += $0 } }
    return HKDF<SHA256>.deriveKey(
      inputKeyMaterial: SymmetricKey(data: material), salt: salt, info: info, outputByteCount: 32)
  }
}

extension SealedBody {
  /// A record under the keys of subjects. Where they are too many, it has a key of its own, which goes
  /// with that of any of them.
  init(
    content: Entry.Content, sealing record: [UInt8], of subjects: [Hash128], _ ring: KeyRing
  ) throws(LogError) {
    let keys = try ring.keys(
      of: subjects.count <= EncryptedBody.keysMax ? subjects : [KeyRing.randomID()])
    self.init(
      stored: EncryptedBody.seal(record, under: keys), content: content, keys: keys.map(\.id))
  }
}
