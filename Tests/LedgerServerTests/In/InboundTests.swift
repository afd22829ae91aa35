import Glibc
import LedgerCore
import LedgerEngine
import LedgerServer
import LedgerTesting
import Testing

/// Handshakes, registration, limits, CloudEvents and streams, through a socket.
struct InboundTests {
  static let event = """
    {"specversion":"1.0","id":"e1","source":"/erp","type":"order","subject":"7",\
    "data":{"order":{"shopify":{"id":"77"}},"state":{"payment":"captured"}}}
    """

  @Test
  func handshakesAreAnsweredAndLeaveNothing() async throws {
    let secrets = [
      "ORDERLEDGER_SECRET_WOOCOMMERCE": "s", "ORDERLEDGER_VERIFICATION_TOKEN_EBAY": "token-1",
    ]
    try await ServedLedger.with(secrets: secrets) { served in
      let before = served.writer.nextPosition
      let path = "/v1/channels/woocommerce/deliveries"
      func post(_ target: String, _ body: String = "") async throws -> WebAnswer {
        try await served.send("POST", target, body: Array(body.utf8), token: "")
      }
      #expect(try await post(path, "webhook_id=12").status == 200)
      #expect(try await post(path, "webhook_id=12&x=1").status == 401)
      #expect(try await post(path, "webhook_id=").status == 401)
      let token = try await post("/v1/channels/bc/deliveries?validationToken=a%20b%26c")
      #expect(token.text == "a b&c")
      #expect(token.header("content-type")?.hasPrefix("text/plain") == true)
      let challenge = try await served.get(
        "/v1/channels/ebay/deliveries?challenge_code=abc", token: "")
      // printf %s 'abctoken-1https://localhost/v1/channels/ebay/deliveries' | sha256sum
      #expect(
        try challenge.json("challengeResponse")
          == "8cb6da4b246d8035f551a28c6874552d79c61df95074414c468bbe44ded885ad")
      let consent = try await served.send(
        "OPTIONS", "/v1/events", ["WebHook-Request-Origin": "eventgrid.azure.net"], token: "")
      #expect(consent.header("webhook-allowed-origin") == "eventgrid.azure.net")
      #expect(served.writer.nextPosition == before)
    }
  }

  @Test
  func firstDeliveriesAtOnceRegisterTheirChannelOnceAndAreAllTaken() async throws {
    try await ServedLedger.with { served in
      let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
        for number in 0..<48 {
          let kind = ["shopify", "stripe", "woocommerce"][number % 3]
          group.addTask {
            try await served.send(
              "POST", "/v1/channels/\(kind)/deliveries", ["Content-Type": "application/json"],
              body: Array(#"{"id":\#(number)}"#.utf8)
            ).status
          }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(statuses == Array(repeating: 200, count: 48))
      #expect(served.writer.channels.count == 3)
    }
  }

  @Test
  func channelsAreRegisteredByOperators() async throws {
    try await ServedLedger.with { served in
      func put(_ body: String, _ role: TokenRole = .operator) async throws -> WebAnswer {
        try await served.send(
          "PUT", "/v1/channels/shopify-eu", body: Array(body.utf8), token: served.tokens[role])
      }
      #expect(try await put("{}", .ingest).status == 403)
      #expect(try await put(#"{"kind":"nothing"}"#).status == 422)
      #expect(try await put(#"{"kynd":"shopify"}"#).status == 400)
      #expect(try await put(#"{"kind":"shopify","account":"eu"}"#).status == 201)
      #expect(try await put(#"{"kind":"shopify","account":"eu"}"#).status == 200)
      #expect(try await put(#"{"kind":"stripe","account":"eu"}"#).status == 409)
      let answer = try await served.send(
        "POST", "/v1/channels/shopify-us/deliveries", body: Array("{}".utf8))
      #expect(answer.status == 404)
      #expect(answer.text.contains("unknown_channel"))
    }
  }

  @Test
  func whatTheSenderHasInPlaceOfATokenIsItsOwn() async throws {
    try await ServedLedger.with { served in
      let ingest = try #require(served.tokens[.ingest])
      let basic = Base64.encode(Array("hook:\(ingest)".utf8))
      func post(_ target: String, _ headers: [String: String]) async throws -> Int {
        try await served.send(
          "POST", target, headers, body: Array(#"{"id":"x"}"#.utf8), token: ""
        ).status
      }
      let path = "/v1/channels/hop/deliveries"
      #expect(try await post(path, ["Authorization": "Basic \(basic)"]) == 200)
      #expect(try await post(path + "?token=\(ingest)", [:]) == 200)
      #expect(try await post(path + "?token=\(served.token)", [:]) == 403)
      #expect(try await post(path, ["Authorization": "Bearer of-the-sender"]) == 401)
      #expect(try await post(path, ["Authorization": "Bearer olt_unknown"]) == 401)
      #expect(try await served.get("/v1/orders?token=\(served.token)", token: "").status == 401)
    }
  }

  @Test
  func eventsAreKnownAgainByTheirSourceAndID() async throws {
    try await ServedLedger.with { served in
      func post(
        _ body: String, _ type: String = "cloudevents+json", _ headers: [String: String] = [:]
      ) async throws -> WebAnswer {
        try await served.send(
          "POST", "/v1/events",
          ["Content-Type": "application/\(type)"].merging(headers) { $1 }, body: Array(body.utf8),
          token: served.tokens[.ingest])
      }
      let event = InboundTests.event
      let first = try await post(event, "cloudevents+json", ["Idempotency-Key": "\"k1\""])
      #expect(try first.json("outcome") == "appended")
      let again = try await post(event, "cloudevents+json", ["Idempotency-Key": "k1"])
      #expect(again.text == first.text)
      #expect(again.header("idempotent-replayed") == "true")
      let other = event.replacing("captured", with: "failed")
      let reused = try await post(other, "cloudevents+json", ["Idempotency-Key": "k1"])
      #expect(reused.status == 422)
      #expect(try await post(event).json("outcome") == "duplicate")
      #expect(try await post(other).json("outcome") == "conflict")

      let second = event.replacing("e1", with: "e2")
      let batch = try await post("[\(event),{\"id\":1},\(second)]", "cloudevents-batch+json")
      #expect(batch.status == 207)
      #expect(try batch.json("events.0.outcome") == "duplicate")
      #expect(try batch.json("events.1.outcome") == "refused")
      #expect(try batch.json("events.2.outcome") == "appended")
      let position = try #require(try batch.json("events.2.position"))
      let body = try await served.get("/v1/events/\(position)/body?at_least=\(position)")
      #expect(body.text == second)

      let binary = [
        "ce-specversion": "1.0", "ce-id": "b1", "ce-source": "/erp", "ce-type": "order",
        "ce-subject": "7",
      ]
      #expect(try await post("{}", "json", binary).json("outcome") == "appended")
      #expect(try await post("{}", "json", binary).json("outcome") == "duplicate")
      #expect(try await post("{}", "json").status == 415)
      #expect(try await post("[]", "cloudevents+json").status == 400)
      #expect(try await post("[{}]", "cloudevents-batch+json").status == 400)
    }
  }

  /// Keys are remembered while a server runs. Behind that stands the log, which knows events, not keys.
  @Test
  func afterARestartTheLogKnowsWhatAKeyCameWith() async throws {
    let directory = TemporaryDirectory()
    @Sendable func post(_ served: ServedLedger, _ event: String) async throws -> WebAnswer {
      try await served.send(
        "POST", "/v1/events",
        ["Content-Type": "application/cloudevents+json", "Idempotency-Key": "k1"],
        body: Array(event.utf8), token: served.tokens[.ingest])
    }
    let event = InboundTests.event
    try await ServedLedger.with(directory: directory) { served in
      let first = try await post(served, event)
      #expect(try first.json("outcome") == "appended")
    }
    try await ServedLedger.with(directory: directory) { served in
      let again = try await post(served, event)
      #expect(try again.json("outcome") == "appended", "the answer of the first time")
      #expect(again.header("idempotent-replayed") == "true")
    }
    try await ServedLedger.with(directory: directory) { served in
      let other = try await post(served, event.replacing("captured", with: "failed"))
      #expect(other.status == 422, "\(other.text)")
      #expect(other.text.contains("idempotency_key_reused"))
    }
    try await ServedLedger.with(directory: directory) { served in
      let another = try await post(served, event.replacing("e1", with: "e2"))
      #expect(try another.json("outcome") == "appended", "\(another.text)")
    }
  }

  @Test
  func aStreamIsTakenOnceAndToldLineByLine() async throws {
    let lines = (0..<500).map { number in
      #"{"channel":"hop","headers":{},"body":{"id":"s\#(number)","hop":"x"}}"#
    }
    let stream = Array((lines + ["{}"]).joined(separator: "\n").utf8)
    try await ServedLedger.with { served in
      func load(_ query: String, _ role: TokenRole = .ingest) async throws -> WebAnswer {
        try await served.send(
          "POST", "/v1/deliveries\(query)", body: stream, token: served.tokens[role])
      }
      #expect(try await load("", .dashboard).status == 403)
      let first = try await load("")
      #expect(try first.json("appended") == "500", "\(first.text)")
      #expect(try first.json("refused") == "1")
      let reason = try first.json("refusals.0.reason") ?? ""
      #expect(reason.contains("?channel=NAME") && !reason.contains("--"), "\(reason)")
      let again = try await load("?receipts=true")
      #expect(again.text.split(separator: "duplicate").count == 502)
      #expect(again.text.contains(#""duplicate":500"#))
    }
  }

  @Test
  func aStreamIsEndedWhenItsTokenIsRevoked() async throws {
    try await ServedLedger.with { served in
      let token = served.tokens[.ingest] ?? ""
      let tokens = TokenFile(ledger: served.writer.directory)
      let writer = served.writer
      let port = served.port
      let answer = try await onThread {
        let connection = try WebConnection(port: port)
        func send(_ numbers: Range<Int>) throws {
          let lines = numbers.map {
            #"{"channel":"hop","headers":{},"body":{"id":"r\#($0)"}}"# + "\n"
          }.joined()
          let size = String(lines.utf8.count, radix: 16)
          try connection.send(Array("\(size)\r\n\(lines)\r\n".utf8))
        }
        let before = writer.nextPosition
        try connection.send(
          Array(
            ("POST /v1/deliveries HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(token)\r\n"
              + "Transfer-Encoding: chunked\r\n\r\n").utf8))
        // Taken while its token counts: from here on it can only be the stream that is ended.
        try send(0..<100)
        try send(100..<200)
        while writer.nextPosition == before { usleep(10_000) }
        let hash = TokenFile.hash(of: token)
        let id = try #require(try tokens.read().first { $0.hash == hash }).id
        try #require(try tokens.revoke(id: id))
        var number = 200
        while number < 10_000, !connection.hasAnswer(within: .milliseconds(50)) {
          try send(number..<number + 1)
          number += 1
        }
        try connection.send(Array("0\r\n\r\n".utf8))
        try connection.endSending()
        return String(decoding: try connection.receiveAll(), as: UTF8.self)
      }
      #expect(answer.hasPrefix("HTTP/1.1 401 "), "\(answer)")
      #expect(answer.contains(#""appended":"#), "\(answer)")
    }
  }

  @Test
  func theTraceOfASenderIsKeptWithWhatItSent() async throws {
    try await ServedLedger.with { served in
      let trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
      // What is no trace is a header like any other.
      for (id, value) in [("t1", trace), ("t2", "00-nothing")] {
        let taken = try await served.send(
          "POST", "/v1/channels/hop/deliveries",
          ["traceparent": value, "tracestate": "vendor=1", "Content-Type": "application/json"],
          body: Array(#"{"id":"\#(id)"}"#.utf8))
        #expect(taken.status == 200, "\(taken.text)")
        let position = try #require(try taken.json("position"))
        let headers = try await served.get("/v1/events/\(position)/headers?at_least=\(position)")
        #expect(
          headers.text.contains(value) && headers.text.contains("vendor=1"), "\(headers.text)")
      }
    }
  }

  @Test
  func whatIsCutShortIsNotTaken() async throws {
    try await ServedLedger.with { served in
      let before = served.writer.nextPosition
      for framing in [
        "Content-Length: 100\r\n\r\n{\"a\":1}",
        "Transfer-Encoding: chunked\r\n\r\n7\r\n{\"a\":1}\r\n",
      ] {
        let port = served.port
        let head =
          "POST /v1/channels/hop/deliveries HTTP/1.1\r\nHost: x\r\n"
          + "Authorization: Bearer \(served.token)\r\n"
        let answer = try await onThread {
          let connection = try WebConnection(port: port)
          try connection.send(Array((head + framing).utf8))
          try connection.endSending()
          return String(decoding: try connection.receiveAll(), as: UTF8.self)
        }
        #expect(answer.hasPrefix("HTTP/1.1 400 "), "\(answer)")
      }
      #expect(served.writer.nextPosition == before)
    }
  }

  @Test
  func twoFirstDeliveriesRegisterAChannelOnce() async throws {
    try await ServedLedger.with { served in
      try await withThrowingTaskGroup(of: Int.self) { group in
        for number in 0..<20 {
          group.addTask {
            try await served.send(
              "POST", "/v1/channels/hop/deliveries", body: Array(#"{"id":"\#(number)"}"#.utf8)
            ).status
          }
        }
        for try await status in group { #expect(status == 200) }
      }
      #expect(served.writer.channels.filter { $0.name == "hop" }.count == 1)
    }
  }
}
