import LedgerEngine
import LedgerTesting
import Testing

/// A report must be the difference of two ledgers that were made from nothing, order by order.
@Suite("Replay: the report is the difference of two ledgers")
struct RuleChangeTests {
  static let retailer = Result {
    try ReplayCheck(
      StoredHistory(of: .eventful(orders: ReplaySizes.orders), rulebook: .retailer()))
  }

  @Test("of a retailer's history with faults", arguments: ReplaySizes.changes)
  func retailer(change: RuleChange) throws {
    let outcome = try Self.retailer.get().outcome(of: change)
    let differences = outcome.differences.joined(separator: "\n")
    #expect(outcome.differences.isEmpty, "\(change): \(differences)")
    #expect(outcome.report.changed.isEmpty == change.isWithoutEffect, "\(change)")
    let kind = RuleChange.kinds.first { $0.changes.contains { "\($0)" == "\(change)" } }
    #expect((outcome.report.plan.reach == .decoding) == kind?.decodes, "\(change)")
  }

  @Test("every change of the table is an edit of the shipped rulebook")
  func fits() throws {
    let retail = try Rulebook.retailer()
    #expect(RuleChange.all.count >= 100)
    #expect(Set(RuleChange.all.map(\.description)).count == RuleChange.all.count)
    for change in RuleChange.all {
      #expect(throws: Never.self, "\(change)") {
        let former = try retail.editedFiles(change.former)
        #expect(try former != retail.editedFiles(change.edits), "\(change)")
      }
    }
  }
}
