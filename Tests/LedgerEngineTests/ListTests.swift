import LedgerCore
import LedgerEngine
import LedgerRules
import LedgerTesting
import Testing

/// What lists leave out, and what they must not.
@Suite("Lists")
struct ListTests {
  /// The ERP hears of the first order three hours late, of the second at once, of the third never.
  private func bench() throws -> Bench {
    let bench = try Bench()
    try bench.take("shop", #"{"id":1,"name":"A1","status":"paid"}"#)
    try bench.take("shop", #"{"id":2,"name":"A2","status":"paid"}"#)
    try bench.take("erp", #"{"number":"S2","shop":"2","status":"open"}"#)
    try bench.take("pay", #"{"payment":"p1","status":"held"}"#)
    try bench.take("erp", #"{"number":"S1","shop":"1","status":"done"}"#, after: 3)
    try bench.take("shop", #"{"id":3,"name":"A3","status":"paid"}"#)
    try bench.take("erp", #"{"number":"S9","status":"open"}"#, after: 3)
    return bench
  }

  private func asOf(_ hours: Int64) -> AsOf { AsOf(time: Bench.begin + .hours(hours)) }

  private func listed(_ bench: Bench, _ asOf: AsOf, _ change: (inout ListFilter) -> Void = { _ in })
    throws -> [String]
  {
    var filter = ListFilter(limit: 9)
    change(&filter)
    return try bench.ledger.disagreements(filter, asOf: asOf).elements.compactMap {
      $0.names.first { $0.hasPrefix("A") }
    }
  }

  @Test("what has ended since is listed as of the time when it was open", arguments: [false, true])
  func endedSince(isFlushed: Bool) throws {
    let bench = try bench()
    if isFlushed { try bench.reopen(closing: true) }
    #expect(try listed(bench, asOf(2)) == ["A1"])
    #expect(try listed(bench, asOf(3)).isEmpty)
    #expect(try listed(bench, asOf(6)) == ["A3"])
    #expect(try listed(bench, bench.ledger.now) == ["A3"])
    let held = try bench.ledger.asOf(position: LogPosition(1))
    #expect(try listed(bench, held).isEmpty)
  }

  @Test("each filter of disagreements is obeyed")
  func disagreements() throws {
    let bench = try bench()
    #expect(try listed(bench, asOf(6)) { $0.facet = "payment" } == ["A3"])
    #expect(try listed(bench, asOf(6)) { $0.facet = "delivery" }.isEmpty)
    #expect(
      try listed(bench, asOf(6)) {
        $0.facet = "payment"
        $0.state = "unpaid"
      }.isEmpty)
    #expect(try listed(bench, asOf(6)) { $0.olderThan = .hours(3) } == ["A3"])
    #expect(try listed(bench, asOf(6)) { $0.olderThan = .hours(4) }.isEmpty)
    #expect(try listed(bench, asOf(6)) { $0.cause = .mapping }.isEmpty)
    #expect(try listed(bench, asOf(6)) { $0.channel = "pay" }.isEmpty)
  }

  @Test("each filter of orders is obeyed")
  func orders() throws {
    let bench = try bench()
    func orders(_ change: (inout ListFilter) -> Void) throws -> [String] {
      var filter = ListFilter(limit: 9)
      change(&filter)
      let page = try bench.ledger.orders(filter, asOf: asOf(6))
      return page.elements.compactMap { $0.names.first?.reference.value }
    }
    #expect(try orders { _ in } == ["1", "2", "3", "S9"])
    let cause = try #require(
      try bench.ledger.disagreements(ListFilter(limit: 9), asOf: asOf(6)).elements.first?.cause)
    #expect(try orders { $0.cause = cause } == ["3"])
    #expect(try orders { $0.cause = .mapping }.isEmpty)
    #expect(try orders { $0.olderThan = .hours(3) } == ["3"])
    #expect(try orders { $0.olderThan = .hours(4) }.isEmpty)
    #expect(try orders { $0.pattern = "erp_missing" } == ["3"])
  }

  @Test("each filter of unlinked groups is obeyed")
  func unlinked() throws {
    let bench = try bench()
    func count(_ change: (inout ListFilter) -> Void) throws -> Int {
      var filter = ListFilter(limit: 9)
      change(&filter)
      return try bench.ledger.groups(.unlinked, filter, asOf: asOf(6)).elements.count
    }
    #expect(try count { _ in } == 1)
    #expect(try count { $0.olderThan = .hours(6) } == 1)
    #expect(try count { $0.olderThan = .hours(7) } == 0)
    #expect(try count { $0.facet = "payment" } == 1)
    #expect(try count { $0.facet = "delivery" } == 0)
    #expect(try count { $0.pattern = "erp_missing" } == 0)
    #expect(try count { $0.cause = .mapping } == 0)
  }

  @Test("quarantine is listed as of a time too")
  func quarantine() throws {
    let bench = try bench()
    try bench.take("shop", #"{"id":4,"status":"odd"}"#, after: 1)
    try bench.take("shop", "[1,", after: 1)
    #expect(try bench.ledger.quarantine(limit: 9, asOf: asOf(6)).isEmpty)
    #expect(try bench.ledger.quarantine(limit: 9, asOf: asOf(7)).count == 1)
    #expect(try bench.ledger.quarantine(limit: 9, asOf: asOf(8)).count == 2)
    #expect(try bench.ledger.quarantine(limit: 9).count == 2)
  }

  @Test("as of a time before an order was known, nothing is said of when it was")
  func notYetKnown() throws {
    let bench = try bench()
    let report = try bench.ledger.order("3", asOf: asOf(1))
    #expect(report.counts.items == 0)
    #expect(report.truth.isEmpty && report.disagreements.isEmpty)
    #expect(try bench.ledger.orders(ListFilter(limit: 9), asOf: asOf(1)).elements.count == 2)
  }
}
