public import LedgerCore

/// Takes in the orders of a replay, in the order of the ledger, and counts.
public struct ReportBuilder: Sendable {
  public private(set) var report: ReplayReport
  private var numbers: [Effect: Int] = [:]
  private var effects: [Effect] = []
  private var tallies: [Weight] = []

  public init(_ report: ReplayReport) { self.report = report }

  /// An order that both sides see alike.
  public mutating func addUnchanged(_ count: Int = 1) {
    report.total += count
    report.unchanged += count
  }

  public mutating func add(notEvaluable order: String, because reason: String) {
    report.total += 1
    report.notEvaluable.append(ReplayReport.NotEvaluable(order: order, reason: reason))
  }

  /// - Parameters:
  ///   - order: its correlation ID.
  ///   - names: what people call it.
  ///   - believed: of a three-way replay.
  public mutating func add(
    _ change: OrderChange, root: ThreadID, order: String, names: [String], channel: String,
    believed: OrderOutcome? = nil
  ) {
    report.total += 1
    report.weight.add(change.money)
    let own = Array(Set(change.effects))
    for effect in own { tallies[number(of: effect)].add(change.money) }
    for state in change.irreversible {
      report.irreversible[state, default: Weight()].add(change.money)
    }
    report.changed.append(
      ChangedOrder(
        root: root, order: order, names: names, channel: channel, money: change.money,
        effects: own.map { number(of: $0) }, before: change.before, after: change.after,
        believed: believed, irreversible: change.irreversible, divergence: change.divergence,
        consequences: change.consequences.map { consequence in
          ChangedOrder.Consequence(
            item: consequence.item, received: consequence.received,
            effects: consequence.effects.map { number(of: $0) })
        }))
  }

  private mutating func number(of effect: Effect) -> Int {
    if let known = numbers[effect] { return known }
    numbers[effect] = effects.count
    effects.append(effect)
    tallies.append(Weight())
    return effects.count - 1
  }

  /// A report of nothing but its baseline.
  public consuming func emptied() -> ReplayReport {
    ReplayReport(
      scope: report.scope, before: report.before, after: report.after, changes: report.changes,
      plan: report.plan, baseline: report.baseline, vocabulary: report.vocabulary)
  }

  /// The report, with orders and effects in ascending order, whatever order they came in.
  public consuming func finished() -> ReplayReport {
    report.changed.sortIfNeeded { ReportBuilder.precedes($0.order, $1.order) }
    report.notEvaluable.sortIfNeeded { ReportBuilder.precedes($0.order, $1.order) }
    let order = effects.indices.sorted { effects[$0] < effects[$1] }
    var places = Array(repeating: 0, count: effects.count)
    for (place, number) in order.enumerated() { places[number] = place }
    report.effects = order.map { effects[$0] }
    report.tallies = order.map { tallies[$0] }
    for index in report.changed.indices {
      report.changed[index].effects = report.changed[index].effects.map { places[$0] }.sorted()
      for step in report.changed[index].consequences.indices {
        report.changed[index].consequences[step].effects =
          report.changed[index].consequences[step].effects.map { places[$0] }.sorted()
      }
    }
    report.chooseSamples()
    return report
  }

  /// Shorter ones first: so IDs that the ledger gave stand in the order of the ledger.
  private static func precedes(_ left: String, _ right: String) -> Bool {
    let (short, long) = (left.utf8.count, right.utf8.count)
    return short == long ? left.utf8.lexicographicallyPrecedes(right.utf8) : short < long
  }
}

extension Array {
  /// Mostly they come sorted.
  fileprivate mutating func sortIfNeeded(by precedes: (Element, Element) -> Bool) {
    let isSorted = zip(self, dropFirst()).allSatisfy { !precedes($1, $0) }
    if !isSorted { sort(by: precedes) }
  }
}
