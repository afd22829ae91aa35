public import LedgerCore

/// An entry read in place: every rule of the format is checked, no text is copied. It borrows its
/// bytes, so it must not outlive the closure that handed it out.
public struct EntryView {
  /// The canonical bytes: the leaf of the hash tree.
  public let bytes: UnsafeRawBufferPointer

  public private(set) var position: LogPosition
  public private(set) var received: Timestamp
  public private(set) var clock: ClockState
  public private(set) var evidence: Evidence
  /// The earlier entry with the same delivery key, of a duplicate or conflict.
  public private(set) var original: LogPosition?
  public private(set) var deliveryKey: Hash128?
  public private(set) var causePosition: LogPosition?
  public private(set) var keyFingerprint: UInt64?
  public private(set) var revision: Hash256?
  public private(set) var content: Entry.Content?

  var kindByte: UInt8
  var engineVersionRange = 0..<0
  var accountRange = 0..<0
  var channelRange = 0..<0
  var channelKindRange = 0..<0
  var controlKindRange = 0..<0
  var causeTextRange: Range<Int>?
  var actorRange = 0..<0
  var authenticationRange = 0..<0
  var senderTimeRange: Range<Int>?
  var subjectsRange = 0..<0
  var linksRange = 0..<0
  var linksCount = 0

  /// Reads and checks. The bytes must stay where they are while the view is used.
  public init(unsafeBytes bytes: UnsafeRawBufferPointer) throws(FormatFault) {
    guard bytes.count <= Entry.bytesMax else {
      throw .tooLarge(.entry, found: bytes.count, max: Entry.bytesMax)
    }
    var reader = ByteReader(bytes)
    let version: UInt8 = try reader.fixed(.version)
    guard version == EntryWire.version else { throw .unknownVersion(version) }
    self.bytes = bytes
    kindByte = try reader.fixed(.kind)
    let marks = EntryMarks(rawValue: try reader.fixed(.marks))
    let evidenceByte: UInt8 = try reader.fixed(.evidence)
    let clockByte: UInt8 = try reader.fixed(.clock)
    guard let clock = ClockState(rawValue: clockByte) else {
      throw .unknownValue(.clock, UInt64(clockByte), offset: 5)
    }
    self.clock = clock
    evidence = .ledger
    position = LogPosition(try reader.fixed(.position))
    received = Timestamp(rawValue: try reader.fixed(.received))
    try checkHead(marks, evidenceByte)
    try readOrigin(&reader, marks)
    try readEvidence(&reader, marks, evidenceByte)
    try readSubjects(&reader)
    try readLinks(&reader)
    if marks.contains(.content) {
      content = Entry.Content(
        bodyLength: try reader.varint(.bodyLength), fingerprint: try reader.hash256(.fingerprint))
    }
    try reader.finish()
  }

  private func checkHead(_ marks: EntryMarks, _ evidence: UInt8) throws(FormatFault) {
    guard marks.subtracting(.known).isEmpty else {
      throw .unknownValue(.marks, UInt64(marks.rawValue), offset: 2)
    }
    guard evidence <= EntryWire.operatorFile else {
      throw .unknownValue(.evidence, UInt64(evidence), offset: 4)
    }
    guard position.rawValue <= Entry.positionMax else { throw .contradiction(.position) }
    switch kindByte {
    case EntryWire.delivery: break
    case EntryWire.duplicate:
      guard !marks.contains(.conflict) else { throw .contradiction(.marks) }
      guard !marks.contains(.content) else { throw .contradiction(.bodyLength) }
    case EntryWire.control:
      guard !marks.contains(.conflict) else { throw .contradiction(.marks) }
    default: throw .unknownValue(.kind, UInt64(kindByte), offset: 1)
    }
  }

  private mutating func readOrigin(
    _ reader: inout ByteReader, _ marks: EntryMarks
  ) throws(FormatFault) {
    engineVersionRange = try reader.text(.engineVersion, max: Entry.textBytesMax)
    accountRange = try reader.text(.account, max: Entry.textBytesMax)
    channelRange = try reader.text(.channel, max: Entry.textBytesMax)
    channelKindRange = try reader.text(.channelKind, max: Entry.textBytesMax)
    if kindByte == EntryWire.control { controlKindRange = try filled(&reader, .controlKind) }
    if kindByte == EntryWire.duplicate || marks.contains(.conflict) {
      original = try earlier(&reader, .original)
    }
    if marks.contains(.deliveryKey) { deliveryKey = try reader.hash128(.deliveryKey) }
    if marks.contains(.causePosition) { causePosition = try earlier(&reader, .causePosition) }
    if marks.contains(.causeText) { causeTextRange = try filled(&reader, .causeText) }
  }

  private mutating func readEvidence(
    _ reader: inout ByteReader, _ marks: EntryMarks, _ evidenceByte: UInt8
  ) throws(FormatFault) {
    actorRange = try reader.text(.actor, max: Entry.textBytesMax)
    authenticationRange = try reader.text(.authentication, max: Entry.textBytesMax)
    if marks.contains(.keyFingerprint) {
      keyFingerprint = try reader.fixed(.keyFingerprint, as: UInt64.self).byteSwapped
    }
    switch evidenceByte {
    case EntryWire.signed: evidence = .signed
    case EntryWire.authenticatedFetch: evidence = .authenticatedFetch
    case EntryWire.unsigned: evidence = .unsigned
    case EntryWire.operatorFile:
      let digest = try reader.hash256(.operatorFile)
      let line = try reader.varint(.operatorLine)
      guard line > 0 else { throw .contradiction(.operatorLine) }
      evidence = .operatorFile(digest: digest, line: line)
    default: break
    }
    if marks.contains(.senderTime) { senderTimeRange = try filled(&reader, .senderTime) }
    if marks.contains(.revision) { revision = try reader.hash256(.revision) }
  }

  private mutating func readSubjects(_ reader: inout ByteReader) throws(FormatFault) {
    let count = try reader.count(.subjects, max: Entry.bytesMax / 16)
    subjectsRange = try reader.skip(count * 16, .subjects)
  }

  private mutating func readLinks(_ reader: inout ByteReader) throws(FormatFault) {
    linksCount = try reader.count(.links, max: Entry.bytesMax / EntryWire.linkBytesMin)
    let start = reader.offset
    var last: ChainLink?
    for _ in 0..<linksCount {
      let link = try reader.link(at: position)
      if let last, !last.precedes(link) { throw .contradiction(.links) }
      last = link
    }
    linksRange = start..<reader.offset
  }

  /// A position given as its distance, at least 1, before this entry.
  private func earlier(
    _ reader: inout ByteReader, _ field: FormatField
  ) throws(FormatFault) -> LogPosition {
    let distance = try reader.varint(field)
    guard distance > 0, distance <= position.rawValue else { throw .contradiction(field) }
    return LogPosition(position.rawValue - distance)
  }

  private func filled(
    _ reader: inout ByteReader, _ field: FormatField
  ) throws(FormatFault) -> Range<Int> {
    let range = try reader.text(field, max: Entry.textBytesMax)
    guard !range.isEmpty else { throw .contradiction(field) }
    return range
  }
}

extension ByteReader {
  /// Reads the link of an entry at `position`.
  mutating func link(at position: LogPosition) throws(FormatFault) -> ChainLink {
    let item = try count(.links, max: Int(UInt16.max))
    let distance = try varint(.links)
    guard distance <= position.rawValue else { throw .contradiction(.links) }
    let originIndex = try count(.links, max: Int(UInt16.max))
    let sequence = try count(.links, max: Int(UInt32.max))
    let origin = ItemID(
      position: LogPosition(position.rawValue - distance), index: UInt16(originIndex))
    var previous: LogPosition?
    if sequence > 0 {
      let back = try varint(.links)
      guard back <= position.rawValue else { throw .contradiction(.links) }
      previous = LogPosition(position.rawValue - back)
    }
    return ChainLink(
      item: UInt16(item), thread: ThreadID(origin: origin), sequence: UInt32(sequence),
      previous: previous)
  }
}
