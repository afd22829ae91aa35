public import LedgerCore

/// Counts over the whole index.
public struct IndexTotals: Sendable, Hashable {
  public var orders = 0
  public var unlinkedGroups = 0
  public var duplicates = 0
  /// Items by outcome, duplicates apart.
  public var items: [Outcome: Int] = [:]
  /// Sum modulo 2^256 of the SHA-256 of every order's row.
  public var digest = Hash256.zero

  public init() {}

  var bytes: [UInt8] {
    var writer = ByteWriter()
    writer.varint(orders)
    writer.varint(unlinkedGroups)
    writer.varint(duplicates)
    for outcome in Outcome.allCases { writer.varint(items[outcome] ?? 0) }
    writer.bytes += digest.bytes
    return writer.bytes
  }

  init(bytes: UnsafeRawBufferPointer) throws(MalformedBytes) {
    var reader = ByteReader(bytes)
    orders = try reader.integer()
    unlinkedGroups = try reader.integer()
    duplicates = try reader.integer()
    for outcome in Outcome.allCases {
      let count: Int = try reader.integer()
      if count > 0 { items[outcome] = count }
    }
    guard bytes.count - reader.offset == 32 else { throw MalformedBytes(offset: reader.offset) }
    digest = Hash256(bytes: Array(bytes[reader.offset...]))
  }

  mutating func add(_ outcome: Outcome, _ count: Int) {
    let sum = (items[outcome] ?? 0) + count
    items[outcome] = sum == 0 ? nil : sum
  }
}
