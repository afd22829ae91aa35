public import LedgerCore

extension EntryView {
  public var isControl: Bool { kindByte == EntryWire.control }
  public var isDuplicate: Bool { kindByte == EntryWire.duplicate }
  public var isConflict: Bool { kindByte == EntryWire.delivery && original != nil }

  /// UTF-8 of the texts, in place.
  public var accountUTF8: UnsafeRawBufferPointer { slice(accountRange) }
  public var channelUTF8: UnsafeRawBufferPointer { slice(channelRange) }
  public var channelKindUTF8: UnsafeRawBufferPointer { slice(channelKindRange) }
  public var authenticationUTF8: UnsafeRawBufferPointer { slice(authenticationRange) }
  /// Empty unless the entry is a control entry.
  public var controlKindUTF8: UnsafeRawBufferPointer { slice(controlKindRange) }
  public var causeTextUTF8: UnsafeRawBufferPointer? { causeTextRange.map { slice($0) } }

  public var links: Links { Links(view: self) }

  /// The links of an entry, read as they are asked for.
  public struct Links: Sequence, IteratorProtocol {
    private var reader: ByteReader
    private var rest: Int
    private let position: LogPosition

    fileprivate init(view: EntryView) {
      reader = ByteReader(view.slice(view.linksRange))
      rest = view.linksCount
      position = view.position
    }

    public var underestimatedCount: Int { rest }

    /// Links were checked when the view was made, so reading them again cannot fail.
    public mutating func next() -> ChainLink? {
      guard rest > 0 else { return nil }
      rest -= 1
      return try? reader.link(at: position)
    }
  }

  public var subjects: [Hash128] {
    stride(from: subjectsRange.lowerBound, to: subjectsRange.upperBound, by: 16).map {
      Hash128(
        high: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: $0, as: UInt64.self)),
        low: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: $0 + 8, as: UInt64.self)))
    }
  }

  public var kind: EntryKind {
    if isControl { return .control(text(controlKindRange)) }
    guard let original else { return .delivery }
    return isDuplicate ? .duplicate(of: original) : .conflict(with: original)
  }

  func slice(_ range: Range<Int>) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: bytes[range])
  }

  func text(_ range: Range<Int>) -> String { String(decoding: slice(range), as: UTF8.self) }
}

extension Entry {
  /// A copy that owns its texts.
  public init(_ view: EntryView) {
    self.init(
      position: view.position, kind: view.kind, received: view.received, clock: view.clock,
      engineVersion: view.text(view.engineVersionRange), account: view.text(view.accountRange),
      channel: view.text(view.channelRange), channelKind: view.text(view.channelKindRange),
      deliveryKey: view.deliveryKey,
      cause: Cause(position: view.causePosition, text: view.causeTextRange.map { view.text($0) }),
      actor: view.text(view.actorRange), authentication: view.text(view.authenticationRange),
      keyFingerprint: view.keyFingerprint, evidence: view.evidence,
      senderTime: view.senderTimeRange.map { view.text($0) }, revision: view.revision,
      subjects: view.subjects, links: Array(view.links), content: view.content)
  }

  /// Reads canonical bytes; refuses all others.
  public init(decoding bytes: [UInt8]) throws(FormatFault) {
    let result: Result<Entry, FormatFault> = bytes.withUnsafeBytes { bytes in
      do throws(FormatFault) {
        return .success(Entry(try EntryView(unsafeBytes: bytes)))
      } catch {
        return .failure(error)
      }
    }
    self = try result.get()
  }
}
