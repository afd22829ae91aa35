public import LedgerCore

/// The secret with which references become keys of the map, so that who sees only hashes cannot
/// guess references. The ledger and its auditors have it.
public struct ReferenceKey: Sendable {
  public let bytes: [UInt8]
  /// The key and zeros up to a block of the hash function, combined with either pad of HMAC.
  private let innerPad: [UInt8]
  private let outerPad: [UInt8]

  /// - Parameter bytes: 32 random bytes.
  public init(bytes: [UInt8]) {
    precondition(bytes.count == 32, "a reference key has 32 bytes")
    self.bytes = bytes
    innerPad = bytes.map { $0 ^ 0x36 } + repeatElement(0x36, count: 32)
    outerPad = bytes.map { $0 ^ 0x5c } + repeatElement(0x5c, count: 32)
  }

  /// The SHA-256 of the key, by which a directory is bound to it.
  public var commitment: Hash256 { Hash256.sha256(of: bytes) }

  /// The key of a reference in the map: HMAC-SHA256 (RFC 2104) of its encoding.
  ///
  /// It runs for each mention when a directory is made, so each of the two hashes is one call.
  ///
  /// - Parameter run: 0 but for values that recycle, of which it counts the uses.
  public func key(of reference: Reference, run: UInt64) -> Hash256 {
    var writer = ByteWriter()
    writer.bytes.reserveCapacity(256)
    writer.bytes += innerPad
    writer.text(reference.space.account)
    writer.text(reference.space.system)
    writer.text(reference.space.entity)
    writer.text(reference.space.kind)
    writer.text(reference.value)
    writer.varint(run)
    let inner = Hash256.sha256(of: writer.bytes)
    return withUnsafeTemporaryAllocation(byteCount: 96, alignment: 8) { outer in
      outer.copyBytes(from: outerPad)
      inner.store(in: outer, at: 64)
      return Hash256.sha256(of: UnsafeRawBufferPointer(outer))
    }
  }
}

extension ReferenceKey: CustomStringConvertible, CustomReflectable {
  /// Without the secret.
  public var description: String { "reference key \(commitment.short)" }
  public var customMirror: Mirror { Mirror(self, children: ["commitment": commitment]) }
}
