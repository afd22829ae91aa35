import LedgerCore
import LedgerFold
import LedgerRules
import Testing

@Suite("Disagreements over time")
struct DisagreementTests {
  /// A shipped order of which the ERP knows.
  private func shipped(erp: String? = nil) throws -> History {
    var history = try History()
    history.tell("shop", ["order": "placed"], at: 0)
    history.tell("erp", erp.map { ["fulfillment": $0] } ?? ["order": "placed"], at: 0.1)
    history.tell("wms", ["fulfillment": "shipped"], at: 1)
    return history
  }

  @Test("on its way it is in flight, then a delay, then past the hard limit a mismatch")
  func delay() throws {
    let history = try shipped(erp: "packed")
    #expect(history.open(at: 0.5).isEmpty)
    #expect(history.open(at: 4.9) == ["shipment_lag in_flight"])
    #expect(history.open(at: 5) == ["shipment_lag delay"])
    #expect(history.open(at: 24.9) == ["shipment_lag delay"])
    #expect(history.open(at: 25) == ["shipment_lag mismatch"])
  }

  @Test("a downstream that says nothing to the contrary is late, not wrong")
  func silentDownstream() throws {
    #expect(try shipped().open(at: 6) == ["shipment_lag delay"])
  }

  @Test("a contradiction is a mismatch as soon as the grace has passed")
  func contradiction() throws {
    #expect(try shipped(erp: "shipped").open(at: 6).isEmpty)
    for (claimed, expected) in [("unpaid", "delay"), ("voided", "mismatch")] {
      var history = try History()
      history.tell("erp", ["payment": claimed], at: 0)
      history.tell("pay", ["payment": "captured"], at: 1)
      #expect(history.open(at: 6.2).contains("payment_gap in_flight"))
      #expect(history.open(at: 6.25).contains("payment_gap \(expected)"), "\(claimed)")
    }
  }

  @Test("an absence is a mismatch after the grace")
  func absence() throws {
    var history = try History()
    history.tell("shop", ["order": "placed"])
    #expect(history.open(at: 0.9) == ["checkout_disconnect in_flight"])
    #expect(history.open(at: 1) == ["checkout_disconnect mismatch"])
  }

  @Test("a channel that is not heard from makes it unobservable, until it is heard")
  func unobservable() throws {
    var history = try History()
    history.tell("shop", ["order": "placed"])
    #expect(history.open(at: 5, heard: ["erp": 0.5]) == ["checkout_disconnect unobservable"])
    #expect(history.cause(of: "checkout_disconnect", at: 5, heard: ["erp": 0.5]) == "unobservable")
    #expect(history.open(at: 5, heard: ["erp": 1]) == ["checkout_disconnect mismatch"])
  }

  @Test("where the role has no channel at all nothing is expected of it")
  func noChannel() throws {
    var history = try History()
    history.tell("shop", ["order": "placed"])
    let view = OrderView(
      of: history.folded(), table: history.table,
      asOf: Timestamp(rawValue: History.instant(50)), knowledge: ChannelKnowledge())
    #expect(
      !view.disagreements.contains { history.name(of: $0.disagreement) == "checkout_disconnect" })
  }

  @Test("a hand-off starts when it happened; far ahead of its receipt, when it was learned")
  func start() throws {
    for (occurred, expected) in [(-3.0, -3.0), (0.05, 0.05), (9.0, 0.0)] {
      var history = try History()
      history.tell("shop", ["order": "placed"], at: 0, occurred: occurred)
      let found = try #require(history.disagreement("checkout_disconnect"))
      #expect(found.start == History.instant(expected), "occurred \(occurred)")
    }
  }

  @Test("the clock of a hand-off stands while its pause holds")
  func pause() throws {
    var history = try shipped(erp: "packed")
    history.tell("shop", ["order": "on_hold"], at: 2)
    #expect(history.open(at: 60).contains("shipment_lag in_flight"))
    history.tell("shop", ["order": "placed"], at: 12)
    let found = try #require(history.disagreement("shipment_lag"))
    #expect(found.due == History.instant(15))
    #expect(found.hard == History.instant(35))
    #expect(history.open(at: 14.9).contains("shipment_lag in_flight"))
    #expect(history.open(at: 15).contains("shipment_lag delay"))
  }

  @Test("a deadline comes from the payload, and is `grace` where it names none")
  func deadline() throws {
    for (named, due, hard) in [(30.0, 30.0, 54.0), (nil, 48.0, 72.0)] as [(Double?, Double, Double)]
    {
      var history = try History()
      history.tell(
        "shop", ["order": "placed"],
        amounts: named.map { [("time.ship_by", History.instant($0), .instant)] } ?? [])
      let found = try #require(history.disagreement("shipped_in_time"))
      #expect(found.due == History.instant(due))
      #expect(found.hard == History.instant(hard))
    }
  }

  @Test("`every` counts from the next batch")
  func every() throws {
    for (at, due, hard) in [(1.0, 6.25, 18.0), (6.0, 6.25, 18.0), (6.5, 12.25, 24.0)] {
      var history = try History()
      history.tell("erp", ["order": "placed"], at: 0)
      history.tell("pay", ["payment": "captured"], at: at)
      let found = try #require(history.disagreement("payment_gap"))
      #expect(found.due == History.instant(due), "at \(at)")
      #expect(found.hard == History.instant(hard), "at \(at)")
    }
  }

  @Test("a calendar counts working time alone: nights, weekends and holidays stand still")
  func calendar() throws {
    // 2026-03-02 is a Monday, the 3rd a holiday; work is from 8 to 18 UTC.
    for (at, due) in [
      (0.0, 4.0), (4.0, 46.0), (8.0, 48.0), (24.0, 48.0), (46.0, 50.0),
      (4 * 24 + 5.0, 7 * 24 - 1.0),
    ] {
      var history = try History()
      history.tell("erp", ["order": "placed"], at: -1)
      history.tell("shop", ["order": "cancelled"], at: at)
      let found = try #require(history.disagreement("silent_cancellation"))
      let expected = Timestamp(rawValue: History.instant(due)).rfc3339
      #expect(Timestamp(rawValue: found.due).rfc3339 == expected, "at \(at)")
    }
  }

  @Test("`unless` explains one away while the other is open")
  func unless() throws {
    var history = try History()
    history.tell("shop", ["order": "placed"], at: 0)
    history.tell("wms", ["fulfillment": "shipped"], at: 0.5)
    #expect(history.open(at: 0.6) == ["checkout_disconnect in_flight"])
    history.tell("erp", ["order": "placed"], at: 0.8)
    #expect(history.open(at: 0.9) == ["shipment_lag in_flight"])
  }

  @Test("what came right in time leaves no trace")
  func inTime() throws {
    var history = try shipped(erp: "packed")
    history.tell("erp", ["fulfillment": "shipped"], at: 4.9)
    #expect(history.folded().open.isEmpty && history.folded().closed.isEmpty)
  }

  @Test("what came right late was late but correct")
  func lateButCorrect() throws {
    for (at, wasMismatch) in [(6.0, false), (30.0, true)] {
      var history = try shipped(erp: "packed")
      let item = history.tell("erp", ["fulfillment": "shipped"], at: at)
      let closed = try #require(history.folded().closed.first)
      #expect(history.folded().open.isEmpty)
      #expect(closed.closing == .lateButCorrect)
      #expect(closed.wasMismatch == wasMismatch)
      #expect(closed.closedItem == item && closed.closedLearned == History.instant(at))
    }
  }

  @Test("what was contradicted, or given up by the upstream, was corrected")
  func corrected() throws {
    var history = try shipped(erp: "packed")
    history.tell("wms", ["fulfillment": "packed"], at: 6)
    let closed = try #require(history.folded().closed.first)
    #expect(closed.closing == .corrected)
  }

  @Test("a test order takes part in no pattern but those that ask for tests")
  func testOrders() throws {
    var history = try History()
    history.tell("shop", ["order": "placed", "test": "yes"])
    #expect(history.folded().isTest)
    #expect(history.open(at: 99).isEmpty)
    #expect(history.folded().expected.isEmpty)
    history.tell("erp", ["order": "placed"], at: 1)
    #expect(history.open(at: 99) == ["test_in_erp mismatch"])
  }

  @Test("`unlinked: true` alone is looked for where nothing ties the items to an order")
  func unlinked() throws {
    var history = try History()
    history.tell("pay", ["payment": "captured"])
    history.tell("erp", ["order": "placed"], at: 0.1)
    #expect(history.open(at: 99, .unlinked) == ["orphan_capture mismatch"])
    #expect(history.open(at: 99, .shared).isEmpty)
    #expect(
      history.open(at: 99)
        == ["orphan_capture mismatch", "payment_gap mismatch"], "an order has all patterns")
  }
}
