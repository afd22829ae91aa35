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

  @Test("of a retailer's history with faults", arguments: RuleChange.all)
  func retailer(change: RuleChange) throws {
    let outcome = try Self.retailer.get().outcome(of: change)
    #expect(outcome.differences.isEmpty, "\(outcome.differences.joined(separator: "\n"))")
    #expect(outcome.report.changed.isEmpty == change.isWithoutEffect)
    print("CHANGED \(outcome.report.changed.count) of \(outcome.report.total): \(change)")
  }
}

@Suite("Rule changes")
struct RuleChangeTableTests {
  static let retail = Result { try Rulebook.retailer() }

  @Test("every change of the table fits the shipped rulebook", arguments: RuleChange.all)
  func fits(change: RuleChange) throws {
    let retail = try Self.retail.get()
    let former = try change.former.isEmpty ? retail : retail.edited(change.former)
    let revised = try change.edits.isEmpty ? retail : retail.edited(change.edits)
    #expect(former.revision != revised.revision)
    let decodes = former.extractionRevision != revised.extractionRevision
    #expect(decodes == RuleChange.decoded.contains { $0.description == change.description })
  }
}
