import LedgerCore
import LedgerFold
import LedgerRules

@testable import LedgerReplay

/// Makes reports by hand.
struct MadeReport {
  struct Order {
    var name: String
    var effects: [Effect]
    var money: OrderMoney?
    var channel = "shop-eu"
    var before: [String: String] = [:]
    var after: [String: String] = [:]
    var irreversible: [String] = []
    var consequences: [(item: ItemID, received: Timestamp, effects: [Effect])] = []
  }

  let before: Rulebook
  let after: Rulebook
  private let empty: ReplayReport
  private let side: ReplaySide

  static let asOf = Timestamp(seconds: 1_772_452_800)
  static let captured = Effect(
    .truth, "payment", of: "shop-eu", from: "captured", to: "authorized")
  static let claimed = Effect(.claim, "payment", of: "shop", from: "captured", to: "authorized")
  static let opens = Effect(.opened, "erp_missing", to: "mismatch, missing_event")
  static let breaks = Effect(.opened, "paid_in_time", to: "delay, undetermined", isSLA: true)
  static let broke = Effect(
    .breached, "paid_in_time", to: "delay, undetermined, closed", isSLA: true)

  static func euros(_ amount: Int64) -> OrderMoney {
    OrderMoney(amount: amount * 100, currency: Currency(code: "EUR") ?? .count)
  }

  init(isExact: Bool = true, isFull: Bool = true) throws {
    before = try ReplayRulebook.compiled()
    after = try ReplayRulebook.compiled(paid: "authorized")
    var vocabulary = Vocabulary()
    side = ReplaySide(
      table: FoldTable(rulebook: before), knowledge: ChannelKnowledge(), naming: &vocabulary)
    _ = vocabulary.add(after)
    let one = Hash256(words: (1, 2, 3, 4))
    var baseline = ReplayReport.Baseline(isFull: isFull, digest: one)
    baseline.isExact = isExact
    if !isExact { baseline.differing = ["ord-2"] }
    empty = ReplayReport(
      scope: ReplayReport.Scope(
        ledger: "0011", engine: "0.1.0", through: LogPosition(99), head: one, asOf: Self.asOf,
        selection: [], believedAsOf: nil),
      before: ReplayReport.Side(name: before.name, revision: before.revision, source: "active"),
      after: ReplayReport.Side(name: after.name, revision: after.revision, source: "rules"),
      changes: RulebookDifference(from: before, to: after).changes,
      plan: ReplayPlan(reach: .touched, reasons: ["a row"], groups: 4),
      baseline: baseline, vocabulary: vocabulary)
  }

  func report(
    _ orders: [Order], unchanged: Int = 0, notEvaluable: [String] = []
  ) -> ReplayReport {
    var builder = ReportBuilder(empty)
    builder.addUnchanged(unchanged)
    for name in notEvaluable { builder.add(notEvaluable: name, because: "it was erased") }
    for (index, order) in orders.enumerated() {
      builder.add(
        change(order, at: index), root: ThreadID(rawValue: UInt64(index)), order: order.name,
        names: ["#\(order.name)"],
        channel: order.channel)
    }
    return builder.finished()
  }

  private func change(_ order: Order, at index: Int) -> OrderChange {
    let item = ItemID(position: LogPosition(UInt64(index + 1)), index: 0)
    let side = { (reading: String) in
      Divergence.Side(reading: reading, place: "channels/shop.yaml:14", rule: "status = paid")
    }
    return OrderChange(
      effects: order.effects, before: outcome(order.before), after: outcome(order.after),
      money: order.money, channel: 0, irreversible: order.irreversible,
      divergence: Divergence(
        item: item, received: Self.asOf, channelKind: "shop", shape: "order", isReading: true,
        before: side("payment captured"), after: side("payment authorized")),
      consequences: order.consequences)
  }

  private func outcome(_ truth: [String: String]) -> OrderOutcome {
    var outcome = OrderOutcome(OrderState(), side: side, asOf: Self.asOf)
    let words = empty.vocabulary
    for (facet, state) in truth.sorted(by: { $0.key < $1.key }) {
      guard let number = words.facets.texts.firstIndex(of: facet),
        let value = words.states.texts.firstIndex(of: state)
      else { preconditionFailure("the rulebook has \(facet) \(state)") }
      outcome.truth.append(
        OrderOutcome.Claimed(system: 0, facet: UInt16(number), state: UInt16(value)))
    }
    return outcome
  }
}
