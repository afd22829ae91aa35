import Hummingbird
import LedgerEngine

/// The parameters of a request, read strictly: what is not known, or stands twice, is refused, so that a
/// misspelt filter never shows everything.
struct Query {
  private var values: [String: String] = [:]

  init(_ request: Request, allowing names: Set<String>) throws(Problem) {
    for (key, value) in request.uri.queryParameters {
      let name = String(key)
      guard names.contains(name) else {
        throw Problem(
          .badRequest, "unknown_parameter",
          "There is no parameter `\(name.prefix(100))` here; known: "
            + names.sorted().joined(separator: ", "))
      }
      guard values[name] == nil else {
        throw Problem(.badRequest, "bad_parameter", "`\(name)` stands twice")
      }
      values[name] = String(value)
    }
  }

  subscript(_ name: String) -> String? { values[name] }

  func integer(_ name: String, in range: ClosedRange<Int>, default other: Int) throws(Problem)
    -> Int
  {
    guard let text = values[name] else { return other }
    guard let number = Int(text), range.contains(number) else {
      throw .badQuery(name, text, "a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  func flag(_ name: String) throws(Problem) -> Bool {
    switch values[name] {
    case nil, "false": false
    case "true": true
    case .some(let text): throw .badQuery(name, text, "true or false")
    }
  }

  func interval(_ name: String) throws(Problem) -> Interval? {
    guard let text = values[name] else { return nil }
    guard let interval = Interval(text: text) else {
      throw .badQuery(name, text, "an age such as 2d or 36h")
    }
    return interval
  }

  func position(_ name: String) throws(Problem) -> LogPosition? {
    guard let text = values[name] else { return nil }
    guard let number = UInt64(text), number <= Entry.positionMax else {
      throw .badQuery(name, text, "a position: a whole number")
    }
    return LogPosition(number)
  }

  /// A position or a time; now where it is not given.
  func asOf(_ ledger: Ledger) throws -> AsOf {
    guard let text = values["as_of"] else { return ledger.now }
    if UInt64(text) != nil, let position = try position("as_of") {
      let end = try ledger.shownEnd()
      guard position < end else {
        throw Problem.badQuery("as_of", text, "a position before \(end), or a time")
      }
      return try ledger.asOf(position: position)
    }
    guard let time = Timestamp(rfc3339: text) else {
      throw Problem.badQuery("as_of", text, "a position or an RFC 3339 time")
    }
    return AsOf(time: time)
  }
}
