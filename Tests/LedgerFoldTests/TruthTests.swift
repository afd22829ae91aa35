import LedgerCore
import LedgerFold
import LedgerRules
import Testing

@Suite("Amounts, roll-up and truth")
struct TruthTests {
  static let euro = Currency(code: "EUR") ?? .count

  private func amount(_ state: OrderState) -> OrderState.Amount? {
    state.amounts.first { $0.currency == TruthTests.euro }
  }

  @Test("an amount is set, not added, and an edit keeps the value before it")
  func amounts() throws {
    var history = try History()
    history.tell("shop", version: 1, amounts: [("order.total", 1000, Self.euro)])
    history.tell("shop", at: 1, version: 2, amounts: [("order.total", 1000, Self.euro)])
    #expect(amount(history.folded())?.value == 1000)
    #expect(amount(history.folded())?.previous == nil)
    history.tell("shop", at: 2, version: 3, amounts: [("order.total", 900, Self.euro)])
    history.tell("shop", at: 3, version: 4, amounts: [("order.total", 900, Self.euro)])
    #expect(amount(history.folded())?.value == 900)
    #expect(amount(history.folded())?.previous == 1000)
    history.tell("shop", at: 4, version: 2, amounts: [("order.total", 5, Self.euro)])
    #expect(amount(history.folded())?.value == 900, "an older version sets nothing")
    #expect(history.folded().amounts.count == 1)
  }

  @Test("several amounts of one item are all taken, and hearsay sets none")
  func continuations() throws {
    var history = try History()
    history.tell(
      "shop",
      amounts: [
        ("order.total", 1000, Self.euro), ("quantity.ordered", 3, .count),
        ("quantity.shipped", 1, .count),
      ])
    history.tell("link", ["target": "shop"], at: 1, amounts: [("order.total", 1, Self.euro)])
    #expect(Set(history.folded().amounts.map(\.value)) == [1000, 3, 1])
  }

  @Test("payments roll up: all captured, some captured, voided ones drop out")
  func rollup() throws {
    for (states, expected) in [
      (["captured", "captured"], "captured"), (["captured", "authorized"], "partially_captured"),
      (["captured", "voided"], "captured"), (["voided", "voided"], "voided"),
      (["authorized", "unpaid"], "authorized"), (["partial", "unpaid"], "partially_captured"),
    ] {
      for order in [states, states.reversed()] {
        var history = try History()
        for (number, state) in order.enumerated() {
          history.tell("pay", ["payment": state], at: Double(number), piece: "p\(number)")
        }
        #expect(history.truth("payment") == expected, "\(order)")
      }
    }
  }

  @Test("with a measure, all shipped is partial until the quantities are reached")
  func measure() throws {
    var history = try History()
    history.tell("shop", ["order": "placed"], amounts: [("quantity.ordered", 5, .count)])
    history.tell(
      "wms", ["fulfillment": "shipped"], at: 1, piece: "a",
      amounts: [("quantity.shipped", 3, .count)])
    #expect(history.truth("fulfillment") == "partially_shipped")
    history.tell(
      "wms", ["fulfillment": "shipped"], at: 2, piece: "b",
      amounts: [("quantity.shipped", 2, .count)])
    #expect(history.truth("fulfillment") == "shipped")
  }

  @Test("the first authority with a claim is the truth, and those before it are counted as skipped")
  func authority() throws {
    var history = try History()
    history.tell("shop", ["order": "placed", "payment": "unpaid"])
    var truth = try #require(history.folded().truth.first { $0.facet.rawValue == 1 })
    #expect(truth.skipped == 1)
    let item = history.tell("pay", ["payment": "captured"], at: 1)
    truth = try #require(history.folded().truth.first { $0.facet.rawValue == 1 })
    #expect(truth.skipped == 0 && truth.item == item)
    #expect(history.truth("payment") == "captured")
    #expect(history.status("shop", "payment") == "unpaid")
  }

  @Test("an authority that asks for a trait counts only where the order has it")
  func traits() throws {
    for (facts, expected) in [([:], "packed"), (["mfn": "yes"], "shipped")] {
      var history = try History()
      history.tell("shop", ["order": "placed"])
      history.tell("market", facts.merging(["fulfillment": "shipped"]) { $1 }, at: 1)
      history.tell("wms", ["fulfillment": "packed"], at: 2)
      #expect(history.truth("fulfillment") == expected)
    }
  }

  @Test("the origin is the first role heard of, unless an item names a system that has spoken")
  func origin() throws {
    var history = try History()
    history.tell("shop", ["order": "placed"])
    #expect(origin(history) == "shop")
    var copy = history
    copy.tell("market", ["order": "pending"], at: 1)
    #expect(origin(copy) == "market")
    #expect(copy.truth("order") == "pending")
    history.tell("shop", ["order": "placed", "source": "market"], at: 1)
    #expect(origin(history) == "shop", "the marketplace has not spoken")
    history.tell("market", ["order": "completed"], at: 2)
    #expect(origin(history) == "market")
  }

  private func origin(_ history: History) -> String? {
    history.folded().originSystem(by: history.table).map { history.rulebook[$0].name }
  }

  @Test("what a system says of knowing the order is kept with its reason")
  func presence() throws {
    var history = try History()
    history.tell("erp", ["known": "rejected", "error": "E42"])
    #expect(history.presence("erp", at: 1) == .rejected)
    #expect(history.folded().systems.first?.reason == "E42")
    history.tell("erp", ["known": "absent_there"], at: 1)
    #expect(history.presence("erp", at: 2) == .absent)
    history.tell("erp", ["order": "placed"], at: 2)
    #expect(history.presence("erp", at: 3) == .present)
    history.tell("erp", ["known": "deleted"], at: 3)
    #expect(history.presence("erp", at: 4) == .deleted)
  }

  @Test(
    "a system that is expected is first expected, then silent, or unobservable, or swept absent")
  func expected() throws {
    var history = try History()
    history.tell("shop", ["order": "placed"], at: 0)
    #expect(history.presence("erp", at: 0.9) == .expected)
    #expect(history.presence("erp", at: 1.1) == .silent)
    #expect(history.presence("erp", at: 1.1, heard: ["erp": 0.5]) == .unobservable)
    let erp = try #require(history.rulebook.system(named: "erp"))
    let sweep = ChannelKnowledge.Sweep(
      system: erp, from: Timestamp(rawValue: History.instant(-1)),
      to: Timestamp(rawValue: History.instant(1)), learned: Timestamp(rawValue: History.instant(2)))
    let view = OrderView(
      of: history.folded(), table: history.table,
      asOf: Timestamp(rawValue: History.instant(3)),
      knowledge: ChannelKnowledge(watermarks: [erp: .distantPast], sweeps: [sweep]))
    #expect(view.presence.first { $0.system == erp }?.presence == .absent)
  }
}
