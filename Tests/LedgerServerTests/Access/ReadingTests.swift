import LedgerEngine
import LedgerServer
import LedgerTesting
import Testing

/// Who read which order's original bytes is an entry of the log.
struct ReadingTests {
  @Test
  func whoReadWhatIsRecordedBeforeItIsShown() async throws {
    try await ServedLedger.with(prepare: ReadPlumbingTests.fill) { served in
      let position = served.writer.nextPosition.rawValue - 1
      let auditor = served.tokens[.auditor]
      let path = "/v1/orders/%231001/readings"
      #expect(try await served.get(path).count("readings") == 0)
      // Without the right there is nothing to record.
      let refused = try await served.get(
        "/v1/events/\(position)/body", token: served.tokens[.dashboard])
      #expect(refused.status == 403)
      let body = try await served.get("/v1/events/\(position)/body", token: auditor)
      #expect(body.text == ReadPlumbingTests.order)
      let recorded = served.writer.nextPosition.rawValue
      #expect(recorded == position + 2)
      // The same person, within the hour, and another.
      _ = try await served.get("/v1/events/\(position)/headers", token: auditor)
      #expect(served.writer.nextPosition.rawValue == recorded)
      _ = try await served.get("/v1/events/\(position)/body")
      let readings = try await served.get("\(path)?at_least=\(recorded)")
      #expect(try readings.count("readings") == 2, "\(readings.text)")
      let names = [try readings.json("readings.0.actor"), try readings.json("readings.1.actor")]
      #expect(names == ["token:auditor", "token:admin"], "\(readings.text)")
      served.clock.now = served.clock.now + .minutes(61)
      _ = try await served.get("/v1/events/\(position)/body", token: auditor)
      #expect(served.writer.nextPosition.rawValue == recorded + 2)
    }
  }
}
