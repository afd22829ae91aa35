import LedgerCore
import LedgerRules
import Testing

@testable import LedgerReplay

@Suite("What an author expects")
struct ExpectationTests {
  private func remainder(
    _ text: String, of orders: [MadeReport.Order]
  ) throws -> (Remainder, ReplayReport) {
    let made = try MadeReport()
    let expectation = try Expectation.read(
      Array(text.utf8), file: "expect.yaml", for: [made.before, made.after])
    let report = made.report(orders)
    return (expectation.remainder(of: report), report)
  }

  private let orders = [
    MadeReport.Order(
      name: "ord-1", effects: [MadeReport.captured, MadeReport.claimed],
      money: MadeReport.euros(100), before: ["payment": "captured"]),
    MadeReport.Order(
      name: "ord-2",
      effects: [
        MadeReport.captured, MadeReport.claimed, MadeReport.opens, Effect(.disagrees),
        Effect(.contradicted, "payment", of: "shop"),
      ], money: MadeReport.euros(50), channel: "shop-jp"),
  ]

  @Test("is taken away, and what is left is counted with its money")
  func remains() throws {
    let text = """
      expect:
        shop.payment: { from: captured, to: authorized }
        payment: captured → authorized
      """
    let (left, report) = try remainder(text, of: orders)
    #expect(left.changed.map { report.changed[$0].order } == ["ord-2"])
    #expect(left.effects.map { report.effects[$0.effect] } == [MadeReport.opens])
    #expect(left.effects.first?.weight.orders == 1)
    #expect(ReportText.words(left.weight) == "1 order, 50.00 EUR")
    #expect(left.unmet.isEmpty)
  }

  @Test("leaves nothing where all is named; what only sums up is as expected as what it sums up")
  func nothing() throws {
    let text = """
      expect:
        - any.payment: captured → authorized
        - payment: captured → authorized
        - opened: erp_missing
      """
    let (left, _) = try remainder(text, of: orders)
    #expect(left.changed.isEmpty && left.effects.isEmpty && left.weight.orders == 0)
  }

  @Test("holds for the orders of its conditions only")
  func conditions() throws {
    let text = """
      expect:
        - shop.payment: { to: authorized, where: { channel: shop-eu } }
        - payment: { to: authorized, where: { amount: "< 100 EUR" } }
        - opened: { of: any, where: { channel: [shop-jp] } }
      """
    let (left, report) = try remainder(text, of: orders)
    #expect(
      left.effects.map { report.effects[$0.effect] } == [MadeReport.captured, MadeReport.claimed])
    #expect(left.effects.map(\.weight.orders) == [1, 1])
    #expect(left.changed.count == 2)
  }

  @Test("is told where no order has it")
  func unmet() throws {
    let text = """
      expect:
        - payment: captured → voided
        - payment: [ captured → authorized, unpaid → authorized ]
        - closed: { of: erp_missing, where: { channel: shop-eu } }
      """
    let (left, _) = try remainder(text, of: orders)
    #expect(
      left.unmet.map(\.text) == [
        "payment: captured → voided", "payment: unpaid → authorized",
        "closed: erp_missing where channel = shop-eu",
      ])
    #expect(left.unmet.map { $0.place?.line } == [2, 3, 4])
  }

  @Test("can be demanded to be all")
  func demanded() throws {
    let made = try MadeReport()
    let text = """
      limits: { unexpected: 0, unmet: 0 }
      expect: { any: captured → authorized, shop.any: captured → authorized }
      """
    let policy = try Policy.read(
      Array(text.utf8), file: "policy.yaml", for: [made.before, made.after])
    #expect(policy.verdict(on: made.report([orders[0]])).outcome == .within)
    let beyond = policy.verdict(on: made.report(orders))
    #expect(beyond.findings.map(\.isWithin) == [false, true])
    #expect(policy.verdict(on: made.report([])).findings.map(\.isWithin) == [true, false])
  }

  @Test("stands alone in a file of its own")
  func ownFile() throws {
    let made = try MadeReport()
    let error = #expect(throws: RulebookErrors.self) {
      try Expectation.read(
        Array("expect: {}\nlimits: { changed: 0 }".utf8), file: "e.yaml", for: [made.before])
    }
    #expect(error?.problems.map(\.code) == [.unknownKey])
  }
}
