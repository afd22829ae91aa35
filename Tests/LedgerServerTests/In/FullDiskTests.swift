import Glibc
import LedgerCore
import LedgerEngine
import LedgerServer
import LedgerTesting
import Testing

/// A server whose disk is full: senders are asked to come again, readers are served, and with space it
/// goes on by itself.
struct FullDiskTests {
  private static func post(_ served: ServedLedger, _ number: Int) async throws -> WebAnswer {
    var noise = SplitMix64(seed: UInt64(number))
    let note = (0..<800).map { _ in "\(noise.next())" }.joined()
    return try await served.send(
      "POST", "/v1/channels/hop/deliveries", ["Content-Type": "application/json"],
      body: Array(#"{"id":"d\#(number)","note":"\#(note)"}"#.utf8))
  }

  @Test(.enabled(if: SmallDisk.isPossible, "needs the right to mount"))
  func sendersComeAgainAndNothingAcknowledgedIsLost() async throws {
    let disk = try #require(SmallDisk(bytes: 8 << 20))
    let directory = TemporaryDirectory(in: disk.directory)
    let place = disk.directory
    let acknowledged = try await ServedLedger.with(directory: directory) { served in
      var positions: [String: Int] = [:]
      positions[try #require(try await FullDiskTests.post(served, 0).json("position"))] = 0
      let filler = SmallDisk.fill(place, leaving: 1 << 20)
      var refused: WebAnswer?
      for number in 1..<500 where refused == nil {
        let answer = try await FullDiskTests.post(served, number)
        if answer.status == 200 {
          positions[try #require(try answer.json("position"))] = number
        } else {
          refused = answer
        }
      }
      #expect(refused?.status == 503, "\(refused?.text ?? "all were taken")")
      #expect(refused?.header("retry-after") == "5")
      #expect(refused?.text.contains("space") == true, "\(refused?.text ?? "")")
      // It is not the server that is at its end.
      #expect(try await served.get("/health/ready").status == 200)
      #expect(try await served.get("/v1/channels").status == 200)
      unlink(filler)
      var answer = try await FullDiskTests.post(served, 500)
      for _ in 0..<100 where answer.status == 503 {
        try await Task.sleep(for: .milliseconds(100))
        answer = try await FullDiskTests.post(served, 500)
      }
      #expect(answer.status == 200, "\(answer.text)")
      positions[try #require(try answer.json("position"))] = 500
      return positions
    }
    #expect(acknowledged.count > 10)
    let ledger = try Ledger.openForReading(directory: directory.path + "/ledger")
    for (position, number) in acknowledged {
      let position = LogPosition(try #require(UInt64(position)))
      let delivery = try #require(try ledger.delivery(at: position))
      #expect(
        String(decoding: delivery.body, as: UTF8.self).hasPrefix(#"{"id":"d\#(number)""#))
    }
    #expect(try ledger.verify().findings.isEmpty)
  }
}
