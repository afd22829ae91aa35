import LedgerCore
import Testing

@testable import LedgerReplay

@Suite("A report as people read it")
struct OutlineTests {
  @Test("every kind of difference has its part, its words and its two sides")
  func kinds() throws {
    let report = try MadeReport().full().report
    let shown = Set(
      report.effects.indices.filter { report.tallies[$0].orders > 0 }.map {
        report.effects[$0].kind
      })
    #expect(shown == Set(Effect.Kind.allCases))
    let sections = report.sections
    #expect(sections.map(\.topic) == ReportSection.Topic.allCases)
    let rows = sections.filter { $0.topic != .irreversible }.reduce(0) { $0 + $1.rows.count }
    #expect(rows == report.tallies.count { $0.orders > 0 })
    for section in sections {
      #expect(section.rows.allSatisfy { $0.cells.count == section.columns.count })
      #expect(section.rows.allSatisfy { row in row.cells.allSatisfy { !$0.isEmpty } })
    }
    for effect in report.effects {
      let sides = effect.sides
      #expect(!sides.what.isEmpty && sides.before != sides.after, "\(effect)")
    }
  }

  @Test("what differs only on the way is told with the order, and counted nowhere")
  func passing() throws {
    let report = try MadeReport().full().report
    let passing = try #require(report.effects.firstIndex { $0.subject == "fulfillment" })
    #expect(report.tallies[passing].orders == 0)
    #expect(!report.sections.contains { $0.rows.contains { $0.cells.contains("fulfillment") } })
    #expect(report.changed[0].consequences.first?.effects.contains(passing) == true)
  }

  @Test(
    "the headline tells orders, money, what opens and closes, and what cannot be undone or seen")
  func headline() throws {
    let report = try MadeReport().full().report
    #expect(
      report.headline == [
        "4 of 100 orders change (4 %), with 1,234.00 EUR, 7 JPY in them.",
        "Truth changes: payment in 1 order.",
        "1 disagreement opens (erp_missing 1), and 1 disagreement closes (erp_missing 1).",
        "1 SLA breach opens (paid_in_time 1), and no SLA breach closes.",
        "Overdue once, and over: 1 more (paid_in_time 1), 1 less (paid_in_time 1).",
        "1 alert comes earlier, and 1 later.",
        "1 order comes to agree, and 1 to disagree.",
        "1 order is split; 1 order is joined with others; 1 order is new; 1 order is gone.",
        "1 of the changed orders had come to what cannot be undone (fulfillment shipped 1).",
        "1 order cannot be evaluated, and is not among the unchanged ones.",
      ])
    let made = try MadeReport()
    #expect(made.report([], unchanged: 3).headline == ["None of 3 orders changes."])
    #expect(made.report([]).headline == ["There is no order to look at."])
    let off = try MadeReport(isExact: false).report([])
    #expect(off.headline.first?.contains("does not give the live state") == true)
  }

  @Test("what is common is told with its share and how much more frequent it is than elsewhere")
  func commonality() throws {
    let report = try MadeReport().full().report
    #expect(
      report.commonalities.first?.sentence(in: report)
        == "75 % have channel = shop-eu, 12.5 times the base rate")
  }

  @Test("what is not expected is shown first, then samples; all in the order of the ledger else")
  func shown() throws {
    var report = try MadeReport().full().report
    #expect(report.shown(limit: 9) == [2, 0])
    #expect(report.shown(limit: 9, unexpected: [0, 3]) == [0, 3, 2])
    #expect(report.shown(limit: 2, unexpected: [0, 1, 3]) == [0, 1])
    report.samples = []
    #expect(report.shown(limit: 3) == [0, 1, 2])
    #expect(report.shown(limit: 0).isEmpty)
  }

  @Test(
    "shares are rounded to one decimal, and never to nothing or all",
    arguments: [
      (0, 9, "0 %"), (9, 9, "100 %"), (1, 3, "33.3 %"), (2, 3, "66.7 %"),
      (1, 100_000, "under 0.1 %"),
      (99_999, 100_000, "over 99.9 %"), (0, 0, "0 %"), (1, 1_000, "0.1 %"),
    ])
  func shares(part: Int, whole: Int, text: String) {
    #expect(ReportText.share(part, of: whole) == text)
  }
}
