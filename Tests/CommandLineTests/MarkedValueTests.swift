import Foundation
import LedgerTesting
import Testing

/// Deliveries whose names, addresses and tokens are marked, sound and broken in every way, and all
/// that the program writes about them.
@Suite("What the program says of customers")
struct MarkedValueTests {
  private static let marks = [
    "Markedname", "marked.person@example.com", "Markedstreet", "+49 151 55500199", "tok_marked",
  ]

  private func deliveries() -> String {
    let person = """
      "email":"marked.person@example.com","phone":"+49 151 55500199","customer":{"id":99,\
      "first_name":"Markedname"},"shipping_address":{"name":"Markedname","address1":"Markedstreet 5"}
      """
    let headers = """
      "headers":{"X-Shopify-Topic":"orders/create","Authorization":"Bearer tok_marked",\
      "X-Shopify-Webhook-Id":"w{n}"}
      """
    let bodies = [
      ##"{"id":1,"name":"#1","financial_status":"paid",\##(person)}"##,
      ##"{"id":2,"name":"#2","financial_status":"never seen",\##(person)}"##,
      ##"{"id":3,"name":"#3","total_price":"Markedname","currency":"EUR",\##(person)}"##,
      ##"{"id":4,"name":"#4","updated_at":"Markedstreet",\##(person)}"##,
      // Not JSON, cut, a member named twice, XML, too deep: as text.
      ##""{\"id\":5,\"email\":\"marked.person@example.com\"""##,
      ##""<order><name>Markedname</name></order>""##,
      ##""{\"email\":\"marked.person@example.com\",\"email\":\"Markedname\"}""##,
      ##""\##(String(repeating: "[", count: 200))\"Markedname\"""##,
    ]
    var lines = bodies.enumerated().map { number, body in
      #"{"channel":"shopify",\#(headers.replacing("{n}", with: "\(number)")),"body":\#(body)}"#
    }
    // The same id with other bytes, and lines that are no deliveries at all.
    lines.append(lines[0].replacing("Markedstreet 5", with: "Markedstreet 6"))
    lines.append(#"{"channel":"nowhere","headers":{},"body":"Markedname"}"#)
    lines.append(#"{"channel":"shopify","headers":{"x":{"y":"Markedname"}},"body":{}}"#)
    lines.append(#"{"channel":"shopify","headers":{},"body_base64":"Markedname!"}"#)
    lines.append(#"{"channel":"shopify","received":"Markedname","headers":{},"body":{}}"#)
    lines.append(#"{"channel":"shopify","headers":{"a":"Markedname"#)
    return lines.map { $0.replacing("\n", with: "") }.joined(separator: "\n") + "\n"
  }

  @Test("no list, error, report, proof or checkpoint holds a name, an address or a token")
  func everything() throws {
    let scene = try Scene()
    try scene.write(deliveries(), to: "marked.ndjson")
    let key = "--master-key master.key"
    try scene.run("\(key) init --encrypt --rulebook rulebook")
    let loaded = try scene.run("\(key) ingest --channel auto marked.ndjson")
    #expect(loaded.errors.contains("refused"))
    for line in [
      "ingest --channel auto marked.ndjson --json", "ingest --channel stripe marked.ndjson",
      "status", "status --json", "status '#1'", "status '#1' --json", "trace '#1'",
      "trace '#1' --json", "trace '#2'", "trace '#3' --json", "mismatches --json",
      "quarantine list",
      "quarantine list --json", "quarantine retry --rules revised", "held", "unlinked --json",
      "channels --json", "stats --json", "doctor", "doctor --json", "verify", "verify --json",
      "replay --rules revised", "replay --rules revised --json", "checkpoint", "proof event 3",
      "proof order '#1'", "export tiles tiles", "find-personal-data", "find-personal-data --json",
      "erase --order '#1' --dry-run", "erase --subject 99 --reason x", "rebuild", "verify",
      "trace '#1' --raw", "quarantine show 4", "rules history --json",
    ] {
      let result = try scene.run("\(key) \(line)")
      for mark in Self.marks where result.output.contains(mark) || result.errors.contains(mark) {
        Issue.record("`\(line)` writes \(mark)")
      }
    }
    // Of all files but the ones that it read.
    let all = FileManager.default.enumerator(atPath: scene.directory.path)
    for name in all?.allObjects as? [String] ?? [] where name != "marked.ndjson" {
      let data = try? Data(contentsOf: URL(fileURLWithPath: scene.path(name)))
      for mark in Self.marks where data?.range(of: Data(mark.utf8)) != nil {
        Issue.record("\(name) holds \(mark)")
      }
    }
  }
}
