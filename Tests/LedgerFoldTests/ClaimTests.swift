import LedgerCore
import LedgerFold
import LedgerRules
import Testing

@Suite("Claims")
struct ClaimTests {
  @Test("an older version is late: kept, shown, and without effect")
  func older() throws {
    var history = try History()
    history.tell("shop", ["order": "completed"], at: 0, version: 20)
    let late = history.tell("shop", ["order": "placed"], at: 1, version: 10)
    #expect(history.truth("order") == "completed")
    let state = history.folded()
    #expect(state.late.map(\.item) == [late])
    #expect(state.illegal.isEmpty)
    #expect(state.counts.accepted == 2)
  }

  @Test("of equal versions the state further forward stands, in either order of arrival")
  func equalVersions() throws {
    for states in [["placed", "completed"], ["completed", "placed"]] {
      var history = try History()
      for (hour, state) in states.enumerated() {
        history.tell("shop", ["order": state], at: Double(hour), version: 7)
      }
      #expect(history.truth("order") == "completed", "\(states)")
    }
  }

  @Test("without a version what was learned last stands")
  func withoutVersion() throws {
    var history = try History()
    history.tell("shop", ["order": "completed"], at: 0, occurred: 5)
    history.tell("shop", ["order": "placed"], at: 1, occurred: -5)
    #expect(history.truth("order") == "placed")
    #expect(history.folded().late.isEmpty)
  }

  @Test("a snapshot may pass over states that have been gone through, an action may not")
  func moves() throws {
    for (shape, facets, flagged) in [
      ("doc", ["unfulfilled", "shipped"], 0), ("act", ["unfulfilled", "shipped"], 0),
      ("doc", ["shipped", "unfulfilled"], 1), ("act", ["shipped", "packed"], 0),
      ("doc", ["held", "shipped"], 1),
    ] {
      var history = try History()
      for (hour, state) in facets.enumerated() {
        history.tell("shop", ["fulfillment": state], at: Double(hour), shape: shape)
      }
      #expect(history.folded().illegal.count == flagged, "\(shape) \(facets)")
      #expect(history.status("shop", "fulfillment") == facets[1])
    }
    // `placed` is not optional: only a snapshot may show what lies behind it.
    for (shape, flagged) in [("doc", 0), ("act", 1)] {
      var history = try History()
      history.tell("shop", ["order": "pending"])
      history.tell("shop", ["order": "completed"], at: 1, shape: shape)
      let illegal = history.folded().illegal
      #expect(illegal.count == flagged, "\(shape)")
      #expect(history.truth("order") == "completed", "flagged, and applied all the same")
    }
  }

  @Test("the time since when a state stands is that of the first item that said so")
  func since() throws {
    var history = try History()
    history.tell("shop", ["order": "placed"], at: 2, occurred: 1)
    history.tell("shop", ["order": "placed"], at: 5, occurred: 4)
    let claim = try #require(history.folded().claims.first)
    #expect(claim.since == History.instant(1))
    #expect(claim.learned == History.instant(5))
  }

  @Test("a value that no rule knows quarantines its facet, and the other claims stand")
  func quarantine() throws {
    var history = try History()
    let item = history.tell("shop", ["order": "placed", "payment": "mystery"])
    let state = history.folded()
    #expect(history.truth("order") == "placed")
    #expect(history.truth("payment") == nil)
    #expect(state.quarantined.map(\.value) == ["mystery"])
    #expect(state.quarantined.map(\.fact) == ["payment"])
    #expect(state.quarantined.first?.facet == history.rulebook.facet(named: "payment"))
    #expect(state.outcome(of: item) == .quarantined)
    #expect(state.counts.quarantined == 1 && state.counts.accepted == 0)
  }

  @Test("a conflict claims, and is counted as a conflict before anything else")
  func conflict() throws {
    var history = try History()
    let item = history.tell("shop", ["order": "placed", "payment": "mystery"], conflict: true)
    #expect(history.folded().outcome(of: item) == .conflict)
    #expect(history.folded().counts.conflict == 1 && history.folded().counts.quarantined == 0)
    #expect(history.truth("order") == "placed")
  }

  @Test("a thin item waits until its own system gives detail")
  func thin() throws {
    var history = try History()
    let item = history.tell("shop", thin: true)
    #expect(history.folded().outcome(of: item) == .awaitingDetail)
    history.tell("erp", ["order": "placed"], at: 1)
    #expect(history.folded().awaiting == [item], "another system's word is no detail")
    history.tell("shop", ["order": "placed"], at: 2)
    #expect(history.folded().awaiting.isEmpty)
    #expect(history.folded().counts.accepted == 3)
  }

  @Test("hearsay is shown and is never truth, presence or a prerequisite")
  func hearsay() throws {
    var history = try History()
    history.tell("link", ["target": "shop", "order": "placed"])
    history.tell("wms", ["fulfillment": "shipped"], at: 1)
    let state = history.folded()
    #expect(state.claims.contains { $0.isHearsay })
    #expect(history.truth("order") == nil)
    #expect(history.status("shop", "order") == nil)
    #expect(history.truth("fulfillment") == nil, "held: hearsay is no prerequisite")
    #expect(state.systems.map { history.rulebook[$0.system].name } == ["wms"])
  }

  @Test("a rule counts from its `effective-from`, by what occurred, else what was learned")
  func epochs() throws {
    let day = 24.0
    for (at, occurred, expected) in [
      (7 * day, nil, "pending"), (8 * day, nil, "on_hold"), (9 * day, 7 * day, "pending"),
      (7.5 * day, nil, "on_hold"), (7.49 * day, nil, "pending"),
    ] as [(Double, Double?, String)] {
      var history = try History()
      history.tell("shop", ["order": "review"], at: at, occurred: occurred)
      #expect(history.truth("order") == expected, "\(at) \(occurred ?? -1)")
    }
  }
}
