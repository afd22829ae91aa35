import LedgerCore

extension ThreadLeaf {
  /// The leaf's one encoding.
  public var bytes: [UInt8] {
    precondition(items.isStrictlyAscending, "items ascend, each once")
    precondition(mentions.isStrictlyAscending, "mentions ascend, each once")
    precondition(chain.map { (1...Self.chainCountMax).contains($0.count) } ?? true)
    var writer = ByteWriter()
    writer.bytes.reserveCapacity(32 + items.count * 5 + mentions.count * 33)
    writer.byte(Self.version)
    writer.byte(isIdentified ? 1 : 0)
    writer.varint(thread.origin.position.rawValue)
    writer.varint(UInt64(thread.origin.index))
    writer.varint(chain?.count ?? 0)
    if let chain { writer.varint(chain.head.rawValue) }
    writer.varint(items.count)
    var last: UInt64 = 0
    for item in items {
      writer.varint(item.position.rawValue - last)
      writer.varint(UInt64(item.index))
      last = item.position.rawValue
    }
    writer.varint(mentions.count)
    for mention in mentions {
      writer.byte(mention.referenceClass.rawValue)
      writer.bytes += mention.key.bytes
    }
    return writer.bytes
  }

  /// Reads what `bytes` gives, and nothing else.
  public init(_ bytes: [UInt8]) throws(ProofFault) {
    let read: Result<ThreadLeaf, ProofFault> = bytes.withUnsafeBytes { buffer in
      Result { () throws(ProofFault) in
        var reader = RecordReader(buffer, .threadLeaf)
        return try ThreadLeaf(&reader)
      }
    }
    self = try read.get()
  }

  private init(_ reader: inout RecordReader) throws(ProofFault) {
    _ = try reader.byte { $0 == Self.version }
    isIdentified = try reader.byte { $0 < 2 } == 1
    thread = ThreadID(
      origin: ItemID(position: try reader.position(), index: try reader.itemIndex()))
    let count = try reader.varint(max: Self.chainCountMax)
    chain = count == 0 ? nil : Chain(count: count, head: try reader.position())
    items = try Self.items(&reader)
    mentions = []
    for _ in 0..<(try reader.count(bytesEach: 33)) {
      let mention = Mention(try reader.referenceClass(), try reader.hash())
      if let last = mentions.last, last >= mention { throw reader.fault }
      mentions.append(mention)
    }
    try reader.finish()
  }

  private static func items(_ reader: inout RecordReader) throws(ProofFault) -> [ItemID] {
    var items: [ItemID] = []
    var position: UInt64 = 0
    for _ in 0..<(try reader.count(bytesEach: 2)) {
      position += try reader.varint(max: RecordReader.positionMax - position)
      let item = ItemID(position: LogPosition(position), index: try reader.itemIndex())
      if let last = items.last, last >= item { throw reader.fault }
      items.append(item)
    }
    return items
  }
}

extension Array where Element: Comparable {
  /// Each element larger than the one before it.
  var isStrictlyAscending: Bool { zip(self, dropFirst()).allSatisfy { $0 < $1 } }
}
