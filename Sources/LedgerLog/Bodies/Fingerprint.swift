import Crypto
public import LedgerCore

/// HMAC-SHA256 (RFC 2104) of a payload's canonical bytes, keyed with its salt.
public enum Fingerprint {
  private static let blockBytes = 64

  /// The two hashes of the RFC, written out: the general form allocates for key and pads, which at
  /// a kilobyte costs as much as hashing.
  public static func compute(salt: Salt, payload: UnsafeRawBufferPointer) -> Hash256 {
    withUnsafeTemporaryAllocation(byteCount: blockBytes, alignment: 8) { pad in
      fill(pad, salt, 0x3636_3636_3636_3636)
      var inner = SHA256()
      inner.update(bufferPointer: UnsafeRawBufferPointer(pad))
      inner.update(bufferPointer: payload)
      fill(pad, salt, 0x5c5c_5c5c_5c5c_5c5c)
      var outer = SHA256()
      outer.update(bufferPointer: UnsafeRawBufferPointer(pad))
      inner.finalize().withUnsafeBytes { outer.update(bufferPointer: $0) }
      return outer.finalize().withUnsafeBytes { ByteReader.hash256($0, at: 0) }
    }
  }

  /// The key, zeros up to a block, each byte combined with the pad's.
  private static func fill(
    _ pad: UnsafeMutableRawBufferPointer, _ salt: Salt, _ pattern: UInt64
  ) {
    let words = pad.bindMemory(to: UInt64.self)
    words.update(repeating: pattern)
    words[0] ^= salt.words.0.littleEndian
    words[1] ^= salt.words.1.littleEndian
  }
}
