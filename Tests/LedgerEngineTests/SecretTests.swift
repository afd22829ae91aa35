import Foundation
import LedgerCore
import LedgerEngine
import LedgerRules
import LedgerTesting
import Testing

/// Secrets of senders never reach the disk.
@Suite("Secrets")
struct SecretTests {
  private static let secret = "hush-4711"

  /// The shop's kind, whose deliveries carry a shared secret in the body and a client's state.
  private static func rulebook() throws -> Rulebook {
    try EngineRulebook.compiled(
      shop: EngineRulebook.shop.replacing(
        "delivery-id: header x-id",
        with: """
          delivery-id: header x-id
          authenticate: { scheme: shared-secret, path: $.token }
          secret-paths: [$.state]
          """))
  }

  private func logHolds(_ text: String, _ bench: Bench) throws -> Bool {
    try bench.release()
    let files = try FileManager.default.contentsOfDirectory(atPath: bench.path)
    #expect(files.contains("log.mdb"))
    return try files.contains { name in
      try Data(contentsOf: URL(fileURLWithPath: bench.path + "/" + name))
        .range(of: Data(text.utf8)) != nil
    }
  }

  @Test("a body that cannot be read and may hold a secret is quarantined without it")
  func withheld() throws {
    let bench = try Bench(Self.rulebook())
    let bodies = [
      #"{"token":"\#(Self.secret)","id":1"#, "state=\(Self.secret)",
      #"{"state":"\#(Self.secret)","state":"\#(Self.secret)"}"#,
    ]
    for body in bodies { try bench.take("shop", body) }
    let found = try bench.ledger.quarantine(limit: 10)
    #expect(found.map(\.reason) == ["body_withheld", "body_withheld", "body_withheld"])
    #expect(found.map(\.fact) == ["invalid_json 27", "not_json 0", "duplicate_key"])
    #expect(try bench.ledger.totals().items == [.quarantined: 3])
    let live = try bench.ledger.totals()
    #expect(try bench.ledger.rebuild().after == live)
    #expect(try bench.ledger.verify().findings.isEmpty)
    #expect(try !logHolds(Self.secret, bench))
  }

  @Test("a withheld body repeated is a duplicate, another under its id a conflict")
  func identity() throws {
    let bench = try Bench(Self.rulebook())
    let broken = #"{"token":"\#(Self.secret)""#
    guard case .appended(let first, _) = try bench.take("shop", broken, id: "d-1") else {
      Issue.record("not appended")
      return
    }
    let again = try bench.take("shop", broken, id: "d-1")
    #expect(again == .duplicate(first.next, of: first))
    let other = try bench.take("shop", broken + ",", id: "d-1")
    #expect(other == .conflict(first.next.next, with: first, items: 1))
  }

  @Test("credentials in headers are replaced also where the rulebook does not know the kind")
  func unknownKind() throws {
    let bench = try Bench()
    try bench.take("shop", #"{"id":1,"status":"paid"}"#)
    var files = try bench.ledger.rulebook.files
    files.removeAll { $0.path == "channels/shop.yaml" }
    try bench.ledger.activate(try Rulebook.compile(files: files))
    let receipt = try bench.ledger.take(
      "{}", channel: "shop", headers: [("Authorization", "Bearer \(Self.secret)")])
    #expect(receipt.position != nil)
    #expect(try !logHolds(Self.secret, bench))
  }
}
