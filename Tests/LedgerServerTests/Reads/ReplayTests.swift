import LedgerCore
import LedgerEngine
import LedgerServer
import LedgerTesting
import Testing

/// Replays as a resource: from the uploaded rulebook to its coming into force, and back.
struct ReplayTests {
  /// The shipped rules with one row that says otherwise.
  private static func body() throws -> [UInt8] {
    let files = try ShippedRulebook.retail().files.map { file in
      (
        file.path,
        JSONValue.string(
          String(decoding: file.bytes, as: UTF8.self).replacing(
            "paid: captured", with: "paid: authorized"))
      )
    }
    return JSONValue.object([("files", .object(files))]).utf8
  }

  private static func wait(
    _ served: ServedLedger, _ path: String, until isDone: (WebAnswer) throws -> Bool
  ) async throws -> WebAnswer {
    while true {
      let answer = try await served.get(path)
      if try isDone(answer) { return answer }
      try await Task.sleep(for: .milliseconds(50))
    }
  }

  @Test
  func itIsRunToldPromotedAndRolledBack() async throws {
    try await ServedLedger.with(prepare: ReadPlumbingTests.fill) { served in
      let json = ["Content-Type": "application/json"]
      let former = try await served.get("/v1/rulebook")
      let started = try await served.send(
        "POST", "/v1/replays", json, body: try ReplayTests.body(),
        token: served.tokens[.engineer])
      #expect(started.status == 202, "\(started.text)")
      let path = try #require(started.header("location"))
      let done = try await ReplayTests.wait(served, path) { answer in
        ["done", "failed"].contains(try answer.json("state"))
      }
      #expect(try done.json("state") == "done", "\(done.text)")
      #expect(try done.json("changed") == "1")
      for form in ["json", "ndjson", "csv", "txt", "md", "html"] {
        let report = try await served.get("\(path)/report.\(form)")
        #expect(report.status == 200)
        #expect(report.text.contains("1001"))
      }
      let reason = Array(#"{"reason": "ticket 4711"}"#.utf8)
      let refused = try await served.send(
        "POST", path + "/promotion", json, body: reason, token: served.tokens[.engineer])
      #expect(refused.status == 403)
      let promoted = try await served.send("POST", path + "/promotion", json, body: reason)
      #expect(promoted.status == 202, "\(promoted.text)")
      let outcome = try await ReplayTests.wait(served, path) { answer in
        try answer.json("promotion.state") != "running"
      }
      #expect(try outcome.json("promotion.outcome") == "switched", "\(outcome.text)")
      let active = try await served.get("/v1/rulebook")
      #expect(try active.json("revision") == (try done.json("rulebook.revision")))
      let order = try await served.get("/v1/orders/%231001")
      #expect(order.text.contains("authorized"))
      let back = try await served.send("POST", "/v1/rulebook/rollback", json, body: reason)
      #expect(back.status == 200, "\(back.text)")
      let again = try await served.get("/v1/rulebook")
      #expect(try again.json("revision") == (try former.json("revision")))
      let history = try await served.get("/v1/rulebook/history")
      #expect(history.text.contains("ticket 4711"))
    }
  }

  @Test
  func itsTextIsThatOfTheCommandLine() async throws {
    let directory = TemporaryDirectory()
    try await ServedLedger.with(directory: directory, prepare: ReadPlumbingTests.fill) { served in
      let history = try await served.get("/v1/rulebook/history")
      let position = try #require(try history.json("history.0.position"))
      let started = try await served.send(
        "POST", "/v1/replays", ["Content-Type": "application/json"],
        body: Array(#"{"rulebook": \#(position)}"#.utf8))
      let path = try #require(started.header("location"), "\(started.text)")
      _ = try await ReplayTests.wait(served, path) { try $0.json("state") == "done" }
      let report = try await served.get("\(path)/report.txt")
      #expect(report.header("content-type") == "text/plain; charset=utf-8")
      let file = directory.path + "/report.txt"
      _ = try RealPayloadTests.run(
        "replay --rules @\(position) --out \(file)", in: directory.path,
        at: ServedLedger.begin.rfc3339)
      let bytes = try SmallFile.bytes(of: file)
      #expect(report.text == String(decoding: bytes, as: UTF8.self))
      #expect(report.text.hasPrefix("Replay of "))
    }
  }

  @Test
  func aRulebookThatDoesNotCompileIsRefused() async throws {
    try await ServedLedger.with { served in
      let answer = try await served.send(
        "POST", "/v1/replays", ["Content-Type": "application/json"],
        body: Array(#"{"files": {"rulebook.yaml": "name: 7"}}"#.utf8))
      #expect(answer.status == 422)
      #expect(answer.text.contains("rulebook.yaml"))
      let both = try await served.send(
        "POST", "/v1/replays", ["Content-Type": "application/json"],
        body: Array(#"{"files": {}, "rulebook": "shipped"}"#.utf8))
      #expect(both.status == 400)
    }
  }
}
