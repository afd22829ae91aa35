public import LedgerCore

extension ReferenceMap {
  /// The hashes of the trie's upper levels. With them, and the sorted leaves, a proof costs the
  /// hashing of the few hundred leaves at most below one place of the lowest level kept.
  ///
  /// As bytes: version (1), depth, then the hashes of all places from the root down, those of a
  /// level from left to right.
  public struct Top: Hashable, Sendable {
    public let bytes: [UInt8]
    /// The lowest level kept.
    public let depth: Int

    public static let depthMax = 16

    /// Such that about 128 to 256 keys lie below each place of the lowest level, or more in maps of
    /// more than 16 million keys.
    public static func depth(forKeys count: Int) -> Int {
      min(max(Int.bitWidth - 1 - max(count, 1).leadingZeroBitCount - 7, 0), depthMax)
    }

    /// - Parameter places: all places of the lowest level, as `RowBuilder` gives them.
    public init(depth: Int, places: [Place]) {
      precondition((0...Top.depthMax).contains(depth) && places.count == 1 << depth)
      self.depth = depth
      var rows = [places]
      while let row = rows.last, row.count > 1 {
        rows.append((0..<row.count / 2).map { Place.above(row[2 * $0], row[2 * $0 + 1]) })
      }
      var bytes: [UInt8] = [Top.version, UInt8(depth)]
      bytes.reserveCapacity(2 + Top.count(depth) * 32)
      for place in rows.reversed().joined() { bytes += place.hash.bytes }
      self.bytes = bytes
    }

    /// Of all leaves, in one pass.
    ///
    /// - Parameter leaves: ascending by key, each key once.
    @inlinable public init(of leaves: some Sequence<Leaf>, depth: Int) {
      var builder = RowBuilder(depth: depth, prefixes: 0..<1 << depth)
      for leaf in leaves { builder.add(leaf) }
      self.init(depth: depth, places: builder.finish())
    }

    /// From what `bytes` gave. Whether the hashes are right shows in the root, and in each proof.
    public init(bytes: [UInt8]) throws(ProofFault) {
      guard bytes.first == Top.version else { throw .notCanonical(.mapTop, offset: 0) }
      guard bytes.count > 1, bytes[1] <= Top.depthMax else {
        throw .notCanonical(.mapTop, offset: 1)
      }
      depth = Int(bytes[1])
      guard bytes.count == 2 + Top.count(depth) * 32 else {
        throw .notCanonical(.mapTop, offset: bytes.count)
      }
      self.bytes = bytes
    }

    public var root: Hash256 { hash(depth: 0, prefix: 0) }

    /// The hash of the place at which keys with these first bits are.
    func hash(depth: Int, prefix: Int) -> Hash256 {
      let place = 1 << depth - 1 + prefix
      return bytes.withUnsafeBytes { Hash256(loading: $0, at: 2 + place * 32) }
    }

    private static let version: UInt8 = 1

    /// Number of places down to a depth.
    private static func count(_ depth: Int) -> Int { 2 << depth - 1 }
  }
}
