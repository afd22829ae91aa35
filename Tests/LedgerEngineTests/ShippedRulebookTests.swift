import Foundation
import LedgerCore
import LedgerEngine
import LedgerRules
import LedgerTesting
import Testing

@Suite("Shipped rulebooks")
struct ShippedRulebookTests {
  @Test("a check has nothing to say about the retail rulebook")
  func retail() throws {
    let (_, problems) = try Rulebook.check(files: ShippedRulebook.retail().files)
    #expect(problems.isEmpty, "\(problems)")
  }

  @Test("nor about the examples", arguments: ["bpic2019", "online-retail"])
  func examples(name: String) throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let files = try RulebookDirectory.files(
      of: root.appending(path: "docs/examples/\(name)").path(percentEncoded: false))
    let (_, problems) = Rulebook.check(files: files)
    #expect(problems.isEmpty, "\(problems)")
  }

  @Test("a trace shows what a middleware got and what it passed on")
  func hopValues() throws {
    let bench = try Bench(ShippedRulebook.retail())
    let body = ##"""
      {"id":"h1","hop":"transformed","order":{"shopify":{"name":"#1"}},"time":"2026-03-02T10:00:00Z",
       "from":{"system":"shopify","field":"financial_status","value":"paid"},
       "to":{"system":"netsuite","record":"salesorder","value":"SalesOrd:B"}}
      """##
    try bench.ledger.take(body, channel: "hop")
    let event = try #require(
      try bench.ledger.trace("#1", asOf: bench.ledger.now).events.first)
    let texts = event.claims.map(\.text)
    for text in ["from_system = shopify", "from_value = paid", "to_value = SalesOrd:B"] {
      #expect(texts.contains(text), "\(texts)")
    }
  }
}
