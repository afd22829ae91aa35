import LedgerCore
import LedgerFold
import LedgerRules
import Testing

@Suite("Holds")
struct HoldTests {
  @Test("a claim without its prerequisite stands for its claimant, and truth waits")
  func held() throws {
    var history = try History()
    let item = history.tell("wms", ["fulfillment": "shipped"])
    #expect(history.status("wms", "fulfillment") == "shipped")
    #expect(history.truth("fulfillment") == nil)
    #expect(history.folded().outcome(of: item) == .held)
    #expect(history.folded().counts.held == 1)
  }

  @Test("the prerequisite releases it, from whichever system")
  func released() throws {
    for system in ["shop", "erp", "market"] {
      var history = try History()
      let item = history.tell("wms", ["fulfillment": "shipped"])
      history.tell(system, ["order": "placed"], at: 1)
      #expect(history.truth("fulfillment") == "shipped", "\(system)")
      #expect(history.folded().outcome(of: item) == .accepted)
      #expect(history.folded().expiredHolds.isEmpty)
    }
  }

  @Test("what came before is a prerequisite too, even where it has since changed")
  func prerequisiteBefore() throws {
    var history = try History()
    history.tell("shop", ["order": "placed"])
    history.tell("shop", ["order": "cancelled"], at: 1)
    history.tell("wms", ["fulfillment": "shipped"], at: 2)
    #expect(history.truth("fulfillment") == "shipped")
  }

  @Test("a state that is no prerequisite releases nothing")
  func notReleased() throws {
    var history = try History()
    history.tell("wms", ["fulfillment": "shipped"])
    history.tell("shop", ["order": "pending"], at: 1)
    #expect(history.truth("fulfillment") == nil)
  }

  @Test("a claim by a role that the rule does not name is not held")
  func otherRole() throws {
    var history = try History()
    history.tell("shop", ["fulfillment": "shipped"])
    #expect(history.truth("fulfillment") == "shipped")
  }

  @Test("a hold ends by log time, and is flagged")
  func expiry() throws {
    let day = 24.0
    for (at, expected) in [(6.99, nil), (7, "shipped")] as [(Double, String?)] {
      var history = try History()
      let item = history.tell("wms", ["fulfillment": "shipped"])
      history.tell("pay", ["payment": "authorized"], at: at * day)
      #expect(history.truth("fulfillment") == expected, "\(at)")
      #expect(history.folded().expiredHolds.map(\.item) == (expected == nil ? [] : [item]))
    }
  }

  @Test("a view shows by its as-of what has run out since, and changes no state")
  func expiryInView() throws {
    var history = try History()
    history.tell("wms", ["fulfillment": "shipped"])
    let before = history.folded()
    #expect(history.truth("fulfillment", in: history.view(at: 6.9 * 24).truth) == nil)
    #expect(history.truth("fulfillment", in: history.view(at: 7.1 * 24).truth) == "shipped")
    #expect(history.folded() == before)
    #expect(history.truth("fulfillment") == nil)
  }

  @Test("a held claim leaves truth to the next authority")
  func nextAuthority() throws {
    var history = try History()
    history.tell("wms", ["fulfillment": "shipped"])
    history.tell("shop", ["fulfillment": "packed"], at: 1)
    #expect(history.truth("fulfillment") == "packed")
    history.tell("shop", ["order": "placed"], at: 2)
    #expect(history.truth("fulfillment") == "shipped")
  }
}
