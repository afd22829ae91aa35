extension Timestamp {
  /// Reads RFC 2822 (and RFC 5322) dates, also the obsolete two-digit years and North American
  /// zones: `Tue, 15 Nov 1994 08:12:31 GMT`, `15 Nov 1994 08:12 -0500 (EST)`. A day of the week
  /// must be the right one.
  public init?(rfc2822 text: UnsafeBufferPointer<UInt8>) {
    var cursor = TextCursor(text)
    cursor.skipSpaces()
    var weekday: Int?
    if let next = cursor.next, next &- 48 >= 10 {
      guard let index = cursor.name(of: Timestamp.weekdays), cursor.take(UInt8(ascii: ",")) else {
        return nil
      }
      weekday = index
      cursor.skipSpaces()
    }
    guard let date = cursor.mailDate(), weekday == nil || weekday == date.weekday,
      let time = cursor.mailTime(), let offset = cursor.mailZone()
    else { return nil }
    cursor.skipSpaces()
    cursor.skipComment()
    guard cursor.isAtEnd else { return nil }
    self.init(date: date, time: time, offsetSeconds: offset)
  }

  public init?(rfc2822 text: String) {
    guard let instant = DecimalText.withBytes(text, { Timestamp(rfc2822: $0) }) else { return nil }
    self = instant
  }

  fileprivate static let weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
  fileprivate static let months = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
  ]
  /// Hours west of UTC.
  fileprivate static let zones: [String: Int] = [
    "ut": 0, "gmt": 0, "utc": 0, "z": 0, "edt": 4, "est": 5, "cdt": 5, "cst": 6, "mdt": 6,
    "mst": 7, "pdt": 7, "pst": 8,
  ]
}

extension TextCursor {
  fileprivate mutating func skipSpaces() {
    while take(UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: "\n")) {}
  }

  /// `(EST)` and the spaces after it.
  fileprivate mutating func skipComment() {
    guard take(UInt8(ascii: "(")) else { return }
    while let character = next, character != UInt8(ascii: ")") {
      _ = character
      index += 1
    }
    _ = take(UInt8(ascii: ")"))
    skipSpaces()
  }

  /// The index of the three-letter name that stands here.
  fileprivate mutating func name(of names: [String]) -> Int? {
    let letters = word()
    return names.firstIndex { $0.utf8.elementsEqual(letters) }
  }

  /// `15 Nov 1994`
  fileprivate mutating func mailDate() -> CivilDate? {
    guard let day = number(digitsMax: 2)?.value else { return nil }
    skipSpaces()
    guard let month = name(of: Timestamp.months) else { return nil }
    skipSpaces()
    guard let (year, count) = number(digitsMax: 4), count != 1 else { return nil }
    // RFC 2822, section 4.3.
    let century = count == 2 ? (year < 50 ? 2000 : 1900) : count == 3 ? 1900 : 0
    return CivilDate(year: year + century, month: month + 1, day: day)
  }

  /// `08:12` or `08:12:31`
  fileprivate mutating func mailTime() -> ClockTime? {
    skipSpaces()
    guard let hour = number(digits: 2), hour < 24, take(UInt8(ascii: ":")),
      let minute = number(digits: 2), minute < 60
    else { return nil }
    var second = 0
    if take(UInt8(ascii: ":")) {
      guard let value = number(digits: 2), value <= 60 else { return nil }
      second = value
    }
    return ClockTime(
      secondOfDay: hour * 3600 + minute * 60 + second, microsecond: 0, isLeapSecond: second == 60)
  }

  fileprivate mutating func mailZone() -> Int? {
    skipSpaces()
    if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") {
      let isWest = next == UInt8(ascii: "-")
      index += 1
      guard let hours = number(digits: 2), let minutes = number(digits: 2), minutes < 60 else {
        return nil
      }
      return (hours * 3600 + minutes * 60) * (isWest ? -1 : 1)
    }
    let zone = String(decoding: word(), as: UTF8.self)
    return Timestamp.zones[zone].map { -$0 * 3600 }
  }
}
