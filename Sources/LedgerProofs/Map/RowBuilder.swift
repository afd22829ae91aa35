extension ReferenceMap {
  /// Hashes neighbouring places of one depth while their keys come in ascending order. Ranges of
  /// prefixes are independent of each other, so each can be hashed by a core of its own.
  public struct RowBuilder {
    private let depth: Int
    private let prefixes: Range<Int>
    private var builder: PlaceBuilder
    private var places: [Place] = []
    private var prefix: Int

    /// - Parameters:
    ///   - depth: at most 16.
    ///   - prefixes: first `depth` bits of the keys to come, as numbers.
    public init(depth: Int, prefixes: Range<Int>) {
      precondition((0...Top.depthMax).contains(depth) && prefixes.upperBound <= 1 << depth)
      self.depth = depth
      self.prefixes = prefixes
      builder = PlaceBuilder(depth: depth)
      prefix = prefixes.lowerBound
      places.reserveCapacity(prefixes.count)
    }

    public mutating func add(_ leaf: Leaf) {
      let wanted = leaf.key.prefix(bits: depth)
      precondition(wanted >= prefix && wanted < prefixes.upperBound, "keys of these prefixes")
      while prefix < wanted { next() }
      builder.add(leaf)
    }

    /// The places, one for each prefix.
    public mutating func finish() -> [Place] {
      while prefix < prefixes.upperBound { next() }
      return places
    }

    private mutating func next() {
      places.append(builder.finish())
      prefix += 1
    }
  }
}
