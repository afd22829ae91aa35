import Foundation
import LedgerCore
import LedgerEngine
import LedgerServer
import LedgerTesting
import Testing

/// What every system posts, through a socket: taken where it is signed rightly, and read back by each
/// interface as it was sent.
struct RealPayloadTests {
  @Test
  func eachKindIsTakenWithItsSignatureAndNotWithout() async throws {
    let payloads = try SignedPayload.all
    try await ServedLedger.with(secrets: ServedLedger.secrets(payloads)) { served in
      let ingest = served.tokens[.ingest] ?? ""
      for payload in payloads {
        let isSigned = payload.secret != nil
        let unsigned = try await served.post(
          payload, body: payload.forgedBody, isSigned ? payload.forged : [:])
        #expect(unsigned.status == 401, "\(payload.kind): \(unsigned.text)")
        #expect(unsigned.header("content-type") == "application/problem+json")
        let isKnown = served.writer.channels.contains { $0.name == payload.kind }
        #expect(!isKnown, "nobody but its sender registers \(payload.kind)")

        let token = isSigned ? "" : ingest
        let first = try await served.post(payload, payload.signature, token: token)
        #expect(first.status == 200, "\(payload.kind): \(first.text)")
        let position = served.writer.nextPosition.rawValue - 1
        let again = try await served.post(payload, payload.signature, token: token)
        #expect(again.status == 200, "\(payload.kind): \(again.text)")
        if payload.kind != "adyen" {
          #expect(try first.json("outcome") == "appended", "\(payload.kind)")
          #expect(try first.json("position") == "\(position)", "\(payload.kind)")
          let outcome = try again.json("outcome")
          #expect(outcome == (payload.hasID ? "duplicate" : "appended"), "\(payload.kind)")
        } else {
          #expect(first.text == "[accepted]")
        }
        let entry = try await served.get("/v1/events/\(position)?at_least=\(position)")
        #expect(try entry.json("channel") == payload.kind, "\(entry.text)")
        #expect(
          try entry.json("evidence") == (isSigned ? "signed" : "authenticated fetch"),
          "\(entry.text)")
        let body = try await served.get("/v1/events/\(position)/body")
        #expect(body.body == payload.body, "\(payload.kind)")
      }
    }
  }

  @Test
  func theCommandLineSaysTheSameOfWhatCameBySocket() async throws {
    let payloads = try SignedPayload.all
    let directory = TemporaryDirectory()
    let answers = try await ServedLedger.with(
      directory: directory, secrets: ServedLedger.secrets(payloads)
    ) { served -> [String: String] in
      for payload in payloads {
        let token = payload.secret == nil ? served.tokens[.ingest] ?? "" : ""
        _ = try await served.post(payload, payload.signature, token: token)
      }
      let last = served.writer.nextPosition.rawValue - 1
      let list = try await served.get("/v1/orders?at_least=\(last)&limit=100")
      try await RealPayloadTests.expectFeed(of: served, through: last)
      var answers: [String: String] = [:]
      for index in 0..<(try list.count("orders")) {
        let name = try #require(try list.json("orders.\(index).order.order"))
        answers["status \(name)"] = try await served.get("/v1/orders/\(name)").text
        answers["trace \(name)"] = try await served.get("/v1/orders/\(name)/trace").text
      }
      return answers
    }
    #expect(answers.count >= 6, "\(answers.keys)")
    let now = ServedLedger.begin.rfc3339
    for (command, answer) in answers {
      let said = try RealPayloadTests.run(command, in: directory.path, at: now)
      #expect(said == answer, "\(command)")
    }
    let verified = try RealPayloadTests.run("verify", in: directory.path, at: now)
    #expect(verified.contains(#""findings":[]"#), "\(verified)")
  }

  /// The feed has each item of each entry, in order, with what the entry itself says became of it.
  static func expectFeed(of served: ServedLedger, through last: UInt64) async throws {
    var expected: [(id: String, members: [String])] = []
    for position in 1...last {
      let entry = try await served.get("/v1/events/\(position)")
      let count = try entry.count("items")
      for index in 0..<count {
        let item = "items.\(index)"
        let outcome = try entry.json("\(item).outcome") ?? ""
        var members = [#""outcome":"\#(outcome)""#]
        if let order = try entry.json("\(item).orders.0"), try entry.json("\(item).orders.1") == nil
        {
          members.append(#""orders":["\#(order)"]"#)
        }
        expected.append(("\(position).\(index)", members))
      }
      if count == 0 { expected.append(("\(position).0", [])) }
    }
    let fed = try await FeedTests.events(expected.count, from: served, "/v1/feed?after=0")
    #expect(fed.map(\.id) == expected.map(\.id))
    for (event, expected) in zip(fed, expected) {
      for member in expected.members {
        #expect(event.data.contains(member), "\(event.id): \(event.data)")
      }
    }
  }

  /// The real binary stands beside the test bundle.
  static let binary = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    .deletingLastPathComponent().appendingPathComponent("orderledger")

  static func run(_ command: String, in directory: String, at now: String) throws -> String {
    let process = Process()
    process.executableURL = binary
    process.arguments =
      command.split(separator: " ").map(String.init) + [
        "--json", "--ledger", directory + "/ledger",
      ]
    process.environment = ["ORDERLEDGER_NOW": now, "HOME": directory]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let written = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return String(decoding: written, as: UTF8.self)
  }
}
