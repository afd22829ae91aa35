import LedgerCore
import LedgerEngine
import LedgerServer
import LedgerTesting
import Testing

/// The feed: in log order, from any id, without a gap or a repetition.
struct FeedTests {
  private static func order(_ number: Int) -> String {
    ReadPlumbingTests.order.replacing("\"id\":1,", with: "\"id\":\(number),")
      .replacing("1001", with: "\(1_000 + number)")
  }

  /// Reads so many events over one connection, and lets go of it.
  static func events(
    _ count: Int, from served: ServedLedger, _ target: String, after last: String? = nil
  ) async throws -> [(id: String, data: String)] {
    let (port, token) = (served.port, served.token)
    return try await onThread {
      let connection = try WebConnection(port: port)
      let resumed = last.map { "Last-Event-ID: \($0)\r\n" } ?? ""
      try connection.send(
        Array(
          ("GET \(target) HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer \(token)\r\n"
            + resumed + "\r\n").utf8))
      var text = ""
      var found: [(id: String, data: String)] = []
      while found.count < count {
        let piece = try connection.receive()
        if piece.isEmpty { break }
        text += String(decoding: piece, as: UTF8.self)
        found = text.components(of: "id: ").dropFirst().compactMap { part in
          guard let data = part.components(of: "\ndata: ").dropFirst().first,
            let end = data.firstRange(of: "\n\n")
          else { return nil }
          return (String(part.prefix { $0 != "\n" }), String(data[..<end.lowerBound]))
        }
      }
      return Array(found.prefix(count))
    }
  }

  @Test
  func itGoesOnFromAnyIdAcrossARestart() async throws {
    let directory = TemporaryDirectory()
    let before = try await ServedLedger.with(
      directory: directory,
      prepare: { ledger in
        for number in 1...5 {
          try ledger.take(FeedTests.order(number), channel: "shopify", kind: "shopify")
        }
      }
    ) { served in
      try await FeedTests.events(4, from: served, "/v1/feed?after=1")
    }
    #expect(before.map(\.id) == ["2.0", "3.0", "4.0", "5.0"])
    let after = try await ServedLedger.with(
      directory: directory,
      prepare: { ledger in try ledger.take(FeedTests.order(6), channel: "shopify") }
    ) { served in
      try await FeedTests.events(3, from: served, "/v1/feed?after=1", after: "5.0")
    }
    #expect(after.map(\.id) == ["6.0", "7.0", "8.0"])
  }

  @Test
  func whatComesIsSentAndFiltered() async throws {
    try await ServedLedger.with(prepare: ReadPlumbingTests.fill) { served in
      async let live = FeedTests.events(1, from: served, "/v1/feed?after=3&order=%231001")
      // Of another order, then of this one.
      for body in [FeedTests.order(2), ReadPlumbingTests.order.replacing("paid", with: "refunded")]
      {
        let posted = try await served.send(
          "POST", "/v1/channels/shopify/deliveries", ["Content-Type": "application/json"],
          body: Array(body.utf8))
        #expect(posted.status == 200, "\(posted.text)")
      }
      let events = try await live
      #expect(events.map(\.id) == ["5.0"])
      #expect(events.first?.data.contains(#""channel":"shopify""#) == true)
      #expect(events.first?.data.contains(#""outcome":"accepted""#) == true)
      let unknown = try await served.get("/v1/feed?order=nobody")
      #expect(unknown.status == 404)
      let bad = try await served.get("/v1/feed", ["Last-Event-ID": "x"])
      #expect(bad.status == 400)
    }
  }
}

extension StringProtocol {
  fileprivate func components(of separator: String) -> [String] {
    split(separator: separator, omittingEmptySubsequences: false).map { String($0) }
  }
}
