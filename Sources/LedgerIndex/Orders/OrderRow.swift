public import LedgerCore
public import LedgerFold

/// An order as the index keeps it: which threads it groups, and its state.
public struct OrderRow: Sendable, Hashable {
  public struct Flags: OptionSet, Sendable, Hashable {
    public let rawValue: UInt16
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    /// No reference ties it to an order yet.
    public static let unlinked = Flags(rawValue: 1)
    /// Has a disagreement that is open.
    public static let disagrees = Flags(rawValue: 2)
    public static let held = Flags(rawValue: 4)
    public static let quarantined = Flags(rawValue: 8)
    public static let awaitingDetail = Flags(rawValue: 16)
    public static let conflict = Flags(rawValue: 32)
    public static let test = Flags(rawValue: 64)
    /// Had a disagreement that was overdue and is over.
    public static let disagreed = Flags(rawValue: 128)
    /// Not an order: threads that several orders share.
    public static let shared = Flags(rawValue: 256)
  }

  /// What a group of threads is.
  public enum Kind: UInt8, Sendable, CaseIterable {
    case order
    /// No reference ties it to an order yet.
    case unlinked
    /// Several orders share it; folded into each, and here on its own.
    case shared

    /// What is folded of it.
    public var scope: FoldScope {
      switch self {
      case .order: .order
      case .unlinked: .unlinked
      case .shared: .shared
      }
    }
  }

  /// The thread that names the order: the oldest of those with an identity.
  public var root: ThreadID
  /// Its own threads, ascending.
  public var threads: [ThreadID]
  /// Threads that it shares with other orders, ascending.
  public var shared: [ThreadID]
  /// Correlation IDs given by callers, in order of their threads; the order's own one comes first.
  public var correlations: [String]
  public var kind: Kind
  public var state: OrderState

  public init(
    root: ThreadID, threads: [ThreadID], shared: [ThreadID], correlations: [String],
    kind: Kind, state: OrderState
  ) {
    self.root = root
    self.threads = threads
    self.shared = shared
    self.correlations = correlations
    self.kind = kind
    self.state = state
  }

  /// The correlation ID: the caller's, else minted from the item that began the order.
  public var correlationID: String { correlations.first ?? CorrelationID.minted(root) }

  /// What can be read of a row without reading all of it.
  struct Summary {
    var kind: Kind
    var counts: OrderState.Counts

    init(of row: OrderRow) {
      kind = row.kind
      counts = row.state.counts
    }

    init(of bytes: UnsafeRawBufferPointer) throws(MalformedBytes) {
      var reader = ByteReader(bytes)
      _ = try OrderRow.flags(from: &reader)
      kind = try OrderRow.kind(from: &reader)
      _ = try reader.count()
      counts = try OrderState.counts(from: &reader)
    }
  }

  public var flags: Flags {
    var flags: Flags = []
    if kind == .unlinked { flags.insert(.unlinked) }
    if kind == .shared { flags.insert(.shared) }
    if !state.open.isEmpty { flags.insert(.disagrees) }
    if !state.closed.isEmpty { flags.insert(.disagreed) }
    if state.counts.held > 0 { flags.insert(.held) }
    if state.counts.quarantined > 0 { flags.insert(.quarantined) }
    if state.counts.awaitingDetail > 0 { flags.insert(.awaitingDetail) }
    if state.counts.conflict > 0 { flags.insert(.conflict) }
    if state.isTest { flags.insert(.test) }
    return flags
  }

  /// Flags (two bytes, little-endian), kind, state, and which threads it groups.
  public var bytes: [UInt8] {
    var writer = ByteWriter()
    writer.bytes.reserveCapacity(1_024)
    let flags = flags.rawValue
    writer.byte(UInt8(truncatingIfNeeded: flags))
    writer.byte(UInt8(truncatingIfNeeded: flags >> 8))
    writer.byte(kind.rawValue)
    writer.blob(state.bytes)
    writer.varint(root.rawValue)
    writer.list(threads) { $0.varint($1.rawValue) }
    writer.list(shared) { $0.varint($1.rawValue) }
    writer.list(correlations) { $0.text($1) }
    return writer.bytes
  }

  /// The flags alone, for scans.
  public static func flags(of bytes: UnsafeRawBufferPointer) -> Flags {
    guard bytes.count > 2 else { return [] }
    return Flags(rawValue: UInt16(bytes[0]) | UInt16(bytes[1]) << 8)
  }

  static func flags(from reader: inout ByteReader) throws(MalformedBytes) -> Flags {
    Flags(rawValue: UInt16(try reader.byte()) | UInt16(try reader.byte()) << 8)
  }

  static func kind(from reader: inout ByteReader) throws(MalformedBytes) -> Kind {
    guard let kind = Kind(rawValue: try reader.byte()) else {
      throw MalformedBytes(offset: reader.offset)
    }
    return kind
  }

  /// What a replay asks of a row, without reading its state.
  public struct Outline {
    public var kind: Kind
    /// The state's canonical bytes.
    public var state: UnsafeRawBufferPointer
    public var threads: [ThreadID] = []
    public var shared: [ThreadID] = []
    public var correlation: String?

    init(of bytes: UnsafeRawBufferPointer) throws(MalformedBytes) {
      var reader = ByteReader(bytes)
      _ = try OrderRow.flags(from: &reader)
      kind = try OrderRow.kind(from: &reader)
      let length = try reader.count()
      let start = reader.offset
      state = UnsafeRawBufferPointer(rebasing: bytes[start..<start + length])
      try reader.skip(length)
      _ = try reader.varint()
      threads = try reader.list { (reader) throws(MalformedBytes) in
        ThreadID(rawValue: try reader.varint())
      }
      shared = try reader.list { (reader) throws(MalformedBytes) in
        ThreadID(rawValue: try reader.varint())
      }
      if try reader.count() > 0 { correlation = try reader.text() }
    }
  }

  public init(bytes: UnsafeRawBufferPointer) throws(MalformedBytes) {
    var reader = ByteReader(bytes)
    _ = try OrderRow.flags(from: &reader)
    kind = try OrderRow.kind(from: &reader)
    let length = try reader.count()
    let start = reader.offset
    state = try OrderState(
      bytes: UnsafeRawBufferPointer(rebasing: bytes[start..<start + length]))
    try reader.skip(length)
    root = ThreadID(rawValue: try reader.varint())
    threads = try reader.list { (reader) throws(MalformedBytes) in
      ThreadID(rawValue: try reader.varint())
    }
    shared = try reader.list { (reader) throws(MalformedBytes) in
      ThreadID(rawValue: try reader.varint())
    }
    correlations = try reader.list { (reader) throws(MalformedBytes) in try reader.text() }
    guard reader.isAtEnd else { throw MalformedBytes(offset: reader.offset) }
  }
}

/// Correlation IDs that the ledger mints: `ord-` and the thread's number in base 36, so that they
/// are a function of the log and come out the same in every rebuild.
public enum CorrelationID {
  public static func minted(_ thread: ThreadID) -> String {
    "ord-" + String(thread.rawValue, radix: 36)
  }

  /// The thread that a minted ID names; nil for any other text.
  public static func thread(of text: String) -> ThreadID? {
    guard text.hasPrefix("ord-"), let number = UInt64(text.dropFirst(4), radix: 36) else {
      return nil
    }
    return ThreadID(rawValue: number)
  }
}
