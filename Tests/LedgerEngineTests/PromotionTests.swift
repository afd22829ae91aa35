import LedgerCore
import LedgerEngine
import LedgerIndex
import LedgerReplay
import LedgerRules
import LedgerTesting
import Testing

@Suite("Promoting rulebooks")
struct PromotionTests {
  private func filled(_ bench: Bench? = nil, orders: Int = 40) throws -> Bench {
    let bench = try bench ?? Bench()
    // Every other order is not paid for, which the rulebooks see differently.
    for number in 0..<orders * 3 where number % 6 != 5 {
      try bench.take("shop", Revisions.body(number))
    }
    return bench
  }

  private func refusal(
    _ expected: String, sourceLocation: SourceLocation = #_sourceLocation,
    _ body: () throws -> Void
  ) throws {
    let error = #expect(throws: LedgerError.self, sourceLocation: sourceLocation) { try body() }
    #expect(
      error?.code == expected, "\(error.map { "\($0)" } ?? "")", sourceLocation: sourceLocation)
  }

  @Test("what was asked for, by whom and on what grounds is in the log, and the rulebook in force")
  func promoted() throws {
    let bench = try filled()
    let ledger = try bench.ledger
    let report = try ledger.replay(ReplayRequest(Revisions.mapped(), asOf: ledger.now))
    #expect(report.changed.count > 0)
    let before = ledger.nextPosition
    let outcome = try ledger.promote(
      PromotionProposal(
        report, of: Revisions.mapped(), policy: "limits: { changed: 100 }", reason: "ticket 4711",
        by: "anna"))
    #expect(outcome == .switched(at: before.next, request: before))
    #expect(ledger.rulebook.revision == (try Revisions.mapped().revision))
    let actions = try ledger.rulebookActions()
    #expect(actions.map(\.position) == [LogPosition(1), before, before.next])
    guard case .requested(let request) = actions[1].kind,
      case .switched(let change) = actions[2].kind
    else {
      Issue.record("a request and a switch")
      return
    }
    #expect(actions[1].by == "anna" && actions[1].reason == "ticket 4711")
    #expect(request.report.digest == report.digest)
    #expect(request.verdicts.map(\.through) == [before])
    #expect(change.request == before && change.manner == .promoted)
    #expect(change.verdict?.isWithin == true && change.verdict?.through == before.next)
    let live = try ledger.totals()
    #expect(change.verified?.digest == live.digest)
    #expect(actions.standings == [before: .carriedOut(at: before.next)])
    #expect(try ledger.verify().findings.isEmpty)
    #expect(try ledger.rebuild().after == live)
  }

  @Test(
    "a report of an older prefix of the log will do: it is made again as it was",
    arguments: [false, true])
  func olderPrefix(readingAgain: Bool) throws {
    let bench = try filled()
    let revised = try readingAgain ? Revisions.regrouped() : Revisions.mapped()
    let report = try bench.ledger.replay(ReplayRequest(revised, asOf: bench.ledger.now))
    for number in 120..<180 { try bench.take("shop", Revisions.body(number), after: 1) }
    // Another version of the file is in between, and the index in other pieces.
    try bench.reopen(closing: true)
    try bench.take("erp", #"{"number":9,"shop":3,"status":"open"}"#)
    let outcome = try bench.ledger.promote(PromotionProposal(report, of: revised, by: "anna"))
    guard case .switched = outcome else {
      Issue.record("\(outcome)")
      return
    }
    let live = try bench.ledger.totals()
    #expect(try bench.ledger.rebuild().after == live)
    #expect(try bench.ledger.verify().findings.isEmpty)
  }

  @Test("beyond the policy it takes an override, which the log keeps")
  func override() throws {
    let bench = try filled()
    let ledger = try bench.ledger
    let report = try ledger.replay(ReplayRequest(Revisions.mapped(), asOf: ledger.now))
    let (end, live) = (ledger.nextPosition, try ledger.totals())
    let policy = "limits: { changed: 3 }"
    try refusal("beyond_policy") {
      _ = try ledger.promote(
        PromotionProposal(report, of: Revisions.mapped(), policy: policy, by: "anna"))
    }
    #expect(ledger.nextPosition == end)
    #expect(try ledger.totals() == live)
    _ = try ledger.promote(
      PromotionProposal(
        report, of: Revisions.mapped(), policy: policy, override: "the limit is a typing error",
        by: "anna"))
    guard case .requested(let request) = try ledger.rulebookActions()[1].kind else {
      Issue.record("a request")
      return
    }
    #expect(request.override == "the limit is a typing error")
    #expect(request.verdicts.first?.exceeded.first?.contains("changed") == true)
    #expect(ledger.rulebook.revision == (try Revisions.mapped().revision))
  }

  @Test("the policy is asked of the whole log, not only of the report's prefix")
  func policyAtTheEnd() throws {
    let bench = try filled()
    let report = try bench.ledger.replay(ReplayRequest(Revisions.mapped(), asOf: bench.ledger.now))
    let policy = "limits: { changed: \(report.changed.count) }"
    for number in 120..<150 where number % 6 != 5 {
      try bench.take("shop", Revisions.body(number))
    }
    let end = try bench.ledger.nextPosition
    let error = #expect(throws: LedgerError.self) {
      try bench.ledger.promote(
        PromotionProposal(report, of: Revisions.mapped(), policy: policy, by: "anna"))
    }
    guard case .promotion(.beyondPolicy(let through, _)) = error else {
      Issue.record("\(error.map { "\($0)" } ?? "nothing")")
      return
    }
    #expect(through == end)
    #expect(try bench.ledger.nextPosition == end)
  }

  @Test("other persons agree where the policy asks for it, and with the last of them it is done")
  func approvals() throws {
    let bench = try filled()
    let report = try bench.ledger.replay(ReplayRequest(Revisions.mapped(), asOf: bench.ledger.now))
    let outcome = try bench.ledger.promote(
      PromotionProposal(report, of: Revisions.mapped(), policy: "approvals: 2", by: "operator:anna")
    )
    guard case .awaitsApproval(let request, 2) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    #expect(try bench.ledger.rulebook.revision == EngineRulebook.compiled().revision)
    try refusal("same_person") { _ = try bench.ledger.approve(request, by: "Anna") }
    try bench.reopen(closing: false)
    #expect(
      try bench.ledger.approve(request, by: "bert", reason: "looked at it")
        == .awaitsApproval(request: request, missing: 1))
    try refusal("approved_already") { _ = try bench.ledger.approve(request, by: "operator:bert") }
    #expect(try bench.ledger.rulebookActions().standings[request] == .awaitsApproval(missing: 1))
    for number in 120..<130 { try bench.take("shop", Revisions.body(number)) }
    guard case .switched(let position, request) = try bench.ledger.approve(request, by: "cara")
    else {
      Issue.record("cara's was the last")
      return
    }
    #expect(try bench.ledger.rulebook.revision == Revisions.mapped().revision)
    let actions = try bench.ledger.rulebookActions()
    guard case .switched(let change) = try #require(actions.last).kind else {
      Issue.record("a switch")
      return
    }
    #expect(change.approvals.count == 2 && actions.last?.position == position)
    try refusal("carried_out_already") { _ = try bench.ledger.approve(request, by: "dora") }
    let live = try bench.ledger.totals()
    #expect(try bench.ledger.rebuild().after == live)
  }

  @Test("a request is overtaken when another rulebook comes into force, and can be made again")
  func overtaken() throws {
    let bench = try filled()
    let ledger = try bench.ledger
    let report = try ledger.replay(ReplayRequest(Revisions.mapped(), asOf: ledger.now))
    guard
      case .awaitsApproval(let request, _) = try ledger.promote(
        PromotionProposal(report, of: Revisions.mapped(), policy: "approvals: 1", by: "anna"))
    else { return }
    try ledger.activate(Revisions.regrouped())
    #expect(try ledger.rulebookActions().standings[request] == .overtaken)
    try refusal("report_of_other_active") { _ = try ledger.approve(request, by: "bert") }
    try ledger.rollBack()
    #expect(try ledger.rulebookActions().standings[request] == .awaitsApproval(missing: 1))
    guard case .switched = try ledger.approve(request, by: "bert") else {
      Issue.record("bert's was the last")
      return
    }
    #expect(ledger.rulebook.revision == (try Revisions.mapped().revision))
  }

  @Test("a report that is not about this promotion is refused, with what to do")
  func stale() throws {
    let bench = try filled()
    let ledger = try bench.ledger
    let report = try ledger.replay(ReplayRequest(Revisions.mapped(), asOf: ledger.now))
    let end = ledger.nextPosition
    func promote(_ change: (inout PromotionProposal) -> Void) throws {
      var proposal = PromotionProposal(report, of: try Revisions.mapped(), by: "anna")
      change(&proposal)
      _ = try ledger.promote(proposal)
    }
    let (mapped, regrouped) = (try Revisions.mapped(), try Revisions.regrouped())
    try refusal("report_of_other_rulebook") { try promote { $0.rulebook = regrouped } }
    try refusal("report_of_other_active") { try promote { $0.before = regrouped.revision } }
    try refusal("active_already") {
      let active = ledger.rulebook
      try promote { $0.rulebook = active }
    }
    try refusal("report_of_other_log") { try promote { $0.report.head = .zero } }
    try refusal("report_of_other_log") { try promote { $0.report.through = end.next } }
    try refusal("report_differs") { try promote { $0.report.digest = mapped.revision } }
    try refusal("policy_unreadable") { try promote { $0.policy = "limit: 3" } }
    // Another ledger with the same deliveries.
    let other = try filled(Bench(seed: 2))
    let foreign = try other.ledger.replay(ReplayRequest(Revisions.mapped(), asOf: ledger.now))
    try refusal("report_of_other_log") {
      _ = try ledger.promote(PromotionProposal(foreign, of: mapped, by: "anna"))
    }
    #expect(ledger.nextPosition == end)
    #expect(ledger.rulebook.revision == (try EngineRulebook.compiled().revision))
    try promote { _ in }
    try refusal("active_already") { try promote { _ in } }
    try refusal("not_a_request") { _ = try ledger.approve(LogPosition(1), by: "bert") }
    try refusal("unknown_position") { _ = try ledger.approve(LogPosition(9_999), by: "bert") }
  }

  @Test("where the stored state is off, nothing is promoted")
  func baselineOff() throws {
    let bench = try filled()
    let report = try bench.ledger.replay(ReplayRequest(Revisions.mapped(), asOf: bench.ledger.now))
    let root = try #require(try bench.ledger.find("3").first)
    try bench.release()
    try bench.tamper(with: root)
    let end = try bench.ledger.nextPosition
    #expect(throws: LedgerError.self) {
      try bench.ledger.promote(
        PromotionProposal(report, of: Revisions.mapped(), override: "at any rate", by: "anna"))
    }
    #expect(try bench.ledger.rulebook.revision == EngineRulebook.compiled().revision)
    #expect(try bench.ledger.nextPosition == end)
  }

  @Test("deliveries of other threads come in while it is promoted, and the policy counts them")
  func underLoad() throws {
    let bench = try filled()
    let ledger = try bench.ledger
    let report = try ledger.replay(ReplayRequest(Revisions.mapped(), asOf: ledger.now))
    let isOver = Latch()
    RealThread.together(3) { thread in
      do {
        guard thread > 0 else {
          defer { isOver.raise() }
          _ = try ledger.promote(
            PromotionProposal(
              report, of: Revisions.mapped(), policy: "limits: { changed: 100000 }", by: "anna"))
          return
        }
        let preparation = try ledger.preparation(channel: "shop")
        var number = thread * 1_000_000
        while !isOver.isRaised {
          number += 1
          let ready = try preparation.prepare(
            Incoming(
              headers: [], body: Array(Revisions.body(number).utf8), evidence: .unsigned,
              actor: "test"))
          _ = try ledger.append([ready])
        }
      } catch {
        Issue.record(error)
      }
    }
    let actions = try ledger.rulebookActions()
    guard case .switched(let change) = try #require(actions.last).kind,
      let through = change.verdict?.through
    else {
      Issue.record("a switch with a verdict")
      return
    }
    #expect(through == actions.last?.position, "the policy was asked at the switch")
    let live = try ledger.totals()
    #expect(try ledger.rebuild().after == live)
    #expect(try ledger.verify().findings.isEmpty)
  }
}

extension PromotionProposal {
  init(
    _ report: ReplayReport, of rulebook: Rulebook, policy: String? = nil, override: String? = nil,
    reason: String = "", by: String
  ) {
    self.init(
      rulebook: rulebook,
      report: PromotionRequest.Report(
        digest: report.digest, through: report.scope.through, head: report.scope.head,
        asOf: report.scope.asOf), before: report.before.revision, after: report.after.revision,
      policy: policy, override: override, reason: reason, by: by)
  }
}
