import Foundation
import LedgerCore
import LedgerEngine
import LedgerRules
import LedgerTesting
import Testing

/// For all of April, a release of the shop's rulebook took a partial refund for a full one. What it was
/// wrong about is worked out from the deliveries by nothing but a JSON reader.
@Suite("Replay: a mapping that was wrong for a month")
struct PlantedMappingTests {
  private static let file = "channels/shopify.yaml"
  private static let right =
    "        - { when: { financial_status: partially_refunded }, then: partial }\n"
  private static let wrong =
    "        - { when: { financial_status: partially_refunded }, then: full, "
    + "effective-from: 2026-04-01T00:00:00Z, effective-until: 2026-05-01T00:00:00Z }\n"
  private static let april = "2026-04"

  private struct Planted {
    /// Orders that were refunded in part in April: what they are worth now, in minor units.
    var orders: [String: (amount: Int64, currency: String)] = [:]
    /// Those refunded in part at other times.
    var others: Set<String> = []
  }

  @Test("the report for the corrected rulebook names exactly the orders, the line and the money")
  func month() throws {
    let lines = try deliveries()
    let planted = try PlantedMappingTests.planted(lines)
    #expect(planted.orders.count >= 10 && planted.others.count >= 10)
    #expect(Set(planted.orders.values.map(\.currency)).count > 1)

    let corrected = try Rulebook.retailer()
    let former = try corrected.edited([
      RuleChange.Edit(Self.file, Self.right, by: Self.wrong + Self.right)
    ])
    let check = try ReplayCheck(
      StoredHistory(
        of: lines.map { Array($0.utf8) }, rulebook: former, begin: options.start,
        end: options.horizon, seed: options.seed))
    let copy = try check.history.copy()
    var request = ReplayRequest(corrected, asOf: check.history.asOf)
    request.isFullBaseline = true
    request.attributes = true
    let report = try copy.ledger.replay(request)
    #expect(report.baseline.isExact && report.baseline.isFull)
    #expect(report.notEvaluable.isEmpty)
    expectOrders(report, planted)
    try expectLine(report, former)
  }

  private func expectOrders(_ report: ReplayReport, _ planted: Planted) {
    let names = report.changed.map { order in order.names.filter { $0.hasPrefix("#") } }
    #expect(names.allSatisfy { $0.count == 1 })
    #expect(Set(names.joined()) == Set(planted.orders.keys))
    #expect(report.changed.count == planted.orders.count)
    #expect(report.unchanged == report.total - planted.orders.count)
    for order in report.changed {
      let name = order.names.first { $0.hasPrefix("#") } ?? ""
      #expect(order.money?.amount == planted.orders[name]?.amount, "\(name)")
      #expect(order.money?.currency.description == planted.orders[name]?.currency, "\(name)")
    }
    let sums = Dictionary(
      planted.orders.values.map { ($0.currency, $0.amount) }, uniquingKeysWith: +)
    let told = Dictionary(
      report.weight.money.map { ($0.key.description, $0.value) }, uniquingKeysWith: +)
    #expect(told == sums)
    // The shop's own word changes in each of them, and in the same way.
    let claim = Effect(.claim, "refund", of: "shopify", from: "full", to: "partial")
    let place = report.effects.firstIndex(of: claim)
    #expect(place.map { report.tallies[$0] } == report.weight)
  }

  private func expectLine(_ report: ReplayReport, _ former: Rulebook) throws {
    let bytes = try #require(former.files.first { $0.path == Self.file }).bytes
    let text = String(decoding: bytes, as: UTF8.self).components(separatedBy: "\n")
    let line = try #require(text.firstIndex { $0 + "\n" == Self.wrong }) + 1
    for order in report.changed {
      let divergence = try #require(order.divergence)
      #expect(divergence.isReading && divergence.channelKind == "shopify")
      #expect(divergence.before.place == "\(Self.file):\(line)")
      #expect(divergence.before.reading == "refund full")
      #expect(divergence.after.reading == "refund partial")
      // The corrected file is without the line.
      #expect(divergence.after.place == "\(Self.file):\(line)")
    }
    // The correct row moves up by one; that causes nothing.
    let units = try #require(report.attribution).units.filter { !$0.isWithoutEffect }
    #expect(units.count == 1 && units.first?.changes.count == 1)
    #expect(units.first?.alone == report.weight && units.first?.needed == report.weight)
    #expect(units.first?.changes.first?.beforePlace == SourcePlace(file: Self.file, line: line))
  }

  // MARK: What the systems said

  private var options: SimulationOptions {
    var options = SimulationOptions(orders: 120, seed: 3, days: 75, tail: .days(5))
    FaultLevel.default.apply(to: &options)
    options.variations.partlyRefunded = 0.4
    return options
  }

  private func deliveries() throws -> [Substring] {
    try MemorySink.of(options).0.lines
  }

  private static func planted(_ lines: [Substring]) throws -> Planted {
    var planted = Planted()
    var refunded: [String: String] = [:]
    var totals: [String: (version: String, total: String, currency: String)] = [:]
    for line in lines where line.hasPrefix(#"{"channel":"shopify""#) {
      guard
        let delivery = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any],
        let headers = delivery["headers"] as? [String: String],
        let body = delivery["body"] as? [String: Any],
        let status = body["financial_status"] as? String, let name = body["name"] as? String,
        let version = body["updated_at"] as? String,
        let total = body["current_total_price"] as? String,
        let currency = body["currency"] as? String
      else { continue }
      if status == "partially_refunded" { refunded[name] = headers["x-shopify-triggered-at"] }
      if version >= totals[name]?.version ?? "" { totals[name] = (version, total, currency) }
    }
    for (name, time) in refunded {
      guard time.hasPrefix(april) else {
        planted.others.insert(name)
        continue
      }
      let found = try #require(totals[name])
      planted.orders[name] = (try minor(found.total, found.currency), found.currency)
    }
    return planted
  }

  private static func minor(_ total: String, _ currency: String) throws -> Int64 {
    let decimals = try #require(["USD": 2, "EUR": 2, "JPY": 0, "KWD": 3][currency])
    let parts = total.split(separator: ".")
    let fraction = parts.count > 1 ? String(parts[1]) : ""
    #expect(fraction.count == decimals, "\(total) \(currency)")
    return try #require(Int64(String(parts[0]) + fraction))
  }
}
