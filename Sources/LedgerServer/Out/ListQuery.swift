import HTTPTypes
import LedgerEngine

/// The parameters that lists of orders and of what is wrong with them have in common.
enum ListQuery {
  static let names: Set<String> = [
    "facet", "state", "channel", "pattern", "cause", "older_than", "as_of", "limit", "after",
  ]
  static let limitMax = 1_000
  /// Rows that a page looks at; it ends there, however few are in it, and the next goes on.
  static let scannedMax = 50_000

  /// - Throws: where a name is none that the ledger knows, since that would silently find nothing.
  static func filter(_ query: Query, _ ledger: Ledger) throws -> ListFilter {
    var filter = ListFilter(limit: try limit(query))
    filter.scannedMax = scannedMax
    let rulebook = ledger.rulebook
    filter.facet = try query.name("facet", among: rulebook.facets.map(\.name))
    if let text = query["state"] {
      guard let facet = filter.facet.flatMap({ rulebook.facet(named: $0) }) else {
        throw Problem(.badRequest, "bad_parameter", "`state` goes with `facet`: of which facet?")
      }
      guard rulebook[facet].states.contains(text) else {
        throw Problem.unknownName("state", text, rulebook[facet].states)
      }
      filter.state = text
    }
    filter.channel = try query.name("channel", among: ledger.channels.map(\.name))
    filter.pattern = try query.name("pattern", among: rulebook.patterns.map(\.name))
    filter.olderThan = try query.interval("older_than")
    let cause = try query.name("cause", among: Cause.allCases.map(\.name))
    filter.cause = Cause.allCases.first { $0.name == cause }
    if let text = query["after"] {
      guard let thread = CorrelationID.thread(of: text), thread.rawValue < .max else {
        throw Problem.badQuery("after", text, "the `next` of a page before")
      }
      filter.after = thread
    }
    return filter
  }

  static func limit(_ query: Query) throws(Problem) -> Int {
    try query.integer("limit", in: 1...limitMax, default: 50)
  }
}

extension Query {
  /// One of several names.
  func name(_ parameter: String, among known: [String]) throws(Problem) -> String? {
    guard let text = self[parameter] else { return nil }
    guard known.contains(text) else { throw .unknownName(parameter, text, known) }
    return text
  }
}

extension Problem {
  static func unknownName(_ what: String, _ text: String, _ known: [String]) -> Problem {
    Problem(
      .badRequest, "unknown_name",
      "There is no \(what) `\(text.prefix(100))`; known: "
        + (known.isEmpty ? "none" : known.sorted().joined(separator: ", ")))
  }
}
