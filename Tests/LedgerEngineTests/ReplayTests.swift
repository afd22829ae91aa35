import LedgerCore
import LedgerEngine
import LedgerRules
import LedgerTesting
import Testing

@Suite("Replay")
struct ReplayTests {
  /// Thirty orders, a third of them each pending, authorized and paid.
  private func filled(_ rulebook: Rulebook? = nil) throws -> Bench {
    let bench = try Bench(rulebook)
    for number in 1...30 {
      let status = ["pending", "authorized", "paid"][number % 3]
      try bench.take(
        "shop",
        #"{"id":\#(number),"status":"pending","updated":1,"total":"10.00","group":"g\#(number % 5)"}"#
      )
      try bench.take(
        "shop",
        #"{"id":\#(number),"status":"\#(status)","updated":2,"total":"10.00","group":"g\#(number % 5)"}"#
      )
      if number.isMultiple(of: 4) {
        try bench.take("erp", #"{"number":"S\#(number)","shop":"\#(number)","status":"open"}"#)
      }
    }
    bench.clock.now = bench.clock.now + .hours(2)
    return bench
  }

  /// Truth and disagreements of all orders, by order.
  private func outcomes(_ ledger: Ledger, _ asOf: AsOf) throws -> [String: [String]] {
    var all: [String: [String]] = [:]
    for order in try ledger.orders(ListFilter(limit: .max), asOf: asOf).elements {
      all[order.order] =
        order.truth.map { "\($0.facet) \($0.state)" }
        + order.disagreements.filter { $0.status != "in_flight" }.map {
          "\($0.pattern) \($0.status)"
        }
    }
    return all
  }

  private func edited(_ find: String, _ replacement: String) throws -> Rulebook {
    try EngineRulebook.compiled(shop: EngineRulebook.shop.replacing(find, with: replacement))
  }

  @Test("the rulebook in force changes nothing")
  func unchanged() throws {
    let bench = try filled()
    for isFull in [false, true] {
      let report = try bench.ledger.replay(
        ReplayRequest(
          EngineRulebook.compiled(), asOf: bench.ledger.now, isFullBaseline: isFull))
      #expect(report.baseline.isExact && report.baseline.isFull == isFull)
      #expect(report.baseline.orders == (isFull ? 30 : 0))
      #expect(report.plan.reach == .nothing)
      #expect(report.total == 30 && report.unchanged == 30 && report.changed.isEmpty)
    }
  }

  @Test("a changed mapping gives exactly the difference of two ledgers, and touches neither")
  func mapping() throws {
    let revised = try edited("authorized: authorized", "authorized: captured")
    for flushes in [false, true] {
      let (bench, other) = (try filled(), try filled(revised))
      if flushes { try bench.ledger.flush() }
      let asOf = try bench.ledger.now
      let before = try outcomes(bench.ledger, asOf)
      let after = try outcomes(other.ledger, asOf)
      let digest = try bench.ledger.totals().digest
      let report = try bench.ledger.replay(ReplayRequest(revised, asOf: asOf))
      let differing = Set(before.keys.filter { before[$0] != after[$0] })
      #expect(differing.count == 10)
      #expect(Set(report.changed.map(\.order)) == differing)
      #expect(
        report.unchanged == 20 && report.notEvaluable.isEmpty && report.plan.reach != .decoding)
      let truths = report.effects.indices.filter { report.effects[$0].kind == .truth }
      #expect(truths.count == 1)
      let truth = try #require(truths.first)
      #expect(
        report.effects[truth]
          == Effect(.truth, "payment", of: "shop", from: "authorized", to: "captured"))
      let weight = report.tallies[truth]
      #expect(weight.orders == 10 && report.weight == weight)
      #expect(weight.money.values.map { $0 } == [10_000])
      let opened = Set(after.filter { $0.value.contains { $0.hasPrefix("erp_missing") } }.keys)
        .subtracting(before.filter { $0.value.contains { $0.hasPrefix("erp_missing") } }.keys)
      #expect(report.orders(.opened, "erp_missing") == opened.count)
      #expect(try bench.ledger.totals().digest == digest)
      try bench.ledger.activate(revised)
      #expect(try outcomes(bench.ledger, asOf) == after)
    }
  }

  @Test("the first diverging event is told, with the rule on either side")
  func divergence() throws {
    let bench = try filled()
    let revised = try edited("authorized: authorized", "authorized: captured")
    let report = try bench.ledger.replay(ReplayRequest(revised, asOf: bench.ledger.now))
    let lines = EngineRulebook.shop.split(separator: "\n", omittingEmptySubsequences: false)
    let line = try #require(lines.firstIndex { $0.contains("from: status") }) + 1
    for changed in report.changed {
      let found = try #require(changed.divergence)
      let trace = try bench.ledger.trace(changed.order, asOf: bench.ledger.now)
      #expect(found.item == trace.events[1].item, "the first delivery is read alike")
      #expect(found.before.reading == "payment authorized")
      #expect(found.after.reading == "payment captured")
      #expect(found.before.place == "channels/shop.yaml:\(line)")
      #expect(found.after.place == "channels/shop.yaml:\(line)")
    }
  }

  @Test("each change is told its part of the difference, alone and as one that is needed")
  func attribution() throws {
    let bench = try filled()
    // Ten orders are authorized, ten still pending; a hold of a payment was never heard of.
    let revised = try EngineRulebook.compiled(
      shop: EngineRulebook.shop.replacing(
        "pending: unpaid, authorized: authorized", with: "pending: authorized, authorized: captured"
      ),
      replacing: "held: authorized", by: "held: voided")
    var request = try ReplayRequest(revised, asOf: bench.ledger.now)
    request.attributes = true
    let report = try bench.ledger.replay(request)
    let attribution = try #require(report.attribution)
    #expect(report.changed.count == 20)
    let parts = Dictionary(
      uniqueKeysWithValues: attribution.units.map { unit in
        (unit.changes.map(\.subject), [unit.alone.orders, unit.needed.orders])
      })
    #expect(
      parts == [
        ["shop order.payment: pending"]: [10, 10], ["shop order.payment: authorized"]: [10, 10],
        ["pay payment.payment: held"]: [0, 0],
      ])
    #expect(attribution.interacting.orders == 0)
    #expect(attribution.units.filter(\.isWithoutEffect).count == 1)
  }

  @Test("what the changed orders have in common is told, and rows that nothing hits")
  func commonalities() throws {
    let bench = try filled()
    let revised = try edited("authorized: authorized", "authorized: captured")
    let report = try bench.ledger.replay(ReplayRequest(revised, asOf: bench.ledger.now))
    #expect(
      report.commonalities.first
        == Commonality(fact: "shop order: status = authorized", changed: 10, all: 10, counted: 30))
    #expect(!report.commonalities.contains { $0.fact == "channel = shop" }, "all have that")
    let lines = EngineRulebook.shop.split(separator: "\n", omittingEmptySubsequences: false)
    let cancelled = try #require(lines.firstIndex { $0.contains("then: cancelled") }) + 1
    #expect(report.unused.contains(SourcePlace(file: "channels/shop.yaml", line: cancelled)))
    #expect(Set(report.samples.map { report.changed[$0].effects }).count == report.samples.count)
  }

  @Test("a new reference joins orders, and its removal takes them apart")
  func extraction() throws {
    let revised = try edited(
      "      - { identity: shop/order/name, of: $.name }",
      "      - { identity: shop/order/name, of: $.group }")
    let bench = try filled()
    let report = try bench.ledger.replay(ReplayRequest(revised, asOf: bench.ledger.now))
    #expect(report.plan.reach == .decoding && report.baseline.isExact)
    #expect(report.total == 30)
    #expect(report.changed.count == 30 && report.orders(.joined) == 30)
    try bench.ledger.activate(revised)
    #expect(try bench.ledger.totals().orders == 5)
    let back = try bench.ledger.replay(
      ReplayRequest(EngineRulebook.compiled(), asOf: bench.ledger.now))
    #expect(back.orders(.split) == 5)
    _ = try bench.ledger.rollBack()
    #expect(try bench.ledger.totals().orders == 30)
  }

  @Test(
    "what comes while bodies are read again counts on both sides, or the replay says to try again")
  func whileOthersWrite() throws {
    let revised = try edited(
      "facts: { status: $.status,", "facts: { state: $.status, status: $.status,")
    for isReader in [false, true] {
      let bench = try filled()
      let replaying =
        isReader
        ? try Ledger.openForReading(directory: bench.path, surroundings: bench.surroundings)
        : try bench.ledger
      var isShadowed = false
      let report = try replaying.replay(
        ReplayRequest(revised, asOf: AsOf(time: bench.clock.now + .hours(9)))
      ) {
        _ in
        guard !isShadowed else { return }
        isShadowed = true
        do {
          for number in 20...40 {
            try bench.take(
              "shop", #"{"id":\#(number),"status":"paid","updated":3,"total":"10.00"}"#)
            try bench.take("erp", #"{"number":"S\#(number)","shop":"\#(number)","status":"open"}"#)
          }
          try bench.ledger.flush()
        } catch {
          Issue.record("\(error)")
        }
      }
      #expect(isShadowed && report.plan.reach == .decoding && report.baseline.isExact)
      #expect(try report.scope.through == bench.ledger.nextPosition, "reader \(isReader)")
      #expect(report.total == 40 && report.unchanged == 40, "reader \(isReader)")
    }
    let bench = try filled()
    var isShadowed = false
    let error = #expect(throws: LedgerError.self) {
      try bench.ledger.replay(ReplayRequest(revised, asOf: bench.ledger.now)) { _ in
        guard !isShadowed else { return }
        isShadowed = true
        do {
          try bench.ledger.separate(
            IdentityTests.reference("shop", "order", "id", "4"), reason: "in between")
        } catch {
          Issue.record("\(error)")
        }
      }
    }
    #expect(error?.code == "index_behind")
  }

  @Test("orders are counted as orders, and groups that are none under names of their own")
  func counts() throws {
    let bench = try filled()
    try bench.take("pay", #"{"payment":"p1","status":"ok"}"#)
    try bench.take("pay", #"{"payment":"p2","orders":["1","2"],"status":"ok"}"#)
    let totals = try bench.ledger.totals()
    let baseline = try bench.ledger.replay(
      ReplayRequest(EngineRulebook.compiled(), asOf: bench.ledger.now, isFullBaseline: true)
    ).baseline
    #expect([baseline.orders, baseline.unlinked, baseline.shared] == [30, 1, 1])
    #expect(totals.orders == 30 && totals.unlinkedGroups == 1)
    let verified = try bench.ledger.verify()
    #expect([verified.orders, verified.unlinked, verified.shared] == [30, 1, 1])
  }

  @Test("a stored order that was tampered with fails the baseline, and is named")
  func tampered() throws {
    let bench = try filled()
    let victim = try bench.order("2")
    try bench.ledger.close()
    try bench.tamper(with: victim.root)
    let report = try bench.ledger.replay(
      ReplayRequest(EngineRulebook.compiled(), asOf: bench.ledger.now, isFullBaseline: true))
    #expect(!report.baseline.isExact)
    #expect(report.baseline.differing.count == 1)
    #expect(report.changed.isEmpty && report.total == 0)
    let findings = try bench.ledger.verify().findings
    #expect(findings.contains { $0.kind == .state })
    #expect(findings.contains { $0.kind == .index })
    _ = try bench.ledger.rebuild()
    #expect(try bench.ledger.verify().findings.isEmpty)
  }
}

extension ReplayReport {
  /// Orders that have an effect of a kind.
  fileprivate func orders(_ kind: Effect.Kind, _ subject: String = "") -> Int {
    changed.filter { order in
      order.effects.contains {
        effects[$0].kind == kind && (subject.isEmpty || effects[$0].subject == subject)
      }
    }.count
  }
}
