import LedgerCore
import LedgerEngine
import LedgerTesting

/// What reading and replaying a ledger take, in one process that has it open.
struct ReadStudy {
  let directory: String
  let course: Course
  /// Only replays whose name begins so.
  var only = ""

  private static let shopify = "channels/shopify.yaml"

  /// What one would change in the shipped rulebook, from the smallest to what touches every order.
  private static let changes = [
    RuleChange(
      "replay, one mapping row", in: shopify, "partially_refunded: captured",
      by: "partially_refunded: partially_captured"),
    RuleChange(
      "replay, another authority", in: "truth.yaml",
      "  payment: [payment, marketplace, storefront]",
      by: "  payment: [storefront, marketplace, payment]"),
    RuleChange(
      "replay, everything touched", in: "truth.yaml",
      "  - claim: { facet: return, in: [received, inspected, closed], by: [wms] }\n",
      by: """
          - claim: { facet: payment, in: [captured], by: [payment] }
            needs: { facet: order, in: [accepted] }
            hold: 4h
          - claim: { facet: return, in: [received, inspected, closed], by: [wms] }

        """),
  ]

  func run() throws {
    try course.measure("open") { _ = try Ledger.openForReading(directory: directory) }
    let ledger = try Ledger.openForReading(directory: directory)
    let totals = try ledger.totals()
    let items = totals.items.values.reduce(0, +)
    let asOf = AsOf(time: Surroundings.machine.now())
    if only.isEmpty { try traces(ledger, asOf) }
    var full = ReplayRequest(after: .active, asOf: asOf, isFullBaseline: true, describes: false)
    full.attributes = false
    if "refold".hasPrefix(only) {
      try course.measure("refold", count: items, unit: "items") { _ = try ledger.replay(full) }
    }
    for change in ReadStudy.changes where change.description.hasPrefix(only) {
      let revised = try ledger.rulebook.edited(change.edits)
      for describes in [false, true] {
        var request = ReplayRequest(revised, asOf: asOf)
        request.describes = describes
        var report: ReplayReport?
        let name = change.description + (describes ? ", described" : "")
        try course.measure(name, count: items, unit: "items") {
          report = try ledger.replay(request)
        }
        guard let report else { continue }
        let words =
          "\(report.changed.count) of \(report.total) orders change; "
          + "\(report.baseline.orders) were folded whole"
        print("{\"name\":\"\(name): found\",\"note\":\"\(words)\"}")
        for (effect, tally) in zip(report.effects, report.tallies) where effect.kind == .claim {
          print("{\"name\":\"effect\",\"note\":\"\(effect.text)\",\"count\":\(tally.orders)}")
        }
      }
    }
  }

  /// Orders spread over the ledger, by their correlation ID.
  private func traces(_ ledger: Ledger, _ asOf: AsOf) throws {
    let orders = try ReadStudy.orders(of: ledger, asOf, atMost: 300)
    for order in orders { _ = try ledger.order(order, asOf: asOf) }
    try course.sample("order", unit: "order", orders.count) {
      _ = try ledger.order(orders[$0], asOf: asOf)
    }
    try course.sample("trace", unit: "order", orders.count) {
      _ = try ledger.trace(orders[$0], asOf: asOf)
    }
  }

  static func orders(of ledger: Ledger, _ asOf: AsOf, atMost count: Int) throws -> [String] {
    var found: [String] = []
    var filter = ListFilter(limit: 1_000)
    while found.count < count {
      let page = try ledger.orders(filter, asOf: asOf)
      found += page.elements.map(\.order)
      guard let next = page.next else { break }
      filter.after = next
    }
    return Array(found.prefix(count))
  }
}
