public import LedgerCore
public import LedgerStorage

/// A delivery that has the key: where, and a keyed hash of its body.
struct DeliveryMark: TableValue, Hashable {
  var position: LogPosition
  var content: Hash128

  static var fixedSize: Int? { 24 }
  var encodedSize: Int { 24 }
  func encode(into bytes: UnsafeMutableRawBufferPointer) {
    Pair(position, content).encode(into: bytes)
  }

  /// In place of the content of a body that is erased: whatever has the delivery's key repeats it.
  static let erased = Hash128(high: 0, low: 0)

  init(position: LogPosition, content: Hash128) {
    self.position = position
    self.content = content
  }

  init?(encoded bytes: UnsafeRawBufferPointer) {
    guard let pair = Pair<LogPosition, Hash128>(encoded: bytes) else { return nil }
    self.init(position: pair.first, content: pair.second)
  }
}

extension IndexSchema {
  /// The delivery that a row of `deliveries` is about; nil for one of another table.
  public static func delivery(of row: RowDifference) -> LogPosition? {
    guard row.table == deliveries.name, let value = row.first ?? row.second else { return nil }
    return value.withUnsafeBytes { DeliveryMark(encoded: $0)?.position }
  }
}

/// The latest use of a reference that recycles.
struct ReferenceRun: TableValue, Hashable {
  var run: UInt32
  var lastSeen: Timestamp

  static var fixedSize: Int? { 12 }
  var encodedSize: Int { 12 }
  func encode(into bytes: UnsafeMutableRawBufferPointer) {
    Pair(run, UInt64(bitPattern: lastSeen.rawValue)).encode(into: bytes)
  }

  init(run: UInt32, lastSeen: Timestamp) {
    self.run = run
    self.lastSeen = lastSeen
  }

  init?(encoded bytes: UnsafeRawBufferPointer) {
    guard let pair = Pair<UInt32, UInt64>(encoded: bytes) else { return nil }
    self.init(run: pair.first, lastSeen: Timestamp(rawValue: Int64(bitPattern: pair.second)))
  }
}

extension ReferenceHit: TableValue {
  public static var fixedSize: Int? { size }
  public var encodedSize: Int { ReferenceHit.size }
  public func encode(into bytes: UnsafeMutableRawBufferPointer) {
    bytes[0] = hasIdentity ? 1 : 0
    bytes[1] = kind.rawValue
    bytes.storeBytes(of: space.rawValue.bigEndian, toByteOffset: 2, as: UInt32.self)
    bytes.storeBytes(of: thread.rawValue.bigEndian, toByteOffset: 6, as: UInt64.self)
  }

  public init?(encoded bytes: UnsafeRawBufferPointer) {
    guard bytes.count == ReferenceHit.size, let kind = ReferenceClass(rawValue: bytes[1]) else {
      return nil
    }
    self.init(
      hasIdentity: bytes[0] == 1, kind: kind,
      space: SpaceID(
        rawValue: UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: 2, as: UInt32.self))),
      thread: ThreadID(
        rawValue: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 6, as: UInt64.self))))
  }
}

/// A spine entry as it lies in the file: its memory, with position, item and slot turned big-endian
/// so that the entries of a thread sort by them.
struct StoredSpineEntry: TableValue, Hashable {
  var entry: SpineEntry

  static var fixedSize: Int? { SpineEntry.size }
  var encodedSize: Int { SpineEntry.size }

  init(_ entry: SpineEntry) { self.entry = entry }

  func encode(into bytes: UnsafeMutableRawBufferPointer) {
    var swapped = entry
    swapped.position = entry.position.bigEndian
    swapped.item = entry.item.bigEndian
    swapped.slot = entry.slot.bigEndian
    withUnsafeBytes(of: &swapped) { bytes.copyMemory(from: $0) }
  }

  init?(encoded bytes: UnsafeRawBufferPointer) {
    guard bytes.count == SpineEntry.size else { return nil }
    entry = bytes.loadUnaligned(as: SpineEntry.self)
    entry.position = UInt64(bigEndian: entry.position)
    entry.item = UInt16(bigEndian: entry.item)
    entry.slot = UInt16(bigEndian: entry.slot)
  }
}

/// An item that is filed in no thread.
struct LooseItem: TableValue, Hashable {
  var code: UInt32
  var channel: UInt16
  var flags: UInt16
  var received: Timestamp

  static var fixedSize: Int? { 16 }
  var encodedSize: Int { 16 }

  func encode(into bytes: UnsafeMutableRawBufferPointer) {
    Pair(Pair(code, channel), Pair(flags, UInt64(bitPattern: received.rawValue)))
      .encode(into: bytes)
  }

  init(code: UInt32, channel: UInt16, flags: UInt16, received: Timestamp) {
    self.code = code
    self.channel = channel
    self.flags = flags
    self.received = received
  }

  init?(encoded bytes: UnsafeRawBufferPointer) {
    guard
      let pair = Pair<Pair<UInt32, UInt16>, Pair<UInt16, UInt64>>(encoded: bytes)
    else { return nil }
    self.init(
      code: pair.first.first, channel: pair.first.second, flags: pair.second.first,
      received: Timestamp(rawValue: Int64(bitPattern: pair.second.second)))
  }

  static let conflict: UInt16 = 1
}

struct ActivityKey: TableKey, Hashable, Comparable {
  var channel: UInt16
  /// Minutes since 1970, moved up so that it sorts as unsigned.
  var minute: UInt64

  init(channel: UInt16, minute: UInt64) {
    self.channel = channel
    self.minute = minute
  }

  init(channel: UInt16, at instant: Timestamp) {
    self.channel = channel
    let minutes = instant.rawValue.quotientFlooring(60_000_000)
    minute = UInt64(bitPattern: minutes) ^ (1 << 63)
  }

  /// The instant at which the minute begins.
  var begin: Timestamp {
    Timestamp(microseconds: Int64(bitPattern: minute ^ (1 << 63)) * 60_000_000)
  }

  static var fixedSize: Int? { 10 }
  var encodedSize: Int { 10 }
  func encode(into bytes: UnsafeMutableRawBufferPointer) {
    Pair(channel, minute).encode(into: bytes)
  }
  init?(encoded bytes: UnsafeRawBufferPointer) {
    guard let pair = Pair<UInt16, UInt64>(encoded: bytes) else { return nil }
    self.init(channel: pair.first, minute: pair.second)
  }

  static func < (left: ActivityKey, right: ActivityKey) -> Bool {
    (left.channel, left.minute) < (right.channel, right.minute)
  }
}

struct Activity: TableValue, Hashable {
  var count: UInt64
  /// When the last delivery of the minute was received.
  var last: Timestamp
  /// The latest time up to which the channel had told us things by then: what it said
  /// happened, as far as that was not after its receipt. After a silence it lags behind while
  /// the backlog comes in.
  var heard: Timestamp

  static var fixedSize: Int? { 24 }
  var encodedSize: Int { 24 }
  func encode(into bytes: UnsafeMutableRawBufferPointer) {
    Pair(
      count, Pair(UInt64(bitPattern: last.rawValue), UInt64(bitPattern: heard.rawValue))
    ).encode(into: bytes)
  }

  init(count: UInt64, last: Timestamp, heard: Timestamp) {
    self.count = count
    self.last = last
    self.heard = heard
  }

  init?(encoded bytes: UnsafeRawBufferPointer) {
    guard let pair = Pair<UInt64, Pair<UInt64, UInt64>>(encoded: bytes) else { return nil }
    self.init(
      count: pair.first, last: Timestamp(rawValue: Int64(bitPattern: pair.second.first)),
      heard: Timestamp(rawValue: Int64(bitPattern: pair.second.second)))
  }
}

extension Int64 {
  /// The quotient rounded towards minus infinity.
  func quotientFlooring(_ divisor: Int64) -> Int64 {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
  }
}
