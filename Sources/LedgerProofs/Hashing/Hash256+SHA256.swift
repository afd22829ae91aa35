import Crypto
public import LedgerCore

extension Hash256 {
  /// The SHA-256 of bytes (FIPS 180-4).
  public static func sha256(of bytes: UnsafeRawBufferPointer) -> Hash256 {
    var hash = SHA256()
    hash.update(bufferPointer: bytes)
    return Hash256(hash.finalize())
  }

  /// The SHA-256 of bytes (FIPS 180-4).
  public static func sha256(of bytes: [UInt8]) -> Hash256 {
    bytes.withUnsafeBytes { sha256(of: $0) }
  }

  /// The SHA-256 of a byte and two hashes: what an inner node of any tree here is.
  static func sha256(prefix: UInt8, _ left: Hash256, _ right: Hash256) -> Hash256 {
    withUnsafeTemporaryAllocation(byteCount: 65, alignment: 8) { input in
      input[0] = prefix
      left.store(in: input, at: 1)
      right.store(in: input, at: 33)
      return sha256(of: UnsafeRawBufferPointer(input))
    }
  }

  init(_ digest: SHA256Digest) {
    self = digest.withUnsafeBytes { Hash256(loading: $0, at: 0) }
  }

  /// From the 32 bytes at an offset.
  init(loading bytes: UnsafeRawBufferPointer, at offset: Int) {
    func word(_ index: Int) -> UInt64 {
      UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: offset + index * 8, as: UInt64.self))
    }
    self.init(words: (word(0), word(1), word(2), word(3)))
  }

  /// Puts the 32 bytes at an offset.
  func store(in bytes: UnsafeMutableRawBufferPointer, at offset: Int) {
    bytes.storeBytes(of: words.0.bigEndian, toByteOffset: offset, as: UInt64.self)
    bytes.storeBytes(of: words.1.bigEndian, toByteOffset: offset + 8, as: UInt64.self)
    bytes.storeBytes(of: words.2.bigEndian, toByteOffset: offset + 16, as: UInt64.self)
    bytes.storeBytes(of: words.3.bigEndian, toByteOffset: offset + 24, as: UInt64.self)
  }
}
