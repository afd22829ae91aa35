extension Timestamp {
  /// Reads RFC 3339: any number of fraction digits (those below the microsecond are cut off), `Z`
  /// or an offset with or without a colon, `T`, `t` or a space. A leap second (23:59:60 UTC) is the
  /// last microsecond before it.
  public init?(rfc3339 text: UnsafeBufferPointer<UInt8>) {
    var cursor = TextCursor(text)
    guard let date = cursor.date(),
      cursor.take(UInt8(ascii: "T"), UInt8(ascii: "t"), UInt8(ascii: " ")),
      let time = cursor.time(), let offset = cursor.offset(), cursor.isAtEnd
    else { return nil }
    self.init(date: date, time: time, offsetSeconds: offset)
  }

  public init?(rfc3339 text: String) {
    guard let instant = DecimalText.withBytes(text, { Timestamp(rfc3339: $0) }) else { return nil }
    self = instant
  }

  /// Reads a date, or date and time, without a zone, as if it were UTC:
  /// `2015-09-08T11:03:12.3800000`, `2015-09-08 11:03:12`, `2015-09-08`.
  public init?(naive text: UnsafeBufferPointer<UInt8>) {
    var cursor = TextCursor(text)
    guard let date = cursor.date() else { return nil }
    if cursor.isAtEnd {
      self.init(date: date, time: ClockTime(secondOfDay: 0, microsecond: 0), offsetSeconds: 0)
      return
    }
    guard cursor.take(UInt8(ascii: "T"), UInt8(ascii: "t"), UInt8(ascii: " ")),
      let time = cursor.time(), cursor.isAtEnd
    else { return nil }
    self.init(date: date, time: time, offsetSeconds: 0)
  }

  public init?(naive text: String) {
    guard let instant = DecimalText.withBytes(text, { Timestamp(naive: $0) }) else { return nil }
    self = instant
  }

  /// Nil for a leap second that is none.
  init?(date: CivilDate, time: ClockTime, offsetSeconds: Int) {
    var seconds = date.daysSinceEpoch * 86400 + time.secondOfDay - offsetSeconds
    var microsecond = time.microsecond
    if time.isLeapSecond {
      // Counted on into the next day, it must be that day's first second.
      guard seconds % 86400 == 0 else { return nil }
      seconds -= 1
      microsecond = 999_999
    }
    self.init(microseconds: Int64(seconds) * 1_000_000 + Int64(microsecond))
  }

  /// In UTC with `Z`; a fraction only where it is not zero, of three or six digits:
  /// `2015-09-08T11:03:12.380Z`. Years beyond 9999 or before 0 have a sign and six digits.
  public var rfc3339: String {
    let (day, rest) = Int(rawValue).dividedDown(by: 86_400_000_000)
    let date = CivilDate(daysSinceEpoch: day)
    let microsecond = rest % 1_000_000
    var text: [UInt8] = []
    if date.year < 0 || date.year > 9999 {
      text.append(UInt8(ascii: date.year < 0 ? "-" : "+"))
      text.append(digits: Int(date.year.magnitude), count: 6)
    } else {
      text.append(digits: date.year, count: 4)
    }
    let parts = [
      ("-", date.month), ("-", date.day), ("T", rest / 3_600_000_000),
      (":", rest / 60_000_000 % 60), (":", rest / 1_000_000 % 60),
    ]
    for (separator, value) in parts {
      text.append(contentsOf: separator.utf8)
      text.append(digits: value, count: 2)
    }
    if microsecond != 0 {
      text.append(UInt8(ascii: "."))
      let isMilliseconds = microsecond % 1000 == 0
      text.append(
        digits: isMilliseconds ? microsecond / 1000 : microsecond, count: isMilliseconds ? 3 : 6)
    }
    text.append(UInt8(ascii: "Z"))
    return String(decoding: text, as: UTF8.self)
  }
}

extension Timestamp: CustomStringConvertible {
  public var description: String { rfc3339 }
}

/// A time of day as read. Second 60 is a leap second.
struct ClockTime {
  var secondOfDay: Int
  var microsecond: Int
  var isLeapSecond = false
}

extension TextCursor {
  /// `2015-09-08`
  mutating func date() -> CivilDate? {
    guard let year = number(digits: 4), take(UInt8(ascii: "-")), let month = number(digits: 2),
      take(UInt8(ascii: "-")), let day = number(digits: 2)
    else { return nil }
    return CivilDate(year: year, month: month, day: day)
  }

  /// `11:03:12` with or without a fraction.
  mutating func time() -> ClockTime? {
    guard let hour = number(digits: 2), hour < 24, take(UInt8(ascii: ":")),
      let minute = number(digits: 2), minute < 60, take(UInt8(ascii: ":")),
      let second = number(digits: 2), second <= 60
    else { return nil }
    var microsecond = 0
    if take(UInt8(ascii: ".")) {
      guard let fraction = fraction() else { return nil }
      microsecond = fraction
    }
    return ClockTime(
      secondOfDay: hour * 3600 + minute * 60 + second, microsecond: microsecond,
      isLeapSecond: second == 60)
  }

  /// `Z`, `+01:00` or `+0100`, in seconds east.
  mutating func offset() -> Int? {
    if take(UInt8(ascii: "Z"), UInt8(ascii: "z")) { return 0 }
    let isWest = next == UInt8(ascii: "-")
    guard take(UInt8(ascii: "+"), UInt8(ascii: "-")), let hours = number(digits: 2), hours < 24
    else { return nil }
    _ = take(UInt8(ascii: ":"))
    guard let minutes = number(digits: 2), minutes < 60 else { return nil }
    let seconds = hours * 3600 + minutes * 60
    return isWest ? -seconds : seconds
  }
}

extension Int {
  /// The quotient rounded toward minus infinity, and the remainder, which is not negative.
  fileprivate func dividedDown(by divisor: Int) -> (quotient: Int, remainder: Int) {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  }
}

extension [UInt8] {
  /// Appends a number that is not negative, with leading zeros up to `count` digits.
  fileprivate mutating func append(digits value: Int, count: Int) {
    var divisor = 1
    for _ in 1..<count { divisor *= 10 }
    for _ in 0..<count {
      append(UInt8(48 + value / divisor % 10))
      divisor /= 10
    }
  }
}
