import LedgerCore
import LedgerFold
import LedgerRules
import Testing

@Suite("Causes")
struct CauseTests {
  /// A captured payment that the ERP, which has the order, says is unpaid.
  private func gap(erp: String = "unpaid") throws -> History {
    var history = try History()
    history.tell("shop", ["order": "placed"])
    history.tell("erp", ["order": "placed", "payment": erp], at: 0.1)
    history.tell("pay", ["payment": "captured"], at: 1, version: 50)
    return history
  }

  private func cause(_ history: History, _ pattern: String = "payment_gap") -> String? {
    history.cause(of: pattern, at: 100)
  }

  @Test("nothing heard since: the event is missing")
  func missingEvent() throws {
    #expect(cause(try gap()) == "missing_event")
  }

  @Test("a later claim that implies the missing one: missing to the ledger")
  func missingToLedger() throws {
    var history = try gap()
    history.tell("erp", ["fulfillment": "shipped"], at: 2)
    #expect(cause(history) == "missing_to_ledger")
  }

  @Test("the connector passed on another value: mapping")
  func mapping() throws {
    var history = try gap()
    history.tell("link", ["target": "erp", "stage": "forwarded", "payment": "voided"], at: 2)
    #expect(cause(history) == "mapping")
    history = try gap()
    history.tell("link", ["target": "erp", "stage": "forwarded", "payment": "captured"], at: 2)
    #expect(cause(history) != "mapping", "the value that was expected")
  }

  @Test("the connector passed on a value that no rule knows: mapping")
  func mappingUnknown() throws {
    var history = try gap()
    history.tell("link", ["target": "erp", "stage": "forwarded", "payment": "mystery"], at: 2)
    #expect(cause(history) == "mapping")
  }

  @Test("what the connector did about an older version is no cause")
  func olderVersion() throws {
    for (version, expected) in [(49, "missing_event"), (50, "mapping")] as [(Int64, String)] {
      var history = try gap()
      history.tell(
        "link", ["target": "erp", "stage": "transformed", "payment": "voided"], at: 2,
        version: version)
      #expect(cause(history) == expected, "version \(version)")
    }
  }

  /// A payment that is authorised, then captured, each in a delivery with an id.
  private func deliveries() throws -> History {
    var history = try History()
    history.tell("shop", ["order": "placed"])
    history.tell("erp", ["order": "placed", "payment": "unpaid"], at: 0.1)
    history.tell("pay", ["payment": "authorized"], at: 0.2, delivery: "first")
    return history
  }

  @Test("what the connector did is about the delivery that it cites, whichever came first")
  func citedByConnector() throws {
    let wrong = ["target": "erp", "stage": "forwarded", "payment": "voided"]
    for (cites, expected) in [
      ("second", "mapping"), ("first", "missing_event"), ("never seen", "missing_event"),
    ] {
      var history = try deliveries()
      history.tell("link", wrong, at: 0.9, cites: cites)
      history.tell("pay", ["payment": "captured"], at: 1, delivery: "second")
      #expect(cause(history) == expected, "overtaking, citing \(cites)")
    }
    for (cites, expected) in [
      ("second", "mapping"), ("first", "missing_event"), ("never seen", "mapping"),
    ] {
      var history = try deliveries()
      history.tell("pay", ["payment": "captured"], at: 1, delivery: "second")
      history.tell("link", wrong, at: 2, cites: cites)
      #expect(cause(history) == expected, "following, citing \(cites)")
    }
  }

  @Test("a system that cites the delivery and says another value of itself: mapping")
  func citedByDownstream() throws {
    for (cites, expected) in [("second", "mapping"), ("first", nil), (nil, nil)]
      as [(String?, String?)]
    {
      var history = try deliveries()
      history.tell("pay", ["payment": "captured"], at: 1, delivery: "second")
      history.tell("erp", ["payment": "voided"], at: 2, cites: cites)
      if let expected {
        #expect(cause(history) == expected)
      } else {
        #expect(cause(history) != "mapping", "citing \(cites ?? "nothing")")
      }
    }
  }

  @Test("the downstream had agreed and went back to something older: sequencing")
  func sequencing() throws {
    var history = try gap()
    history.tell("erp", ["payment": "captured"], at: 2, occurred: 2)
    history.tell("erp", ["payment": "unpaid"], at: 3, occurred: 0.5)
    #expect(cause(history) == "sequencing")
  }

  @Test("the connector forwarded versions out of order: sequencing")
  func sequencingOfHops() throws {
    var history = try gap()
    history.tell("link", ["target": "erp", "stage": "forwarded"], at: 2, version: 51)
    #expect(cause(history) != "sequencing")
    history.tell("link", ["target": "erp", "stage": "forwarded"], at: 3, version: 40)
    #expect(cause(history) == "sequencing")
  }

  @Test("the downstream has the value of before the edit: the edit was not propagated")
  func edit() throws {
    var history = try History()
    let euro = TruthTests.euro
    history.tell("shop", ["order": "placed"], amounts: [("order.total", 1000, euro)])
    history.tell("erp", ["order": "placed"], at: 0.1, amounts: [("order.total", 1000, euro)])
    #expect(history.open(at: 100).isEmpty)
    history.tell("shop", ["order": "placed"], at: 1, amounts: [("order.total", 900, euro)])
    #expect(cause(history, "edit_not_in_erp") == "edit_not_propagated")
    history.tell("erp", at: 2, amounts: [("order.total", 900, euro)])
    #expect(cause(history, "edit_not_in_erp") == nil)
  }

  @Test("an amount that never agreed is no edit")
  func noEdit() throws {
    var history = try History()
    let euro = TruthTests.euro
    history.tell("shop", ["order": "placed"], amounts: [("order.total", 1000, euro)])
    history.tell("erp", ["order": "placed"], at: 0.1, amounts: [("order.total", 700, euro)])
    #expect(history.open(at: 100).contains("edit_not_in_erp mismatch"))
    #expect(cause(history, "edit_not_in_erp") != "edit_not_propagated")
  }

  @Test(
    "whether the ERP has told an amount since is a matter of when it said so, not of when it was heard"
  )
  func toldSince() throws {
    let euro = TruthTests.euro
    var history = try History()
    history.tell("shop", ["order": "placed"], amounts: [("order.total", 1000, euro)])
    history.tell("shop", ["order": "placed"], at: 2, amounts: [("order.total", 1100, euro)])
    var late = history
    late.tell(
      "erp", ["order": "placed"], at: 3, occurred: 0.1, amounts: [("order.total", 700, euro)])
    #expect(cause(late, "edit_not_in_erp") == "missing_event", "said before the edit")
    var again = late
    again.tell("erp", ["order": "placed"], at: 4, amounts: [("order.total", 700, euro)])
    #expect(cause(again, "edit_not_in_erp") == "undetermined", "the same, said again after it")
    history.tell("erp", ["order": "placed"], at: 3, amounts: [("order.total", 700, euro)])
    #expect(cause(history, "edit_not_in_erp") == "undetermined", "said after the edit")
  }

  @Test("the ERP or a failed hop refused it: rejected")
  func rejected() throws {
    var history = try History()
    history.tell("shop", ["order": "placed"])
    var failed = history
    failed.tell("link", ["target": "erp", "stage": "failed"], at: 0.5)
    #expect(cause(failed, "checkout_disconnect") == "rejected")
    history.tell("erp", ["known": "rejected", "error": "E1"], at: 0.5)
    #expect(cause(history, "checkout_disconnect") == "rejected")
  }

  @Test("received by the connector and never passed on: lost at the connector")
  func lost() throws {
    var history = try History()
    history.tell("shop", ["order": "placed"])
    history.tell("link", ["stage": "received"], at: 0.2)
    #expect(cause(history, "checkout_disconnect") == "lost_at_connector")
    history.tell("link", ["target": "erp", "stage": "forwarded"], at: 0.3)
    #expect(cause(history, "checkout_disconnect") == "missing_event")
  }

  @Test("two orders in the ERP are the cause of what else disagrees with it")
  func duplicate() throws {
    var history = try History()
    history.tell("shop", ["order": "placed"])
    history.tell("erp", ["order": "placed"], at: 0.1, piece: "a")
    history.tell("wms", ["fulfillment": "shipped"], at: 1)
    #expect(cause(history, "duplicate_erp_order") == nil)
    history.tell("erp", ["order": "placed"], at: 2, piece: "b")
    #expect(cause(history, "duplicate_erp_order") == "duplicate")
    #expect(cause(history, "shipment_lag") == "duplicate")
    history.tell("erp", ["order": "cancelled"], at: 3, piece: "b")
    #expect(cause(history, "duplicate_erp_order") == nil)
    #expect(cause(history, "shipment_lag") == "missing_event")
  }

  @Test("where no cause holds it says so")
  func undetermined() throws {
    var history = try History()
    history.tell("pay", ["payment": "captured"])
    #expect(cause(history, "orphan_capture") == "undetermined")
  }

  @Test("only causes that the rulebook lists are found, in its order")
  func listed() throws {
    let patterns = SmallRulebook.patterns.replacing(
      ", mapping, sequencing, edit_not_propagated, rejected, lost_at_connector, missing_event",
      with: ", missing_event, mapping")
    var history = try History(SmallRulebook.compiled(patterns: patterns))
    history.tell("shop", ["order": "placed"])
    history.tell("erp", ["order": "placed", "payment": "unpaid"], at: 0.1)
    history.tell("pay", ["payment": "captured"], at: 1)
    history.tell("link", ["target": "erp", "stage": "forwarded", "payment": "voided"], at: 2)
    #expect(cause(history) == "missing_event")
  }
}
