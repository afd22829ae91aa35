import Foundation
import LedgerCore
import LedgerEngine
import LedgerServer
import LedgerTesting
import Testing

/// What operators do to orders over HTTP is what the command line records.
struct JoinTests {
  private static func fill(_ ledger: Ledger) throws {
    try ReadPlumbingTests.fill(ledger)
    try ledger.take(
      ReadPlumbingTests.order.replacing("1001", with: "1002").replacing(
        #""id":1,"#, with: #""id":2,"#), channel: "shopify")
  }

  private static func post(
    _ served: ServedLedger, _ path: String, _ body: String, _ role: TokenRole = .operator
  ) async throws -> WebAnswer {
    try await served.send(
      "POST", path, ProofTests.json, body: Array(body.utf8), token: served.tokens[role])
  }

  /// The orders that two numbers name, once all is filed.
  private static func orders(_ served: ServedLedger) async throws -> [String?] {
    let last = served.writer.nextPosition.rawValue - 1
    var found: [String?] = []
    for name in ["1001", "1002"] {
      let answer = try await served.get("/v1/orders/%23\(name)?at_least=\(last)")
      found.append(try answer.json("order.order"))
    }
    return found
  }

  @Test
  func ordersAreJoinedAndTakenApartByRecordedActions() async throws {
    try await ServedLedger.with(prepare: JoinTests.fill) { served in
      let apart = try await JoinTests.orders(served)
      #expect(Set(apart).count == 2)
      let body = ##"{"references":["#1001","#1002"],"reason":"ticket 4711"}"##
      #expect(try await JoinTests.post(served, "/v1/joins", body, .engineer).status == 403)
      let joined = try await JoinTests.post(served, "/v1/joins", body)
      #expect(joined.status == 201, "\(joined.text)")
      #expect(try joined.json("kind") == "order")
      let order = try joined.json("order")
      #expect(try await JoinTests.orders(served) == [order, order])
      let position = try #require(try joined.json("position"))
      let event = try await served.get("/v1/events/\(position)")
      #expect(try event.json("actor") == "token:operator")
      #expect(try event.json("control") == "join")
      #expect(try await JoinTests.post(served, "/v1/joins", body).status == 409)

      let undoing = #"{"join":\#(position),"reason":"wrong customer"}"#
      #expect(try await JoinTests.post(served, "/v1/separations", undoing, .auditor).status == 403)
      let separated = try await JoinTests.post(served, "/v1/separations", undoing)
      #expect(separated.status == 201, "\(separated.text)")
      #expect(try await JoinTests.orders(served) == apart)
      let next = served.writer.nextPosition
      let again = try await JoinTests.post(served, "/v1/separations", undoing)
      #expect(again.status == 409 && again.text.contains("separated_already"), "\(again.text)")
      #expect(served.writer.nextPosition == next)
    }
  }

  /// While the history is gone through for one, another is told to come again, and takes no thread.
  @Test(.timeLimit(.minutes(20)))
  func oneAtATimeGoesThroughTheHistory() async throws {
    try await ServedLedger.with(prepare: JoinTests.fill) { served in
      let (reached, isReached) = AsyncStream<Void>.makeStream()
      let goOn = DispatchSemaphore(value: 0)
      // Holds up whoever would make an index.
      let rebuilding = Thread {
        var isHeld = false
        _ = try? served.writer.rebuild { _, _ in
          guard !isHeld else { return }
          isHeld = true
          isReached.yield()
          goOn.wait()
        }
      }
      rebuilding.start()
      for await _ in reached { break }
      let separation = ##"{"reference":"shopify/order/name=#1001","reason":"x"}"##
      try await withThrowingTaskGroup(of: WebAnswer.self) { group in
        for (path, body) in [
          ("/v1/separations", separation), ("/v1/rulebook/rollback", #"{"reason":"x"}"#),
        ] {
          group.addTask { try await JoinTests.post(served, path, body) }
        }
        let refused = try #require(try await group.next())
        goOn.signal()
        #expect(refused.status == 503 && refused.text.contains("/busy"), "\(refused.text)")
        #expect(refused.header("retry-after") == "5")
        let passed = try #require(try await group.next())
        #expect([201, 422].contains(passed.status), "\(passed.text)")
      }
      let after = try await JoinTests.post(
        served, "/v1/separations", separation.replacing("#1001", with: "#1002"))
      #expect(after.status == 201, "\(after.text)")
    }
  }

  @Test
  func whatIsNoJoinIsRefusedWithWords() async throws {
    try await ServedLedger.with(prepare: JoinTests.fill) { served in
      let next = served.writer.nextPosition
      func many(_ count: Int) -> String {
        (0..<count).map { #""none-\#($0)""# }.joined(separator: ",")
      }
      for (path, body, status) in [
        ("/v1/joins", ##"{"references":["#1001"],"reason":"x"}"##, 400),
        ("/v1/joins", ##"{"references":["#1001","#1002"]}"##, 400),
        ("/v1/joins", #"{"references":[\#(many(101))],"reason":"x"}"#, 400),
        ("/v1/joins", #"{"references":[\#(many(100))],"reason":"x"}"#, 404),
        ("/v1/joins", ##"{"references":"#1001","reason":"x"}"##, 400),
        ("/v1/joins", ##"{"references":["#1001","#9999"],"reason":"x"}"##, 404),
        ("/v1/separations", #"{"reason":"x"}"#, 400),
        ("/v1/separations", ##"{"join":1,"reference":"#1001","reason":"x"}"##, 400),
        ("/v1/separations", #"{"join":1,"reason":"x"}"#, 422),
        ("/v1/separations", #"{"join":"1","reason":"x"}"#, 400),
      ] {
        let answer = try await JoinTests.post(served, path, body)
        #expect(answer.status == status, "\(path) \(body): \(answer.text)")
      }
      #expect(served.writer.nextPosition == next)
    }
  }

  @Test
  func quarantineIsTriedWithTheRulesThatAreSent() async throws {
    try await ServedLedger.with(prepare: { ledger in
      try ledger.take(
        ReadPlumbingTests.order.replacing(
          #""financial_status":"paid""#, with: #""financial_status":"teleported""#),
        channel: "shopify", kind: "shopify")
    }) { served in
      let files = try ShippedRulebook.retail().files.map { file in
        let text = String(decoding: file.bytes, as: UTF8.self)
        guard file.path == "channels/shopify.yaml" else {
          return (file.path, JSONValue.string(text))
        }
        return (
          file.path,
          JSONValue.string(
            text.replacing(
              "paid: captured", with: "paid: captured\n            teleported: captured"))
        )
      }
      let next = served.writer.nextPosition
      let path = "/v1/quarantine/retry"
      let active = try await served.send("POST", path, token: served.tokens[.operator])
      #expect(try active.json("staying") == "1", "\(active.text)")
      let revised = String(
        decoding: JSONValue.object([("files", .object(files))]).utf8, as: UTF8.self)
      let tried = try await JoinTests.post(served, path, revised)
      #expect(try tried.json("released") == "1", "\(tried.text)")
      #expect(try await JoinTests.post(served, path, #"{"policy":"x"}"#).status == 400)
      #expect(served.writer.nextPosition == next)
    }
  }
}
