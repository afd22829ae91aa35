public import LedgerCore

extension BodyWriter {
  /// `2026-03-01T10:00:00.123Z`: milliseconds.
  @discardableResult
  public func milliseconds(_ instant: Timestamp) -> BodyWriter {
    let time = clock(instant)
    return text(".").digits(UInt64(time.microsecond / 1000), width: 3).text("Z")
  }

  /// `2026-03-01T10:00:00Z`.
  @discardableResult
  func seconds(_ instant: Timestamp) -> BodyWriter {
    clock(instant)
    return text("Z")
  }

  /// `2026-03-01T10:00:00.123456789Z`: Shopify's nanoseconds; the last three digits are
  /// the writer's.
  @discardableResult
  func nanoseconds(_ instant: Timestamp) -> BodyWriter {
    let time = clock(instant)
    return text(".").digits(UInt64(time.microsecond), width: 6).text("207Z")
  }

  /// `2026-03-01T10:00:00+00:00`: Shopify's bodies.
  @discardableResult
  func offsetSeconds(_ instant: Timestamp) -> BodyWriter {
    clock(instant)
    return text("+00:00")
  }

  /// `2026-03-01T02:00:00.1230000`: ShipStation's seven digits, Pacific time without saying so.
  @discardableResult
  func naive(_ instant: Timestamp) -> BodyWriter {
    let time = clock(instant + PacificTime.offset(at: instant))
    return text(".").digits(UInt64(time.microsecond), width: 6).text("0")
  }

  /// `2026-03-01`.
  @discardableResult
  func date(_ instant: Timestamp) -> BodyWriter {
    calendarDay(CivilTime(instant))
    return self
  }

  /// `2026-03-01T10:00:00`, and what was left.
  @discardableResult
  private func clock(_ instant: Timestamp) -> CivilTime {
    let time = CivilTime(instant)
    calendarDay(time)
    byte(UInt8(ascii: "T")).digits(UInt64(time.secondOfDay / 3600), width: 2)
    byte(UInt8(ascii: ":")).digits(UInt64(time.secondOfDay / 60 % 60), width: 2)
    byte(UInt8(ascii: ":")).digits(UInt64(time.secondOfDay % 60), width: 2)
    return time
  }

  private func calendarDay(_ time: CivilTime) {
    digits(UInt64(time.year), width: 4).byte(UInt8(ascii: "-"))
    digits(UInt64(time.month), width: 2).byte(UInt8(ascii: "-"))
    digits(UInt64(time.day), width: 2)
  }
}
