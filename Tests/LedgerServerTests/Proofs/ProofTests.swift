import Foundation
import LedgerCore
import LedgerEngine
import LedgerServer
import LedgerTesting
import Testing

/// Proofs and bundles that come by a socket are those of the command line, and hold without the server.
struct ProofTests {
  static let json = ["Content-Type": "application/json"]
  private static let now = ServedLedger.begin.rfc3339

  private static func sign(_ served: ServedLedger, _ body: String = "") async throws -> WebAnswer {
    try await served.send(
      "POST", "/v1/checkpoint", body.isEmpty ? [:] : json, body: Array(body.utf8),
      token: served.tokens[.operator])
  }

  /// A new state of an order, or a new order.
  private static func post(_ served: ServedLedger, name: String, at time: String) async throws {
    let id = name == "1001" ? "1" : name
    let body = ReadPlumbingTests.order.replacing("1001", with: name).replacing(
      #""id":1,"#, with: #""id":\#(id),"#
    ).replacing(
      #""updated_at":"2026-03-01T00:00:00Z""#, with: #""updated_at":"\#(time)""#)
    let answer = try await served.send(
      "POST", "/v1/channels/shopify/deliveries", json, body: Array(body.utf8))
    #expect(answer.status == 200, "\(answer.text)")
  }

  /// What `orderledger verify --proof` says of a file.
  private static func verify(_ bytes: [UInt8], _ options: String, in directory: String) throws
    -> String
  {
    let path = directory + "/proof"
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    return try RealPayloadTests.run(
      "verify --proof \(path) --key \(directory)/ledger.vkey \(options)", in: directory, at: now)
  }

  private static func keepKey(_ served: ServedLedger, in directory: String) async throws {
    let keys = try await served.get("/v1/keys", token: served.tokens[.dashboard])
    let key = try #require(try keys.json("keys.0.key"))
    try Data((key + "\n").utf8).write(to: URL(fileURLWithPath: directory + "/ledger.vkey"))
  }

  @Test
  func aBundleIsThatOfTheCommandLineByteForByte() async throws {
    let directory = TemporaryDirectory()
    try await ServedLedger.with(directory: directory, prepare: ReadPlumbingTests.fill) { served in
      #expect(try await ProofTests.sign(served).json("new") == "true")
      let auditor = served.tokens[.auditor]
      let bundle = try await served.get("/v1/orders/%231001/audit", token: auditor)
      #expect(bundle.status == 200, "\(bundle.text)")
      #expect(bundle.header("content-type") == "application/x-tar")
      let named = try #require(bundle.header("content-disposition"))
      #expect(named.hasPrefix("attachment; filename=\"audit-ord-"), "\(named)")
      let path = directory.path + "/1001.tar"
      _ = try RealPayloadTests.run(
        "audit #1001 --out \(path)", in: directory.path, at: ProofTests.now)
      #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data(bundle.body))

      let last = served.writer.nextPosition.rawValue - 1
      let readings = try await served.get("/v1/orders/%231001/readings?at_least=\(last)")
      #expect(try readings.count("readings") == 1, "\(readings.text)")
      #expect(try readings.json("readings.0.actor") == "token:auditor", "\(readings.text)")
      // Another reading within the hour is on record already.
      let again = try await served.get("/v1/orders/%231001/proof?bodies=true", token: auditor)
      #expect(again.status == 200, "\(again.text)")
      #expect(served.writer.nextPosition.rawValue == last + 1)
    }
  }

  @Test
  func whatIsFetchedHoldsWithoutTheServer() async throws {
    let directory = TemporaryDirectory()
    try await ServedLedger.with(directory: directory, prepare: ReadPlumbingTests.fill) { served in
      try await ProofTests.keepKey(served, in: directory.path)
      let first = try await ProofTests.sign(served)
      let old = try #require(try first.json("size"))
      try await ProofTests.post(served, name: "1002", at: "2026-03-01T00:00:00Z")
      let second = try await ProofTests.sign(served)
      #expect(try second.json("new") == "true", "\(second.text)")
      let auditor = served.tokens[.auditor]
      let list = try await served.get("/v1/checkpoints", token: served.tokens[.dashboard])
      #expect(try list.count("checkpoints") == 2)
      let page = try await served.get("/v1/checkpoints?limit=1")
      #expect(try page.json("next") == old && page.count("checkpoints") == 1)
      let rest = try await served.get("/v1/checkpoints?after=\(old)")
      #expect(try rest.count("checkpoints") == 1)
      #expect(try rest.json("checkpoints.0.size") == second.json("size"))
      #expect(try await served.get("/v1/checkpoints?after=x").status == 400)

      for (path, kind) in [
        ("/v1/checkpoint", "checkpoint"), ("/v1/checkpoint?size=\(old)", "checkpoint"),
        ("/v1/events/2/proof", "event"), ("/v1/events/2/proof?size=\(old)", "event"),
        ("/v1/orders/%231001/proof", "order"), ("/v1/orders/%231001/proof?bodies=true", "order"),
        // Nothing is called so: that is proved as well.
        ("/v1/orders/%239999/proof", "order"),
      ] {
        let answer = try await served.get(path, token: auditor)
        #expect(answer.status == 200, "\(path): \(answer.text)")
        let said = try ProofTests.verify(answer.body, "--proves \(kind)", in: directory.path)
        #expect(said.contains(#""valid":true"#), "\(path): \(said)")
      }
      let older = try await served.get("/v1/checkpoint?size=\(old)")
      try Data(older.body).write(to: URL(fileURLWithPath: directory.path + "/older"))
      let since = try await served.get("/v1/proofs/consistency?old=\(old)", token: auditor)
      let said = try ProofTests.verify(
        since.body, "--older \(directory.path)/older", in: directory.path)
      #expect(said.contains(#""valid":true"#), "\(since.text): \(said)")
    }
  }

  @Test
  func itIsSaidWhereACheckpointIsNeeded() async throws {
    try await ServedLedger.with(prepare: ReadPlumbingTests.fill) { served in
      func refusal(_ path: String) async throws -> String {
        let answer = try await served.get(path, token: served.tokens[.auditor])
        return "\(answer.status) \(try answer.json("type")?.split(separator: "/").last ?? "")"
      }
      let needed = "409 checkpoint_needed"
      #expect(try await refusal("/v1/checkpoint") == "404 no_checkpoint")
      for path in ["events/2/proof", "orders/%231001/proof", "orders/%231001/audit"] {
        #expect(try await refusal("/v1/" + path) == needed, "\(path)")
      }
      #expect(try await refusal("/v1/proofs/consistency?old=1") == needed)
      let size = try await ProofTests.sign(served).json("size") ?? ""
      #expect(try await refusal("/v1/orders/%239999/audit") == "404 unknown_order")
      #expect(try await refusal("/v1/events/999/proof") == "404 unknown_position")
      #expect(try await refusal("/v1/checkpoint?size=1") == "404 unknown_checkpoint")
      #expect(try await refusal("/v1/proofs/consistency?old=999") == "422 not_older")
      #expect(try await refusal("/v1/proofs/consistency") == "400 bad_parameter")

      // What was acknowledged a moment ago counts, though readers may not see it yet: the bundle would
      // lack it, and the proof would say that there is no such order.
      try await ProofTests.post(served, name: "1001", at: "2026-03-01T00:00:01Z")
      #expect(try await refusal("/v1/orders/%231001/audit") == needed)
      #expect(try await refusal("/v1/events/\(size)/proof") == needed)
      #expect(try await refusal("/v1/events/\(size)/proof?size=\(size)") == "409 not_covered")
      try await ProofTests.post(served, name: "1002", at: "2026-03-01T00:00:02Z")
      #expect(try await refusal("/v1/orders/%231002/proof") == needed)

      let signed = try await ProofTests.sign(served)
      #expect(signed.status == 200)
      #expect(try await ProofTests.sign(served).json("new") == "false")
      #expect(try await ProofTests.sign(served, #"{"anew":true}"#).json("new") == "true")
      #expect(try await ProofTests.sign(served, #"{"anow":true}"#).status == 400)
      let bundle = try await served.get("/v1/orders/%231001/audit", token: served.tokens[.auditor])
      #expect(bundle.status == 200)
    }
  }

  /// As the page signs it: without `anew`.
  @Test
  func whereTheDirectoryIsLostSigningMakesAnother() async throws {
    let directory = TemporaryDirectory()
    try await ServedLedger.with(directory: directory, prepare: ReadPlumbingTests.fill) { served in
      let auditor = served.tokens[.auditor]
      let position = try #require(try await ProofTests.sign(served).json("directory"))
      let path = "/v1/orders/%231001/proof"
      #expect(try await served.get(path, token: auditor).status == 200)
      try FileManager.default.removeItem(
        atPath: "\(directory.path)/ledger/directory-\(position).mdb")
      let refused = try await served.get(path, token: auditor)
      #expect(refused.status == 409 && refused.text.contains("checkpoint_needed"))
      #expect(try await ProofTests.sign(served, "{}").json("new") == "true")
      #expect(try await served.get(path, token: auditor).status == 200)
    }
  }

  /// No checkpoint would help, so none is asked for.
  @Test
  func whatIsWrongWithKeysAndFilesIsAFaultOfTheServer() async throws {
    let directory = TemporaryDirectory()
    try await ServedLedger.with(directory: directory, prepare: ReadPlumbingTests.fill) { served in
      let size = try #require(try await ProofTests.sign(served).json("size"))
      let ledger = directory.path + "/ledger"
      try FileManager.default.removeItem(atPath: ledger + "/signing.key")
      let unsigned = try await ProofTests.sign(served, #"{"anew":true}"#)
      #expect(unsigned.status == 500 && unsigned.text.contains("/signing_key_missing"))
      let name = String(repeating: "0", count: 20 - size.count) + size
      try Data("nonsense".utf8).write(
        to: URL(fileURLWithPath: "\(ledger)/checkpoints/\(name)"))
      for path in ["/v1/checkpoint", "/v1/events/2/proof", "/v1/orders/%231001/proof"] {
        let answer = try await served.get(path, token: served.tokens[.operator])
        #expect(answer.status == 500 && answer.text.contains("/checkpoint_unreadable"), "\(path)")
      }
      let list = try await served.get("/v1/checkpoints")
      #expect(
        try list.status == 200 && list.json("checkpoints.0.fault")?.contains(name) == true,
        "\(list.text)")
    }
  }

  @Test
  func whoMayNotIsTold() async throws {
    try await ServedLedger.with(prepare: ReadPlumbingTests.fill) { served in
      _ = try await ProofTests.sign(served)
      let proofs = [
        "/v1/events/2/proof", "/v1/proofs/consistency?old=1", "/v1/orders/%231001/proof",
        "/v1/orders/%231001/proof?bodies=true", "/v1/orders/%231001/audit",
      ]
      for (role, status) in [
        (TokenRole.dashboard, 403), (.engineer, 403), (.ingest, 403), (.auditor, 200),
        (.operator, 200),
      ] {
        for path in proofs {
          let answer = try await served.get(path, token: served.tokens[role])
          #expect(answer.status == status, "\(role) \(path)")
        }
      }
      for path in ["/v1/keys", "/v1/checkpoint", "/v1/checkpoints"] {
        #expect(try await served.get(path, token: served.tokens[.dashboard]).status == 200)
        #expect(try await served.get(path, token: served.tokens[.ingest]).status == 403)
        #expect(try await served.get(path, token: "").status == 401)
      }
      let auditor = served.tokens[.auditor]
      #expect(try await served.send("POST", "/v1/checkpoint", token: auditor).status == 403)
    }
  }

  @Test
  func whatIsSignedWhileDeliveriesComeIsWhatTheLogHas() async throws {
    let directory = TemporaryDirectory()
    try await ServedLedger.with(directory: directory, prepare: ReadPlumbingTests.fill) { served in
      try await withThrowingTaskGroup { group in
        for sender in 0..<8 {
          group.addTask {
            for number in 0..<25 {
              let name = "\(2000 + sender * 100 + number)"
              try await ProofTests.post(served, name: name, at: "2026-03-01T00:00:00Z")
            }
          }
        }
        group.addTask {
          for _ in 0..<20 {
            let signed = try await ProofTests.sign(served, #"{"anew":true}"#)
            #expect(signed.status == 200, "\(signed.text)")
          }
        }
        try await group.waitForAll()
      }
      let list = try await served.get("/v1/checkpoints")
      #expect(try list.count("checkpoints") == 20)
    }
    let verified = try RealPayloadTests.run("verify", in: directory.path, at: ProofTests.now)
    #expect(verified.contains(#""findings":[]"#), "\(verified)")
  }
}
