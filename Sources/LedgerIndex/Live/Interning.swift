public import LedgerCore

/// Numbers given to texts in the order in which the log brings them, the same in every rebuild.
struct Interning<Number: FixedWidthInteger & Sendable> {
  private(set) var texts: [[UInt8]] = []
  private var numbers: [[UInt8]: Number] = [:]
  /// How many the index file holds already.
  var stored = 0

  mutating func number(of text: [UInt8]) -> Number {
    if let number = numbers[text] { return number }
    let number = Number(texts.count)
    texts.append(text)
    numbers[text] = number
    return number
  }

  func known(_ text: [UInt8]) -> Number? { numbers[text] }
}

/// A configured channel.
public struct ChannelRow: Sendable, Hashable {
  public var name: String
  public var kind: String
  public var account: String

  public init(name: String, kind: String, account: String) {
    self.name = name
    self.kind = kind
    self.account = account
  }

  var bytes: [UInt8] {
    var writer = ByteWriter()
    writer.text(name)
    writer.text(kind)
    writer.text(account)
    return writer.bytes
  }

  init(bytes: UnsafeRawBufferPointer) throws(MalformedBytes) {
    var reader = ByteReader(bytes)
    name = try reader.text()
    kind = try reader.text()
    account = try reader.text()
  }
}

/// A sweep as it was received.
public struct SweepRow: Sendable, Hashable {
  public var system: String
  public var from: Timestamp
  public var to: Timestamp
  public var received: Timestamp
  public var isComplete: Bool

  var bytes: [UInt8] {
    var writer = ByteWriter()
    writer.text(system)
    writer.signed(from.rawValue)
    writer.signed(to.rawValue)
    writer.signed(received.rawValue)
    writer.flag(isComplete)
    return writer.bytes
  }

  init(system: String, from: Timestamp, to: Timestamp, received: Timestamp, isComplete: Bool) {
    self.system = system
    self.from = from
    self.to = to
    self.received = received
    self.isComplete = isComplete
  }

  init(bytes: UnsafeRawBufferPointer) throws(MalformedBytes) {
    var reader = ByteReader(bytes)
    system = try reader.text()
    from = Timestamp(rawValue: try reader.signed())
    to = Timestamp(rawValue: try reader.signed())
    received = Timestamp(rawValue: try reader.signed())
    isComplete = try reader.flag()
  }
}

extension ReferenceSpace {
  var bytes: [UInt8] {
    Array(account.utf8) + [0] + Array(system.utf8) + [0] + Array(entity.utf8) + [0]
      + Array(kind.utf8)
  }

  init?(bytes: some Sequence<UInt8>) {
    let parts = Array(bytes).split(separator: 0, omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }
    guard parts.count == 4 else { return nil }
    self.init(account: parts[0], system: parts[1], entity: parts[2], kind: parts[3])
  }
}
