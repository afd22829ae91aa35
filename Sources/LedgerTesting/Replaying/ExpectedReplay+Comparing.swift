public import LedgerEngine

extension ExpectedReplay {
  /// Effects that tell how later claims of an authority speak for one side or the other. They are of the
  /// history, not of the outcome.
  private static let verdicts: Set<Effect.Kind> = [.confirmed, .contradicted]

  /// In what a report differs from what it must be, in sentences; empty where it is exact.
  public func differences(from report: ReplayReport) -> [String] {
    var found: [String] = []
    if !report.baseline.isExact {
      found.append("the baseline differs in \(report.baseline.differing)")
    }
    func expect<Value: Equatable>(_ what: String, _ expected: Value, _ actual: Value) {
      if expected != actual { found.append("\(what): expected \(expected), found \(actual)") }
    }
    expect("total", total, report.total)
    expect("unchanged", unchanged, report.unchanged)
    expect("not evaluable", [], report.notEvaluable.map { "\($0.order): \($0.reason)" })
    expect("weight", weight, report.weight)
    expect("irreversible", irreversible, report.irreversible)
    expect("effects in order", report.effects.sorted(), report.effects)
    var tallies = self.tallies
    // What is so for a while only, and at the end not, is in no tally.
    for (effect, tally) in zip(report.effects, report.tallies)
    where tally.orders > 0 && !ExpectedReplay.verdicts.contains(effect.kind) {
      expect("tally of \(effect.text)", tallies.removeValue(forKey: effect), tally)
    }
    for (effect, tally) in tallies { found.append("no tally of \(effect.text): \(tally)") }
    return found + orderDifferences(report)
  }

  private func orderDifferences(_ report: ReplayReport) -> [String] {
    var found: [String] = []
    var missing = changed
    for order in report.changed {
      let effects = Set(order.effects.map { report.effects[$0] })
      let isNew = effects.contains { $0.kind == .appeared }
      let name = (isNew ? ExpectedReplay.appeared : "") + order.order
      guard let change = missing.removeValue(forKey: name) else {
        found.append("\(name) is reported, and did not change: \(texts(effects))")
        continue
      }
      let counted = effects.filter { !ExpectedReplay.verdicts.contains($0.kind) }
      let lacking = change.effects.subtracting(counted)
      let superfluous = counted.subtracting(change.effects)
      if !lacking.isEmpty { found.append("\(name) lacks \(texts(lacking))") }
      if !superfluous.isEmpty { found.append("\(name) has too much: \(texts(superfluous))") }
      if order.money != change.money {
        found.append(
          "\(name): expected \(String(describing: change.money)), "
            + "found \(String(describing: order.money))")
      }
      if order.channel != change.channel {
        found.append("\(name): expected of \(change.channel), found of \(order.channel)")
      }
      if Set(order.irreversible) != change.irreversible {
        found.append("\(name): expected \(change.irreversible), found \(order.irreversible)")
      }
    }
    for (name, change) in missing.sorted(by: { $0.key < $1.key }) {
      found.append("\(name) is missing: \(texts(change.effects))")
    }
    return found
  }

  private func texts(_ effects: Set<Effect>) -> [String] { effects.sorted().map(\.text) }

  /// The same of how changed orders come to be different, event by event: of so many of them, spread over
  /// all, since it asks both ledgers for an order as it was behind each of its events.
  public func pathDifferences(from report: ReplayReport, orders count: Int) throws -> [String] {
    var found: [String] = []
    let step = max(1, report.changed.count / max(1, count))
    for index in stride(from: 0, to: report.changed.count, by: step) {
      let order = report.changed[index]
      let isNew = order.effects.contains { report.effects[$0].kind == .appeared }
      guard let change = changed[(isNew ? ExpectedReplay.appeared : "") + order.order] else {
        continue
      }
      let path = try ExpectedPath(change, before: before, after: after, slas: slas)
      found += try path.differences(from: order, in: report)
    }
    return found
  }
}
