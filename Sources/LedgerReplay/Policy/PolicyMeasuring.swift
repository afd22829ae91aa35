import LedgerCore
import LedgerRules

/// Counts in a report what thresholds are about.
struct PolicyMeasuring {
  private let report: ReplayReport
  /// Currencies with a limit of their own.
  private let limited: Set<Currency>
  private let remainder: Remainder?

  init(_ report: ReplayReport, _ policy: Policy) {
    self.report = report
    limited = Set(
      policy.limits.compactMap { limit in
        if case .money(let currency) = limit.measure { currency } else { nil }
      })
    let isAsked = policy.limits.contains { $0.measure == .unexpected || $0.measure == .unmet }
    remainder = isAsked ? (policy.expectation ?? Expectation([])).remainder(of: report) : nil
  }

  func finding(_ limit: Limit) -> PolicyVerdict.Finding {
    let texts: (limit: String, found: String, isWithin: Bool)
    switch limit.measure {
    case .changedShare: texts = share(limit.max)
    case .money(let currency):
      texts = amounts(report.weight.byCurrency.filter { $0.currency == currency }, currency, limit)
    case .otherMoney:
      texts = amounts(
        report.weight.byCurrency.filter { !limited.contains($0.currency) }, nil, limit)
    default:
      let (count, unit) = count(limit.measure)
      texts = (
        ReportText.count(Int(limit.max), unit.one, unit.many),
        ReportText.count(count, unit.one, unit.many),
        count <= Int(limit.max)
      )
    }
    return PolicyVerdict.Finding(
      name: limit.measure.name, limit: texts.limit, found: texts.found, isWithin: texts.isWithin,
      place: limit.place)
  }

  private var orders: (one: String, many: String) { ("order", "orders") }

  /// Orders with a difference that a policy forbids.
  func finding(forbidding pattern: EffectPattern) -> PolicyVerdict.Finding {
    let matching = report.effects.map { pattern.matches($0) }
    let orders = report.changed.count { order in
      order.effects.contains { matching[$0] } && pattern.conditions.holds(of: order, in: report)
    }
    return PolicyVerdict.Finding(
      name: "forbid \(pattern.text)", limit: ReportText.count(0, "order"),
      found: ReportText.count(orders, "order"), isWithin: orders == 0, place: pattern.place)
  }

  private func count(
    _ measure: Limit.Measure
  ) -> (count: Int, unit: (one: String, many: String)) {
    switch measure {
    case .changed: (report.changed.count, orders)
    case .opened(let pattern):
      (
        sum { effect in
          effect.kind == .opened && (pattern.map { effect.subject == $0 } ?? !effect.isSLA)
        }, ("disagreement", "disagreements")
      )
    case .breaches(let sla):
      (
        sum { effect in
          (effect.kind == .opened || effect.kind == .breached) && effect.isSLA
            && sla.map { effect.subject == $0 } ?? true
        }, ("breach", "breaches")
      )
    case .quarantined: (sum { $0.kind == .quarantined }, ("claim", "claims"))
    case .notEvaluable: (report.notEvaluable.count, orders)
    case .irreversible: (report.changed.count { !$0.irreversible.isEmpty }, orders)
    case .unexpected: (remainder?.changed.count ?? 0, orders)
    case .unmet: (remainder?.unmet.count ?? 0, ("expectation", "expectations"))
    case .changedShare, .money, .otherMoney: preconditionFailure("these are no counts")
    }
  }

  /// How often an order has one of these differences.
  private func sum(_ isCounted: (Effect) -> Bool) -> Int {
    report.effects.indices.reduce(0) { sum, index in
      isCounted(report.effects[index]) ? sum + report.tallies[index].orders : sum
    }
  }

  private func share(_ max: Int64) -> (String, String, Bool) {
    let (changed, total) = (report.changed.count, report.total)
    let found = total == 0 ? 0 : (changed * 1_000_000 + total - 1) / total
    return (
      ReportText.percent(millionths: Int(max)), ReportText.percent(millionths: found),
      changed * 1_000_000 <= Int(max) * total
    )
  }

  private func amounts(
    _ found: [(currency: Currency, minor: Int64)], _ currency: Currency?, _ limit: Limit
  ) -> (String, String, Bool) {
    let words = found.map { ReportText.money($0.minor, $0.currency) }.joined(separator: ", ")
    // Money owed counts as money too.
    let isWithin = found.allSatisfy { $0.minor.magnitude <= limit.max.magnitude }
    guard let currency else { return ("nothing", words.isEmpty ? "nothing" : words, isWithin) }
    return (
      ReportText.money(limit.max, currency),
      words.isEmpty ? ReportText.money(0, currency) : words, isWithin
    )
  }
}
