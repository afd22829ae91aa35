import LedgerCore
import LedgerEngine
import LedgerRules
import LedgerTesting
import Testing

/// What a trial says is what activating does.
@Suite("Quarantine, tried again")
struct QuarantineTrialTests {
  private func bench() throws -> Bench {
    let bench = try Bench()
    try bench.take("shop", #"{"id":1,"status":"odd","total":"1.001"}"#)
    try bench.take("shop", #"{"id":2,"status":"strange"}"#)
    try bench.take("shop", #"{"id":3"#)
    try bench.take("erp", #"{"number":"S1","status":"odd"}"#)
    return bench
  }

  @Test("the active rulebook releases nothing, and says where each value would have to be known")
  func active() throws {
    let bench = try bench()
    let trials = try bench.ledger.tryQuarantine(under: bench.ledger.rulebook)
    #expect(trials.count == 5)
    for trial in trials {
      guard case .staying(let obstacle) = trial.verdict else {
        Issue.record("\(trial.entry.item) would be released")
        continue
      }
      #expect(obstacle.reason == trial.entry.reason)
      #expect(obstacle.fact == trial.entry.fact)
      #expect((obstacle.file != nil) == (obstacle.reason == "unknown_value"))
    }
  }

  @Test("what a revised rulebook would release is what activating it releases")
  func revised() throws {
    let bench = try bench()
    let shop = EngineRulebook.shop
      .replacing("paid: captured", with: "paid: captured, odd: authorized")
      .replacing("currency: { literal: EUR }", with: "currency: { literal: KWD }")
    let rulebook = try EngineRulebook.compiled(shop: shop)
    let before = try bench.ledger.totals()
    let trials = try bench.ledger.tryQuarantine(under: rulebook)
    #expect(try bench.ledger.totals() == before)
    var becomes: [String] = []
    var staying: Set<String> = []
    for trial in trials {
      switch trial.verdict {
      case .released(let words): becomes.append(words)
      case .staying(let obstacle):
        staying.insert("\(trial.entry.item) \(trial.entry.facet ?? "-") \(obstacle.reason)")
      }
    }
    #expect(becomes.sorted() == ["payment authorized", "read as order"])
    try bench.ledger.activate(rulebook)
    let left = try bench.ledger.quarantine(limit: 9)
    #expect(Set(left.map { "\($0.item) \($0.facet ?? "-") \($0.reason)" }) == staying)
    #expect(left.count == 3)
    #expect(try bench.truth("1")["payment"] == "authorized")
  }

  @Test("a rulebook without the kind leaves everything where it is")
  func withoutKind() throws {
    let bench = try bench()
    var files = try bench.ledger.rulebook.files
    files.removeAll { $0.path == "channels/erp.yaml" }
    let trials = try bench.ledger.tryQuarantine(under: try Rulebook.compile(files: files))
    let erp = trials.filter { $0.entry.channel == "erp" }
    #expect(
      erp.map(\.verdict) == [
        .staying(
          QuarantineTrial.Obstacle(reason: "unknown_kind", fact: "erp", value: ""))
      ])
  }
}
