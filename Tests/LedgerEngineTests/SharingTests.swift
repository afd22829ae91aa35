import LedgerCore
import LedgerEngine
import LedgerTesting
import Testing

/// Many threads that hang together, and many orders that reach them: what one of them has been told
/// of the group must hold for each.
@Suite("Sharing")
struct SharingTests {
  private static let payments = 30
  private static let orders = 100

  /// Payments that begin apart and are tied by a charge, and orders that each mention one of them.
  private static let deliveries: [(channel: String, body: String)] =
    (0..<payments).map { ("pay", #"{"payment":"p\#($0)","status":"held"}"#) }
    + (0..<payments).map { ("pay", #"{"payment":"p\#($0)","charge":"c1","status":"ok"}"#) }
    + (0..<orders).map {
      ("shop", #"{"id":\#($0),"status":"pending","payments":["p\#($0 % payments)"]}"#)
    }

  @Test(
    "orders that reach one cluster by different threads all share the whole of it",
    arguments: 1...3 as ClosedRange<UInt64>)
  func cluster(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let bench = try Bench()
    for (channel, body) in Self.deliveries.shuffled(using: &random) {
      try bench.take(channel, body, after: 1)
      if Int.random(in: 0..<20, using: &random) == 0 { try bench.ledger.flush() }
    }
    let live = try bench.ledger.totals()
    #expect(live.orders == Self.orders && live.unlinkedGroups == 0)
    #expect(live.items == [.accepted: Self.deliveries.count])
    for order in [0, 7, Self.payments, Self.orders - 1] {
      #expect(try bench.truth("\(order)")["payment"] == "captured", "\(order)")
      let row = try bench.order("\(order)")
      #expect(row.counts.items == 1, "its own item alone")
      #expect(try bench.orders("p3") == Self.orders)
    }
    #expect(try bench.ledger.rebuild().after == live)
    #expect(try bench.ledger.verify().findings.isEmpty)
  }

  @Test("a cluster that one order too many reaches leaves all of them")
  func oneTooMany() throws {
    let bench = try Bench()
    for (channel, body) in Self.deliveries { try bench.take(channel, body, after: 1) }
    try bench.ledger.flush()
    for order in Self.orders..<129 {
      if order == 128 { #expect(try bench.truth("0")["payment"] == "captured") }
      try bench.take(
        "shop", #"{"id":\#(order),"status":"pending","payments":["p\#(order % 30)"]}"#, after: 1)
    }
    for order in [0, 50, 128] {
      #expect(try bench.truth("\(order)")["payment"] == "unpaid", "\(order)")
    }
    let live = try bench.ledger.totals()
    #expect(live.orders == 129)
    #expect(try bench.ledger.rebuild().after == live)
  }
}
