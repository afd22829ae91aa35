public import LedgerCore

/// What a directory says of a thread: a leaf of the thread tree (`docs/proofs.md`).
public struct ThreadLeaf: Hashable, Sendable {
  /// The links to the thread in the entries that the directory covers.
  public struct Chain: Hashable, Sendable {
    /// At least 1.
    public var count: UInt64
    /// Position of the last.
    public var head: LogPosition

    public init(count: UInt64, head: LogPosition) {
      self.count = count
      self.head = head
    }
  }

  /// A reference that the thread carries.
  public struct Mention: Hashable, Comparable, Sendable {
    public var referenceClass: ReferenceClass
    /// The reference's key in the map.
    public var key: Hash256

    public init(_ referenceClass: ReferenceClass, _ key: Hash256) {
      self.referenceClass = referenceClass
      self.key = key
    }

    public static func < (left: Mention, right: Mention) -> Bool {
      (left.referenceClass.rawValue, left.key) < (right.referenceClass.rawValue, right.key)
    }
  }

  public var thread: ThreadID
  /// The thread carries an identity.
  public var isIdentified: Bool
  /// Nil where no entry links to the thread.
  public var chain: Chain?
  /// Those that belong to the thread, ascending, each once.
  public var items: [ItemID]
  /// Ascending by class, then by key, each once.
  public var mentions: [Mention]

  public init(
    thread: ThreadID, isIdentified: Bool, chain: Chain?, items: [ItemID], mentions: [Mention]
  ) {
    self.thread = thread
    self.isIdentified = isIdentified
    self.chain = chain
    self.items = items
    self.mentions = mentions
  }

  static let version: UInt8 = 1
  /// Sequences have 32 bits.
  static let chainCountMax: UInt64 = 1 << 32
}
