public import LedgerCore

/// What is known of the last days, in two grains: minutes of the last hours, quarters of an hour of the last
/// days. What is older is forgotten, so that it stays small however long a ledger is served.
public struct Measurements: Sendable, Equatable {
  /// Spans of one length, by their number since 1970.
  struct Grain: Sendable, Equatable {
    let seconds: Int64
    let kept: Int64
    var channels: [String: [Int64: MeasuredSpan]] = [:]
    var disagreements: [Int64: DisagreementSpan] = [:]
    var newest = Int64.min

    func number(of time: Timestamp) -> Int64 {
      let length = seconds * 1_000_000
      let (quotient, remainder) = time.rawValue.quotientAndRemainder(dividingBy: length)
      return remainder < 0 ? quotient - 1 : quotient
    }
  }

  private(set) var minutes = Grain(seconds: 60, kept: 6 * 60)
  private(set) var quarters = Grain(seconds: 900, kept: 7 * 24 * 4 + 1)
  /// Everything before was measured.
  public var next: LogPosition

  /// Channels that are kept apart; more are not measured.
  static let channelsMax = 512
  public static let oldest = Interval.days(7)

  public init(from next: LogPosition) { self.next = next }

  public mutating func add(_ entry: MeasuredEntry) {
    change(entry.channel, at: entry.received) { $0.add(entry) }
  }

  public mutating func refused(_ channel: String, at time: Timestamp) {
    change(channel, at: time) { $0.refused += 1 }
  }

  public mutating func note(_ span: DisagreementSpan, at time: Timestamp) {
    minutes.note(span, at: time)
    quarters.note(span, at: time)
  }

  private mutating func change(
    _ channel: String, at time: Timestamp, _ body: (inout MeasuredSpan) -> Void
  ) {
    guard
      quarters.channels[channel] != nil || quarters.channels.count < Measurements.channelsMax
    else { return }
    minutes.change(channel, at: time, body)
    quarters.change(channel, at: time, body)
  }
}

extension Measurements.Grain {
  mutating func change(
    _ channel: String, at time: Timestamp, _ body: (inout MeasuredSpan) -> Void
  ) {
    guard let number = admit(time) else { return }
    body(&channels[channel, default: [:]][number, default: MeasuredSpan()])
  }

  mutating func note(_ span: DisagreementSpan, at time: Timestamp) {
    guard let number = admit(time) else { return }
    disagreements[number, default: DisagreementSpan()].add(span)
  }

  /// Nil for what is too old; what has become too old is forgotten.
  private mutating func admit(_ time: Timestamp) -> Int64? {
    let number = number(of: time)
    if number > newest {
      newest = number
      let oldest = number - kept
      for channel in channels.keys {
        channels[channel] = channels[channel]?.filter { $0.key > oldest }
        if channels[channel]?.isEmpty ?? false { channels[channel] = nil }
      }
      disagreements = disagreements.filter { $0.key > oldest }
    }
    return number > newest - kept ? number : nil
  }
}

extension Measurements {
  private static let version: UInt8 = 1

  public var bytes: [UInt8] {
    var writer = ByteWriter()
    writer.byte(Measurements.version)
    writer.varint(next.rawValue)
    for grain in [minutes, quarters] {
      writer.signed(grain.newest)
      writer.list(grain.channels.sorted { $0.key < $1.key }) { writer, channel in
        writer.text(channel.key)
        writer.list(channel.value.sorted { $0.key < $1.key }) { writer, span in
          writer.signed(span.key)
          span.value.write(to: &writer)
        }
      }
      writer.list(grain.disagreements.sorted { $0.key < $1.key }) { writer, span in
        writer.signed(span.key)
        writer.varint(span.value.open)
        writer.varint(span.value.opened)
        writer.varint(span.value.closed)
      }
    }
    return writer.bytes
  }

  /// Nil where the bytes are none of this version: what they said is measured again.
  public init?(bytes: [UInt8]) {
    let read: Measurements? = bytes.withUnsafeBytes { buffer in
      do throws(MalformedBytes) {
        var reader = ByteReader(buffer)
        guard try reader.byte() == Measurements.version else { return nil }
        var found = Measurements(from: LogPosition(try reader.varint()))
        try found.minutes.read(from: &reader)
        try found.quarters.read(from: &reader)
        return reader.isAtEnd ? found : nil
      } catch {
        return nil
      }
    }
    guard let read else { return nil }
    self = read
  }
}

extension Measurements.Grain {
  fileprivate mutating func read(from reader: inout ByteReader) throws(MalformedBytes) {
    newest = try reader.signed()
    let known = try reader.list {
      (reader) throws(MalformedBytes) -> (String, [(Int64, MeasuredSpan)]) in
      let name = try reader.text()
      let spans = try reader.list { (reader) throws(MalformedBytes) -> (Int64, MeasuredSpan) in
        (try reader.signed(), try MeasuredSpan(from: &reader))
      }
      return (name, spans)
    }
    for (name, spans) in known { channels[name] = Dictionary(spans) { $1 } }
    let noted = try reader.list { (reader) throws(MalformedBytes) -> (Int64, DisagreementSpan) in
      let number = try reader.signed()
      let span = DisagreementSpan(
        open: try reader.integer(), opened: try reader.integer(), closed: try reader.integer())
      return (number, span)
    }
    disagreements = Dictionary(noted) { $1 }
  }
}
