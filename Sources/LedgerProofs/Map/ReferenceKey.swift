public import LedgerCore

/// The secret with which references become keys of the map, so that who sees only hashes cannot
/// guess references. The ledger and its auditors have it.
public struct ReferenceKey: Sendable {
  public let bytes: [UInt8]

  /// - Parameter bytes: 32 random bytes.
  public init(bytes: [UInt8]) {
    precondition(bytes.count == 32, "a reference key has 32 bytes")
    self.bytes = bytes
  }

  /// The SHA-256 of the key, by which a directory is bound to it.
  public var commitment: Hash256 { Hash256.sha256(of: bytes) }

  /// The key of a reference in the map: HMAC-SHA256 of its encoding.
  ///
  /// - Parameter run: 0 but for values that recycle, of which it counts the uses.
  public func key(of reference: Reference, run: UInt64) -> Hash256 {
    var writer = ByteWriter()
    writer.bytes.reserveCapacity(160)
    let space = reference.space
    for text in [space.account, space.system, space.entity, space.kind, reference.value] {
      writer.text(text)
    }
    writer.varint(run)
    return keyedHash(of: writer.bytes)
  }

  /// HMAC (RFC 2104) with SHA-256, each of its two hashes in one call.
  private func keyedHash(of message: [UInt8]) -> Hash256 {
    let inner = Hash256.sha256(of: pad(0x36) + message)
    return Hash256.sha256(of: pad(0x5c) + inner.bytes)
  }

  /// The key and zeros up to a block of the hash function, each byte combined with the pad's.
  private func pad(_ pattern: UInt8) -> [UInt8] {
    bytes.map { $0 ^ pattern } + repeatElement(pattern, count: 32)
  }
}

extension ReferenceKey: CustomStringConvertible, CustomReflectable {
  /// Without the secret.
  public var description: String { "reference key \(commitment.short)" }
  public var customMirror: Mirror { Mirror(self, children: ["commitment": commitment]) }
}
