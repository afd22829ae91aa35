import ArgumentParser
import LedgerEngine

/// Which orders a replay looks at.
struct SelectionOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Only orders with an event from this log position or time on.", valueName: "time"))
  var from: String?

  @Option(
    help: ArgumentHelp(
      "Only orders with an event up to this log position or time.", valueName: "time"))
  var to: String?

  @Option(
    name: .customLong("where"),
    help: ArgumentHelp(
      "Only orders of which this holds, by the former rulebook; may be repeated.",
      discussion: "channel=NAME, system=NAME, FACET=STATE of truth, amount>=100.00EUR (also <=, "
        + "=), reference=VALUE.", valueName: "cond"))
  var conditions: [String] = []

  /// Whether all orders are asked for.
  var isEverything: Bool { from == nil && to == nil && conditions.isEmpty }

  func apply(
    to request: inout ReplayRequest, in ledger: Ledger, _ rulebook: Rulebook
  ) throws {
    request.from = try from.map(SelectionOptions.bound)
    request.to = try to.map(SelectionOptions.bound)
    // In one order, so that the same question gives the same report.
    request.conditions = try conditions.map {
      try SelectionOptions.condition($0, in: ledger, rulebook)
    }.sorted { $0.text < $1.text }
  }

  private static func bound(_ text: String) throws -> ReplayRequest.Bound {
    if let position = UInt64(text) { return .position(LogPosition(position)) }
    guard let time = Timestamp(rfc3339: text) else { throw Failure.badTime(text) }
    return .time(time)
  }

  static func condition(
    _ text: String, in ledger: Ledger, _ rulebook: Rulebook
  ) throws -> ReplayCondition {
    guard let (name, sign, value) = parts(of: text) else {
      throw bad(text, "it has the form NAME=VALUE")
    }
    if name == "amount" {
      guard let money = OrderMoney(text: value) else {
        throw bad(text, "an amount is written such as amount>=100.00EUR")
      }
      return .amount(sign, money.amount, money.currency)
    }
    guard sign == .equal else { throw bad(text, "only amounts are compared with \(sign.rawValue)") }
    switch name {
    case "channel":
      _ = try KnownNames.known(value, "channel", ledger.channels.map(\.name))
      return .channel(value)
    case "system":
      _ = try KnownNames.known(value, "system", rulebook.systems.map(\.name))
      return .system(value)
    case "reference": return .reference(value)
    default:
      let words = ["channel", "system", "amount", "reference"]
      let facets = rulebook.facets.map(\.name)
      _ = try KnownNames.known(name, "condition or facet", words + facets)
      if let id = rulebook.facet(named: name) {
        _ = try KnownNames.known(value, "state of \(name)", rulebook[id].states + ["none"])
      }
      return .facet(name, state: value)
    }
  }

  /// `amount>=100.00EUR` in its three parts.
  private static func parts(
    of text: String
  ) -> (name: String, sign: ReplayCondition.Comparison, value: String)? {
    guard let place = text.firstIndex(where: { "<>=".contains($0) }), place > text.startIndex
    else { return nil }
    let rest = text[place...]
    let sign = ReplayCondition.Comparison.allCases.first { rest.hasPrefix($0.rawValue) }
    guard let sign, rest.count > sign.rawValue.count else { return nil }
    return (String(text[..<place]), sign, String(rest.dropFirst(sign.rawValue.count)))
  }

  private static func bad(_ text: String, _ why: String) -> Failure {
    Failure(
      code: "bad_condition", message: "--where \(text) cannot be used: \(why)", exitCode: 64)
  }
}
