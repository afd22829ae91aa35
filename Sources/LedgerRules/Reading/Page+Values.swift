import LedgerCore

extension Page {
  func interval(_ tree: Tree, _ what: String) -> Interval? {
    guard let text = text(tree, what) else { return nil }
    guard let interval = Interval(text: text), interval.microseconds >= 0 else {
      report(.badDuration(text), at: tree)
      return nil
    }
    return interval
  }

  func timestamp(_ tree: Tree, _ what: String) -> Timestamp? {
    guard let text = text(tree, what) else { return nil }
    guard let instant = Timestamp(rfc3339: text) else {
      report(.badTime(text), at: tree)
      return nil
    }
    return instant
  }

  func path(_ tree: Tree, _ what: String) -> JSONPath? {
    guard let text = text(tree, what) else { return nil }
    return path(text, at: tree)
  }

  func path(_ text: String, at tree: Tree) -> JSONPath? {
    do {
      return try JSONPath(parsing: text)
    } catch {
      report(.badPath(text, "\(error)"), at: tree)
      return nil
    }
  }

  /// A header's name, in lower case.
  func header(_ tree: Tree, _ what: String) -> String? {
    guard let text = text(tree, what) else { return nil }
    return header(text, at: tree)
  }

  func header(_ text: String, at tree: Tree) -> String? {
    let isName = text.utf8.allSatisfy { byte in
      // A token of RFC 9110, less what nobody uses.
      (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
        || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
    }
    guard isName, !text.isEmpty else {
      report(.badHeader(text), at: tree)
      return nil
    }
    return text.lowercased()
  }

  /// Minutes after midnight, `00:00` to `24:00`.
  func clock(_ tree: Tree, _ what: String) -> Int? {
    guard let text = text(tree, what) else { return nil }
    guard let minute = CivilDate.minutes(text), minute <= 24 * 60 else {
      report(.badClock(text), at: tree)
      return nil
    }
    return minute
  }

  /// Seconds east of UTC.
  func offset(_ tree: Tree, _ what: String) -> Int? {
    guard let text = text(tree, what) else { return nil }
    guard let sign = text.utf8.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"),
      let minutes = CivilDate.minutes(text.dropFirst()), minutes <= 18 * 60
    else {
      report(.badOffset(text), at: tree)
      return nil
    }
    return (sign == UInt8(ascii: "-") ? -60 : 60) * minutes
  }

  /// Days since 1970-01-01.
  func date(_ tree: Tree, _ what: String) -> Int? {
    guard let text = text(tree, what) else { return nil }
    guard let day = CivilDate.days(text) else {
      report(.badDate(text), at: tree)
      return nil
    }
    return day
  }
}
