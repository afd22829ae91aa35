public import LedgerCore

/// What the index knows of a thread besides its spine.
public struct ThreadRow: Sendable, Hashable {
  /// A reference that items of the thread carry.
  public struct Mention: Sendable, Hashable {
    public var kind: ReferenceClass
    public var space: SpaceID
    public var value: String
    /// Which use of a value that recycles; 0 for the first, and for values that do not.
    public var run: UInt32
  }

  /// Whether its items name an order themselves. Others hang on parts and links.
  public var hasIdentity: Bool
  /// The chain of the log: how many items are filed in it, and where the last one is.
  public var chainCount: UInt32
  public var chainHead: LogPosition
  public var mentions: [Mention]

  init(hasIdentity: Bool, chainHead: LogPosition) {
    self.hasIdentity = hasIdentity
    self.chainCount = 0
    self.chainHead = chainHead
    self.mentions = []
  }

  var bytes: [UInt8] {
    var writer = ByteWriter()
    writer.flag(hasIdentity)
    writer.varint(UInt64(chainCount))
    writer.varint(chainHead.rawValue)
    writer.list(mentions) { writer, mention in
      writer.byte(mention.kind.rawValue)
      writer.varint(UInt64(mention.space.rawValue))
      writer.varint(UInt64(mention.run))
      writer.text(mention.value)
    }
    return writer.bytes
  }

  init(bytes: UnsafeRawBufferPointer) throws(MalformedBytes) {
    var reader = ByteReader(bytes)
    hasIdentity = try reader.flag()
    chainCount = try reader.integer()
    chainHead = LogPosition(try reader.varint())
    mentions = try reader.list { (reader) throws(MalformedBytes) in
      guard let kind = ReferenceClass(rawValue: try reader.byte()) else {
        throw MalformedBytes(offset: reader.offset)
      }
      return Mention(
        kind: kind, space: SpaceID(rawValue: try reader.integer()), value: "",
        run: try reader.integer()
      ).withValue(try reader.text())
    }
  }
}

extension ThreadRow.Mention {
  fileprivate func withValue(_ value: String) -> Self {
    var mention = self
    mention.value = value
    return mention
  }
}

/// An interned `ReferenceSpace`.
public struct SpaceID: RawRepresentable, Hashable, Comparable, Sendable {
  public let rawValue: UInt32
  public init(rawValue: UInt32) { self.rawValue = rawValue }
  public static func < (left: SpaceID, right: SpaceID) -> Bool { left.rawValue < right.rawValue }
}

/// A thread that mentions a value: what the index keeps per value.
public struct ReferenceHit: Sendable, Hashable, Comparable {
  /// Whether the thread names an order itself. Threads that do not come first.
  public var hasIdentity: Bool
  public var kind: ReferenceClass
  public var space: SpaceID
  public var thread: ThreadID

  static let size = 14

  init(hasIdentity: Bool, kind: ReferenceClass, space: SpaceID, thread: ThreadID) {
    self.hasIdentity = hasIdentity
    self.kind = kind
    self.space = space
    self.thread = thread
  }

  private var key: (UInt8, UInt8, UInt32, UInt64) {
    (hasIdentity ? 1 : 0, kind.rawValue, space.rawValue, thread.rawValue)
  }

  public static func < (left: ReferenceHit, right: ReferenceHit) -> Bool { left.key < right.key }
}
