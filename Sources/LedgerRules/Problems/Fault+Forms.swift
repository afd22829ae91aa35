extension Fault {
  package static func wrongForm(_ what: String, expected: String, found: String) -> Fault {
    Fault(.wrongForm, "\(what) is \(found)", "Write \(expected)")
  }

  package static func emptyValue(_ what: String) -> Fault {
    Fault(.emptyValue, "\(what) is empty", "Give it a value, or remove the key")
  }

  package static func unknownKey(_ key: String, in what: String, known: [String]) -> Fault {
    Fault(
      .unknownKey, "\(what) has no key `\(key)`", suggestion(for: key, among: known, what: "key"))
  }

  package static func missingKey(_ key: String, in what: String) -> Fault {
    Fault(.missingKey, "\(what) needs `\(key)`", "Add `\(key)`")
  }

  static func duplicateKey(_ key: String, first: Int) -> Fault {
    Fault(
      .duplicateKey, "key `\(key)` stands here again, first in line \(first)", "Keep one of the two"
    )
  }

  static func duplicateShape(_ name: String, first: Int) -> Fault {
    Fault(
      .duplicateShape, "shape `\(name)` stands here again, first in line \(first)",
      "Merge the two, or rename one")
  }

  package static func keysExclude(_ keys: [String], in what: String) -> Fault {
    let list = keys.map { "`\($0)`" }.joined(separator: " and ")
    return Fault(.keysExclude, "\(what) has \(list)", "Keep one of them")
  }

  static func keyNotInPart(_ key: String) -> Fault {
    Fault(.keyNotInPart, "a part has no `\(key)` of its own", "Move it to the item's shape")
  }

  static func badName(_ name: String, _ what: String, form: String) -> Fault {
    Fault(.badName, "`\(name)` is no name for \(what)", "Use \(form), at most 64 characters")
  }

  static func reservedName(_ name: String, _ what: String) -> Fault {
    Fault(.reservedName, "`\(name)` has a meaning of its own", "Choose another name for \(what)")
  }

  package static func unknownOption(_ value: String, _ what: String, known: [String]) -> Fault {
    Fault(
      .unknownOption, "`\(value)` is no \(what)", suggestion(for: value, among: known, what: what))
  }

  package static func badNumber(_ value: String, expected: String) -> Fault {
    Fault(.badNumber, "`\(value)` is not \(expected)", "Write \(expected)")
  }

  static func badDuration(_ value: String) -> Fault {
    Fault(
      .badDuration, "`\(value)` is not a length of time",
      "Write whole numbers with a unit, such as `90s`, `10m`, `6h`, `2d` or `1d12h`")
  }

  static func badTime(_ value: String) -> Fault {
    Fault(.badTime, "`\(value)` is not a time", "Write RFC 3339, such as `2026-03-01T10:00:00Z`")
  }

  static func badClock(_ value: String) -> Fault {
    Fault(.badClock, "`\(value)` is not a time of day", "Write `\"HH:MM\"`, opening before closing")
  }

  static func badDate(_ value: String) -> Fault {
    Fault(.badDate, "`\(value)` is not a date", "Write `YYYY-MM-DD`")
  }

  static func badOffset(_ value: String) -> Fault {
    Fault(
      .badOffset, "`\(value)` is not an offset",
      "Write `\"+HH:MM\"` or `\"-HH:MM\"`, at most 18 hours")
  }

  static func badPath(_ path: String, _ detail: String) -> Fault {
    Fault(
      .badPath, "`\(path)` is not a JSONPath: \(detail)", "See RFC 9535; quote names with dashes")
  }

  static func badExpression(_ pattern: String, _ detail: String) -> Fault {
    Fault(
      .badExpression, "`\(pattern)` cannot be used: \(detail)",
      "Write an RFC 9485 expression with one group in parentheses")
  }

  static func badSource(_ text: String) -> Fault {
    Fault(
      .badSource, "`\(text)` is no source of a value",
      "Write a path (`$.a`, `item $.a`, `body $.a`), `header NAME`, `type`, `channel` or `{ literal: … }`"
    )
  }

  static func badHeader(_ name: String) -> Fault {
    Fault(.badHeader, "`\(name)` is no header name", "Use letters, digits and dashes")
  }

  static let splitNotAllowed = Fault(
    .splitNotAllowed, "`split` gives several values, and one is needed here",
    "Use `split` in `references` only")

  static func badReference(_ text: String) -> Fault {
    Fault(
      .badReference, "`\(text)` does not name a space of references",
      "Write `SYSTEM/ENTITY/KIND`, such as `shopify/order/id`")
  }

  static func badMessageType(_ text: String) -> Fault {
    Fault(.badMessageType, "`\(text)` holds `*` before its end", "Use `*` at the end only")
  }

  package static func badCondition(_ what: String) -> Fault {
    Fault(.badCondition, "\(what)", "See the table of conditions in docs/rulebook/reference.md")
  }
}
