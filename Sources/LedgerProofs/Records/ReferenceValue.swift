public import LedgerCore

/// What a directory says of a reference: the threads that carry it (`docs/proofs.md`).
public struct ReferenceValue: Hashable, Sendable {
  /// A thread that carries the reference.
  public struct Hit: Hashable, Comparable, Sendable {
    public var referenceClass: ReferenceClass
    /// The thread carries an identity.
    public var isIdentified: Bool
    /// The thread's place in the thread tree.
    public var thread: UInt64

    public init(_ referenceClass: ReferenceClass, isIdentified: Bool, thread: UInt64) {
      self.referenceClass = referenceClass
      self.isIdentified = isIdentified
      self.thread = thread
    }

    public static func < (left: Hit, right: Hit) -> Bool {
      (left.referenceClass.rawValue, left.isIdentified ? 1 : 0, left.thread)
        < (right.referenceClass.rawValue, right.isIdentified ? 1 : 0, right.thread)
    }
  }

  /// Ascending by class, then those without identity first, then by thread; each once. At least
  /// one: a reference that no thread carries is not in the map.
  public var hits: [Hit]

  public init(hits: [Hit]) { self.hits = hits }

  static let version: UInt8 = 1
}

extension ReferenceValue {
  /// The value's one encoding.
  public var bytes: [UInt8] {
    precondition(!hits.isEmpty && hits.isStrictlyAscending, "hits ascend, each once")
    var writer = ByteWriter()
    writer.byte(Self.version)
    writer.varint(hits.count)
    for hit in hits {
      writer.byte(hit.referenceClass.rawValue)
      writer.byte(hit.isIdentified ? 1 : 0)
      writer.varint(hit.thread)
    }
    return writer.bytes
  }

  /// `H(value)`, which the map's leaf holds.
  public var hash: Hash256 { Hash256.sha256(of: bytes) }

  /// Reads what `bytes` gives, and nothing else.
  public init(_ bytes: [UInt8]) throws(ProofFault) {
    let read: Result<[Hit], ProofFault> = bytes.withUnsafeBytes { buffer in
      Result { () throws(ProofFault) in
        var reader = RecordReader(buffer, .referenceValue)
        return try Self.hits(&reader)
      }
    }
    hits = try read.get()
  }

  private static func hits(_ reader: inout RecordReader) throws(ProofFault) -> [Hit] {
    _ = try reader.byte { $0 == version }
    let count = try reader.count(bytesEach: 3)
    guard count > 0 else { throw reader.fault }
    var hits: [Hit] = []
    for _ in 0..<count {
      let hit = Hit(
        try reader.referenceClass(), isIdentified: try reader.byte { $0 < 2 } == 1,
        thread: try reader.varint())
      if let last = hits.last, last >= hit { throw reader.fault }
      hits.append(hit)
    }
    try reader.finish()
    return hits
  }
}
