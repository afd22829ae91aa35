public import LedgerCore
public import LedgerFold
public import LedgerRules
public import LedgerStorage

/// The index as its owner sees it: the file, and over it the tail of the log that the file does not
/// yet hold. One thread at a time may use it.
public final class LiveIndex {
  /// What makes up the tail. Thrown away when it has been written.
  struct Tail {
    var deliveries: [UInt64: [DeliveryMark]] = [:]
    var hits: [Hash128: [ReferenceHit]] = [:]
    var runs: [Hash128: ReferenceRun] = [:]
    var threads: [ThreadID: ThreadRow] = [:]
    var spine: [ThreadID: [SpineEntry]] = [:]
    var loose: [(item: ItemID, row: LooseItem)] = []
    var activity: [ActivityKey: Activity] = [:]
    var sweeps: [(item: ItemID, row: SweepRow)] = []
    var repeats: [LogPosition: [DeliveryRepeat]] = [:]
    /// Deliveries whose bodies were erased, by the first half of their key.
    var erased: [UInt64: [LogPosition]] = [:]
    /// Items since the last flush.
    var itemCount = 0
    /// Deliveries that repeat one before them.
    var duplicates = 0
    var firstPosition: LogPosition
  }

  public let environment: Environment
  public internal(set) var table: FoldTable
  let hash: SipHash128
  var tail: Tail
  /// A tail that is being written while this one goes on: see `setTailApart`.
  var beneath: Tail?
  /// The first position that neither the file nor the tail holds.
  public internal(set) var nextPosition: LogPosition
  var codes = Interning<UInt32>()
  private var limits = SignatureLimits()
  var spaces = Interning<UInt32>()
  public internal(set) var channels: [ChannelRow] = []
  var storedChannels = 0
  public internal(set) var totals: IndexTotals
  /// References that no longer join, by a recorded action.
  var separated: Set<ThreadRow.Mention>
  /// Items before are not counted in what `flush` returns: another index has counted them.
  public var countsFrom = LogPosition.first
  let spaceOfCorrelation: SpaceID
  let spaceOfJoins: SpaceID
  var settled: Settlement? {
    didSet { scanned = nil }
  }
  /// Roots of the settled rows, ascending: for scans by several threads.
  var scanned: [ThreadID]?

  /// Reads what the file holds in names and counters.
  ///
  /// - Parameters:
  ///   - separated: references that recorded actions have taken out of joining.
  public init(
    environment: Environment, rulebook: Rulebook, hash: SipHash128, separated: [Reference]
  ) throws(StorageError) {
    self.environment = environment
    self.hash = hash
    table = FoldTable(rulebook: rulebook)
    let stored = try environment.read { (base) throws(StorageError) in
      try StoredIndex(reading: base)
    }
    totals = stored.totals
    nextPosition = stored.appliedThrough
    tail = Tail(firstPosition: stored.appliedThrough)
    for text in stored.spaces { _ = spaces.number(of: text) }
    spaceOfCorrelation = SpaceID(rawValue: spaces.number(of: ReferenceSpace.correlation.bytes))
    spaceOfJoins = SpaceID(rawValue: spaces.number(of: ReferenceSpace.joins.bytes))
    self.separated = []
    for reference in separated {
      self.separated.insert(
        ThreadRow.Mention(
          kind: .identity, space: space(reference.space), value: reference.value, run: 0))
    }
    takeNames(of: stored)
  }

  /// Names that the file has and this index does not know yet.
  private func takeNames(of stored: StoredIndex) {
    channels = stored.channels
    storedChannels = stored.channels.count
    for text in stored.spaces { _ = spaces.number(of: text) }
    spaces.stored = stored.spaces.count
    for bytes in stored.codes.dropFirst(codes.texts.count) {
      _ = codes.number(of: bytes)
      guard let signature = Signature(bytes: bytes) else { continue }
      limits.note(signature)
      table.append(signature)
    }
    codes.stored = stored.codes.count
  }

  /// Takes in what a writer has put into the file since, for a reader that has no tail; whether it
  /// could: where the file is not the one that it was, the index is to be opened anew.
  public func follow(_ base: borrowing ReadTransaction) throws(StorageError) -> Bool {
    guard !hasUnwritten, beneath == nil else { return false }
    let stored = try StoredIndex(reading: base)
    guard stored.appliedThrough >= nextPosition, stored.codes.starts(with: codes.texts),
      stored.spaces.starts(with: spaces.texts.prefix(stored.spaces.count)),
      stored.channels.starts(with: channels)
    else { return false }
    takeNames(of: stored)
    totals = stored.totals
    nextPosition = stored.appliedThrough
    tail = Tail(firstPosition: stored.appliedThrough)
    settled = nil
    return true
  }

  /// The same index, to write its tail while the other goes on.
  private init(twin other: LiveIndex) {
    environment = other.environment
    hash = other.hash
    table = other.table
    tail = other.tail
    nextPosition = other.nextPosition
    codes = other.codes
    spaces = other.spaces
    channels = other.channels
    storedChannels = other.storedChannels
    totals = other.totals
    separated = other.separated
    countsFrom = other.countsFrom
    spaceOfCorrelation = other.spaceOfCorrelation
    spaceOfJoins = other.spaceOfJoins
    settled = other.settled
  }

  /// Sets the tail apart, so that it can be written in another thread while this index takes in
  /// more. Until `take(_:)`, nothing but filing may be asked of this index.
  ///
  /// - Returns: an index of its own over the same file, whose tail it is.
  public func setTailApart() -> LiveIndex {
    precondition(beneath == nil, "one tail is written at a time")
    let apart = LiveIndex(twin: self)
    beneath = tail
    tail = Tail(firstPosition: nextPosition)
    codes.stored = codes.texts.count
    spaces.stored = spaces.texts.count
    storedChannels = channels.count
    settled = nil
    return apart
  }

  /// The same index for who asks it about deliveries that are read anew: names that these bring do not
  /// become this one's.
  public func forLooking() -> LiveIndex { LiveIndex(twin: self) }

  /// Ends what `setTailApart` began: the tail has been written.
  public func take(_ written: LiveIndex) {
    precondition(!written.hasUnwritten, "the tail has been written")
    totals = written.totals
    beneath = nil
    settled = nil
  }

  public var rulebook: Rulebook { table.rulebook }

  /// Whether entries were taken in, or names given, that the file does not know of.
  public var hasUnwritten: Bool {
    nextPosition > tail.firstPosition || channels.count > storedChannels
  }

  /// Whether the file, as a snapshot shows it, ends where the tail begins: a reader's no longer
  /// does when the writer has written to the file since.
  public func isTailOf(_ base: borrowing ReadTransaction) throws(StorageError) -> Bool {
    try LiveIndex.appliedThrough(base) == tail.firstPosition
  }

  /// The first position that a file does not hold.
  public static func appliedThrough(
    _ base: borrowing ReadTransaction
  ) throws(StorageError) -> LogPosition {
    try base.withBytes(Schema.meta, StoredIndex.appliedKey) { LogPosition(encoded: $0) }
      .flatMap { $0 } ?? .first
  }

  /// The counters that the file holds.
  public static func storedTotals(
    _ base: borrowing ReadTransaction
  ) throws(StorageError) -> IndexTotals {
    try StoredIndex(reading: base).totals
  }

  /// Items that only the tail holds.
  public var tailCount: Int { tail.itemCount }

  func space(_ space: ReferenceSpace) -> SpaceID {
    SpaceID(rawValue: spaces.number(of: space.bytes))
  }

  public func space(of id: SpaceID) -> ReferenceSpace {
    ReferenceSpace(bytes: spaces.texts[Int(id.rawValue)])
      ?? ReferenceSpace(account: "", system: "", entity: "", kind: "")
  }

  /// The number of a signature, evaluated when it is new.
  func code(of signature: ArraySlice<UInt8>) -> UInt32 {
    let bytes = Array(signature)
    if let known = codes.known(bytes) { return known }
    guard let parsed = Signature(bytes: bytes) else { return codes.number(of: bytes) }
    let limited = limits.limited(parsed, rulebook)
    var own: [UInt8] = []
    limited.append(to: &own)
    if let known = codes.known(own) { return known }
    limits.note(limited)
    table.append(limited)
    return codes.number(of: own)
  }

  public func signature(of code: UInt32) -> Signature? {
    Signature(bytes: codes.texts[Int(code)])
  }

  public var signatures: [Signature] { codes.texts.compactMap { Signature(bytes: $0) } }

  /// The number of a channel, registered when it is new.
  public func channel(_ row: ChannelRow) -> UInt16 {
    if let known = channels.firstIndex(where: { $0.name == row.name }) { return UInt16(known) }
    channels.append(row)
    return UInt16(channels.count - 1)
  }
}
