import Crypto
public import LedgerCore

/// The hashes of a Merkle tree (RFC 6962, section 2.1, with SHA-256).
public enum MerkleTree {
  /// The root of a tree without leaves.
  public static let emptyRoot = Hash256.sha256(of: [])

  /// `H(0x00 ‖ bytes)`.
  ///
  /// It runs for each entry that is taken in. One call of the hash function costs less than two:
  /// copying an entry of the usual size takes a quarter of what the second call does.
  public static func leafHash(_ bytes: UnsafeRawBufferPointer) -> Hash256 {
    guard bytes.count < copiedBytesMax else { return longLeafHash(bytes) }
    return withUnsafeTemporaryAllocation(byteCount: bytes.count + 1, alignment: 8) { input in
      input[0] = 0
      UnsafeMutableRawBufferPointer(rebasing: input[1...]).copyMemory(from: bytes)
      return Hash256.sha256(of: UnsafeRawBufferPointer(input))
    }
  }

  public static func leafHash(_ bytes: [UInt8]) -> Hash256 {
    bytes.withUnsafeBytes { leafHash($0) }
  }

  /// `H(0x01 ‖ left ‖ right)`.
  public static func nodeHash(_ left: Hash256, _ right: Hash256) -> Hash256 {
    Hash256.sha256(prefix: 1, left, right)
  }

  /// What the standard library puts on the stack.
  private static let copiedBytesMax = 1_024

  private static func longLeafHash(_ bytes: UnsafeRawBufferPointer) -> Hash256 {
    var hash = SHA256()
    withUnsafeBytes(of: UInt8(0)) { hash.update(bufferPointer: $0) }
    hash.update(bufferPointer: bytes)
    return Hash256(hash.finalize())
  }
}
