import LedgerCore
import LedgerRules
import Testing

@Suite("Evaluating a signature")
struct EvaluateTests {
  private func evaluate(
    _ kind: String, _ shape: String, _ facts: [String: Signature.Value] = [:], epoch: Int = 0,
    standing: Signature.Standing = .understood, flaws: [Signature.Flaw] = []
  ) throws -> (Rulebook, Evaluation) {
    let book = try Fixture.rulebook()
    let signature = try Fixture.signature(kind, shape, facts, standing: standing, flaws: flaws)
    return (book, book.evaluate(signature, epoch: epoch))
  }

  /// `facet state`, sorted as claimed.
  private func claims(_ result: (Rulebook, Evaluation)) -> [String] {
    result.1.claims.map { "\(result.0[$0.facet].name) \(result.0[$0.facet].name(of: $0.state))" }
  }

  /// `facet reason fact value`.
  private func quarantined(_ result: (Rulebook, Evaluation)) -> [String] {
    result.1.quarantined.map { item in
      let facet = item.facet.map { result.0[$0].name } ?? "-"
      return "\(facet) \(item.reason) \(item.fact) \(item.value)"
    }
  }

  @Test("the first row that matches makes the claim, and null has an entry of its own")
  func firstMatch() throws {
    let paid = try evaluate(
      "shopify", "order",
      [
        "financial_status": .text("paid"), "fulfillment_status": .null, "cancelled": .text("false"),
        "large": .text("true"),
      ])
    #expect(claims(paid) == ["order placed", "payment captured", "fulfillment unfulfilled"])
    #expect(paid.1.presence == .present)
    #expect(paid.1.presenceRule == nil)
    #expect(paid.0[paid.1.system].name == "shopify")
    #expect(!paid.1.isAction && !paid.1.isHearsay && !paid.1.isTest)
    let rule = paid.0[paid.1.claims[1].rule]
    #expect(rule.file == "channels/shopify.yaml")
    #expect(rule.text == "financial_status = paid → payment captured")
  }

  @Test("an unknown value quarantines the claim of its facet alone")
  func unknownValue() throws {
    let result = try evaluate(
      "shopify", "order", ["financial_status": .text("mystery"), "cancelled": .text("true")])
    #expect(claims(result) == ["order cancelled"])
    #expect(quarantined(result) == ["payment unknown_value financial_status mystery"])
    #expect(result.1.standing == .understood)
  }

  @Test("absent and null without an entry try the next row")
  func absent() throws {
    let absent = try evaluate("netsuite", "sales_order")
    #expect(claims(absent) == [])
    #expect(quarantined(absent) == [])
    let null = try evaluate("netsuite", "sales_order", ["status": .null])
    #expect(claims(null) == [])
  }

  @Test("`none` makes no claim, and in a facet with a state of that name it is that state")
  func none() throws {
    let word = try evaluate("shopify", "order", ["fulfillment_status": .text("null")])
    #expect(claims(word) == ["order placed"])
    #expect(quarantined(word) == [])
    #expect(
      claims(try evaluate("stripe", "charge", ["status": .text("pending")])) == ["payment none"])
  }

  @Test("`quarantine` as a result is told with its value")
  func quarantineRow() throws {
    let result = try evaluate("shopify", "order", ["financial_status": .text("any")])
    #expect(quarantined(result) == ["payment quarantined_by_rule financial_status any"])
  }

  @Test("a row counts in its own time")
  func epochs() throws {
    let facts: [String: Signature.Value] = ["fulfillment_status": .text("held")]
    #expect(claims(try evaluate("shopify", "order", facts, epoch: 0)) == ["order placed"])
    #expect(
      claims(try evaluate("shopify", "order", facts, epoch: 1)) == [
        "order placed", "fulfillment held",
      ])
    #expect(claims(try evaluate("shopify", "order", facts, epoch: 2)) == ["order placed"])
    #expect(claims(try evaluate("shopify", "order", facts, epoch: 99)) == ["order placed"])
    let book = try Fixture.rulebook()
    let start = try #require(Timestamp(rfc3339: "2026-01-01T00:00:00Z"))
    #expect(book.epoch(of: start) == 1)
    #expect(book.epoch(of: start + .seconds(-1)) == 0)
  }

  @Test("a value over its limit quarantines what would have to look at it")
  func overflow() throws {
    let table = try evaluate("shopify", "order", ["financial_status": .overflow])
    #expect(quarantined(table) == ["payment too_many_values financial_status "])
    let row = try evaluate("netsuite", "sales_order", ["status": .overflow])
    #expect(row.1.claims == [])
    #expect(row.1.quarantined.count == 3)
    let trait = try evaluate("shopify", "order", ["source": .overflow])
    #expect(quarantined(trait) == ["- too_many_values source "])
    #expect(trait.1.traits == [])
  }

  @Test("test, traits and origin come from facts")
  func marks() throws {
    let result = try evaluate(
      "shopify", "order",
      ["test": .text("true"), "source": .text("amazon"), "tag": .text("vip-now")])
    #expect(result.1.isTest)
    #expect(result.1.traits == TraitSet(rawValue: 3))
    #expect(result.1.origin.map { result.0[$0].name } == "amazon")
  }

  @Test("a part makes claims of its own and says nothing of presence")
  func parts() throws {
    let part = try evaluate("shopify", "order.fulfillment", ["status": .text("success")])
    #expect(claims(part) == ["fulfillment shipped"])
    #expect(part.1.presence == nil)
    #expect(part.0.entityKinds[Int(part.1.entityKind)] == "fulfillment")
    let inner = try evaluate("shopify", "order.fulfillment.parcel", ["status": .text("sent")])
    #expect(claims(inner) == ["fulfillment shipped"])
    #expect(inner.0.entityKinds[Int(inner.1.entityKind)] == "parcel")
    let other = try evaluate(
      "shopify", "order.fulfillment", ["status": .text("success"), "currency": .text("XXX")])
    #expect(claims(other) == [])
  }

  @Test("presence is first match, with the reason of a rejection")
  func presence() throws {
    let rejected = try evaluate("netsuite", "sales_order", ["error": .text("USER_ERROR")])
    #expect(rejected.1.presence == .rejected)
    #expect(rejected.1.reason == "USER_ERROR")
    #expect(rejected.1.presenceRule != nil)
    let deleted = try evaluate("netsuite", "sales_order", ["action": .text("deleted")])
    #expect(deleted.1.presence == .deleted)
    #expect(try evaluate("netsuite", "sales_order", ["error": .null]).1.presence == .present)
  }

  @Test("hearsay is of the system that is spoken of, which must be known")
  func hearsay() throws {
    let said = try evaluate(
      "celigo", "hop", ["to_system": .text("netsuite"), "status": .text("ok")])
    #expect(said.0[said.1.system].name == "netsuite")
    #expect(said.1.isHearsay)
    #expect(said.1.presence == nil)
    #expect(said.1.hop == .forwarded)
    #expect(claims(said) == ["order placed"])
    let own = try evaluate("celigo", "hop", ["stage": .text("failed")])
    #expect(!own.1.isHearsay && own.1.hop == .failed)
    let unknown = try evaluate(
      "celigo", "hop", ["to_system": .text("sap"), "status": .text("ok")])
    #expect(unknown.1.standing == .undecodable)
    #expect(unknown.1.claims == [])
    #expect(quarantined(unknown) == ["- unknown_system to_system sap"])
  }

  @Test("a claimant's item is that system's own word")
  func claimant() throws {
    let found = try evaluate("celigo", "lookup", ["system": .text("netsuite")])
    #expect(found.0[found.1.system].name == "netsuite")
    #expect(!found.1.isHearsay)
    #expect(found.1.presence == .present)
    let missing = try evaluate(
      "celigo", "lookup", ["system": .text("netsuite"), "found": .text("false")])
    #expect(missing.1.presence == .absent)
  }

  @Test("a sweep says nothing of one order's presence")
  func sweep() throws {
    #expect(try evaluate("celigo", "sweep").1.presence == nil)
  }

  @Test("a thin item makes no claims and is present")
  func thin() throws {
    let thin = try evaluate(
      "shopify", "order", ["cancelled": .text("true"), "test": .text("true")], standing: .thin)
    #expect(thin.1.standing == .thin)
    #expect(thin.1.claims == [] && !thin.1.isTest)
    #expect(thin.1.presence == .present)
  }

  @Test("an action is marked as one")
  func action() throws {
    #expect(try evaluate("shopify", "fulfillment", ["status": .text("success")]).1.isAction)
  }

  @Test("flaws quarantine what they stand for and leave the rest")
  func flaws() throws {
    let flaw = Signature.Flaw(reason: "amount_does_not_fit", place: "order.total")
    let result = try evaluate(
      "shopify", "order", ["financial_status": .text("paid")], flaws: [flaw])
    #expect(quarantined(result) == ["- amount_does_not_fit order.total "])
    #expect(claims(result) == ["order placed", "payment captured"])
  }

  @Test("what is noted or could not be decoded says so")
  func standings() throws {
    let book = try Fixture.rulebook()
    let noted = Signature(
      standing: .noted, channelKind: "shopify", shape: "inventory_levels/update", values: [])
    #expect(book.evaluate(noted, epoch: 0).standing == .noted)
    #expect(book.evaluate(noted, epoch: 0).quarantined == [])
    let broken = Signature(
      standing: .undecodable, channelKind: "shopify", shape: "", values: [],
      flaws: [.init(reason: "truncated", place: "")])
    let result = book.evaluate(broken, epoch: 0)
    #expect(result.standing == .undecodable)
    #expect(result.quarantined.map(\.reason) == ["truncated"])
  }

  @Test("a shape, a kind or a number of facts that the rulebook does not have is undecodable")
  func strangers() throws {
    let book = try Fixture.rulebook()
    func reasons(_ kind: String, _ shape: String, _ values: [Signature.Value] = []) -> [String] {
      let result = book.evaluate(
        Signature(standing: .understood, channelKind: kind, shape: shape, values: values), epoch: 0)
      return result.standing == .undecodable ? result.quarantined.map(\.reason) : []
    }
    #expect(reasons("shopify", "gone") == ["unknown_shape"])
    #expect(reasons("shopify", "order.gone") == ["unknown_shape"])
    #expect(reasons("magento", "order") == ["unknown_kind"])
    #expect(reasons("shopify", "order", [.null]) == ["other_extraction"])
  }

  @Test("values that no row knows are listed with the table that lacks them")
  func unknownValues() throws {
    let book = try Fixture.rulebook()
    let signatures = [
      try Fixture.signature("shopify", "order", ["financial_status": .text("mystery")]),
      try Fixture.signature(
        "shopify", "order", ["financial_status": .text("mystery"), "cancelled": .text("true")]),
      try Fixture.signature("netsuite", "sales_order", ["status": .text("Z")]),
      try Fixture.signature("netsuite", "sales_order", ["status": .text("A")]),
    ]
    let unknown = book.unknownValues(in: signatures)
    #expect(
      unknown.map { "\($0.shape).\($0.facet) \($0.fact) \($0.value) \($0.signatures)" } == [
        "sales_order.order status Z 1", "order.payment financial_status mystery 2",
      ])
    #expect(unknown.map(\.place.file) == ["channels/netsuite.yaml", "channels/shopify.yaml"])
  }
}
