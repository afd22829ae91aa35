import LedgerCore
import LedgerEngine
import LedgerServer
import LedgerTesting
import Testing

/// What is too large, and what is too much at once: refused, with words and a time to come again, and
/// nothing of it is kept.
struct PressureTests {
  private static func post(
    _ served: ServedLedger, bytes: Int, id: String = "x"
  ) async throws -> WebAnswer {
    let (begin, end) = (#"{"id":"\#(id)","pad":""#, #""}"#)
    let pad = String(repeating: "x", count: bytes - begin.utf8.count - end.utf8.count)
    return try await served.send(
      "POST", "/v1/channels/hop/deliveries", body: Array((begin + pad + end).utf8))
  }

  @Test
  func aBodyOf16MiBIsTakenAndAByteMoreIsNot() async throws {
    try await ServedLedger.with { served in
      let size = 16 << 20
      #expect(try await PressureTests.post(served, bytes: size).status == 200)
      let next = served.writer.nextPosition
      // Said beforehand, and not said at all.
      let piece = [UInt8](repeating: 0x20, count: 1 << 20)
      let chunk = Array("100000\r\n".utf8) + piece + [0x0d, 0x0a]
      for (framing, pieces) in [
        ("Content-Length: \(size + 1)", Array(repeating: piece, count: 16) + [[0x20]]),
        ("Transfer-Encoding: chunked", Array(repeating: chunk, count: 17)),
      ] {
        let (port, token) = (served.port, served.token)
        let answer = try await onThread {
          let connection = try WebConnection(port: port)
          try connection.send(
            Array(
              ("POST /v1/channels/hop/deliveries HTTP/1.1\r\nHost: x\r\n\(framing)\r\n"
                + "Authorization: Bearer \(token)\r\n\r\n").utf8))
          for piece in pieces { try connection.send(piece) }
          try connection.endSending()
          return String(decoding: try connection.receiveAll(), as: UTF8.self)
        }
        #expect(answer.hasPrefix("HTTP/1.1 413 "), "\(answer)")
        #expect(answer.contains("/too_large"), "\(answer)")
      }
      #expect(served.writer.nextPosition == next)
    }
  }

  @Test
  func whatIsMoreThanCanBeHeldIsAskedToComeAgain() async throws {
    try await ServedLedger.with(options: { $0.inFlightBytes = 1_000 }) { served in
      #expect(try await PressureTests.post(served, bytes: 900, id: "a").status == 200)
      let next = served.writer.nextPosition
      for _ in 0..<3 {
        let refused = try await PressureTests.post(served, bytes: 1_001, id: "b")
        #expect(refused.status == 503, "\(refused.text)")
        #expect(refused.header("retry-after") == "1")
        #expect(refused.text.contains("/busy"))
      }
      #expect(served.writer.nextPosition == next)
      // What was refused, or cut short, holds nothing any more.
      let (port, token) = (served.port, served.token)
      for _ in 0..<3 {
        _ = try await onThread {
          let connection = try WebConnection(port: port)
          try connection.send(
            Array(
              ("POST /v1/channels/hop/deliveries HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n"
                + "Authorization: Bearer \(token)\r\n\r\n").utf8)
              + [UInt8](repeating: 0x20, count: 800))
          try connection.endSending()
          _ = try? connection.receiveAll()
        }
      }
      for number in 0..<5 {
        let taken = try await PressureTests.post(served, bytes: 900, id: "c\(number)")
        #expect(taken.status == 200, "\(taken.text)")
      }
    }
  }

  @Test
  func whoIsAskedToComeAgainIsTakenThenOnceAndNobodyIsLost() async throws {
    try await ServedLedger.with(options: { $0.inFlightDeliveries = 2 }) { served in
      _ = try await PressureTests.post(served, bytes: 40, id: "first")
      let begin = served.writer.nextPosition.rawValue
      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<40 {
          group.addTask {
            var answer = try await PressureTests.post(served, bytes: 60, id: "n\(number)")
            while answer.status == 503 {
              #expect(answer.header("retry-after") == "1")
              answer = try await PressureTests.post(served, bytes: 60, id: "n\(number)")
            }
            #expect(answer.status == 200, "\(answer.text)")
            #expect(try answer.json("outcome") == "appended")
          }
        }
        try await group.waitForAll()
      }
      #expect(served.writer.nextPosition.rawValue == begin + 40)
    }
  }

  @Test
  func whoReadsTooMuchWaitsAndWhoDeliversDoesNot() async throws {
    try await ServedLedger.with(options: { $0.readingsPerSecond = 0.25 }) { served in
      #expect(try await served.send("GET", "/v1/orders").status == 200)
      var answer = try await served.send("GET", "/v1/orders")
      for _ in 0..<100 where answer.status == 200 {
        answer = try await served.send("GET", "/v1/orders")
      }
      #expect(answer.status == 429)
      let wait = Int(answer.header("retry-after") ?? "") ?? 0
      #expect((1...4).contains(wait), "\(wait)")
      // Each token has its own.
      let other = try await served.send("GET", "/v1/orders", token: served.tokens[.dashboard])
      #expect(other.status == 200)
      for number in 0..<10 {
        let taken = try await PressureTests.post(served, bytes: 60, id: "d\(number)")
        #expect(taken.status == 200, "\(taken.text)")
      }
    }
  }
}
