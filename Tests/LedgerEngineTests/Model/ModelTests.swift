import Foundation
import LedgerTesting
import Testing

@Suite("A ledger against a model of it")
struct LedgerModelTests {
  private static let environment = ProcessInfo.processInfo.environment

  /// `ORDERLEDGER_STEPS=100000` for a long run; ledgers of a few hundred operations each.
  private static let steps = environment["ORDERLEDGER_STEPS"].flatMap { Int($0) } ?? 400
  private static let stepsOfOne = 200
  /// `ORDERLEDGER_SEED`, else that of the commit, as continuous integration gives it.
  private static let seed =
    (environment["ORDERLEDGER_SEED"] ?? environment["ORDERLEDGER_COMMIT_SEED"])
    .flatMap { UInt64($0) } ?? 20_261_122

  @Test("any operations, in any order, with crashes between them, leave what the model says")
  func agree() throws {
    print("ledger model: ORDERLEDGER_SEED=\(Self.seed) ORDERLEDGER_STEPS=\(Self.steps)")
    var left = Self.steps
    var seed = Self.seed
    while left > 0 {
      var random = SplitMix64(seed: seed)
      let operations = (0..<min(left, Self.stepsOfOne)).map { _ in
        ModelOperation.random(&random)
      }
      if let failure = Self.failure(of: operations, seed) {
        let (shrunk, reason) = Self.shrunk(operations, failure, seed)
        Issue.record(
          """
          ORDERLEDGER_SEED=\(seed) ORDERLEDGER_STEPS=\(operations.count): \(failure)
          so do \(shrunk.count) of them: \(reason)
          \(shrunk.map(\.description).joined(separator: ", "))
          """)
        return
      }
      left -= operations.count
      seed &+= 1
    }
  }

  private static func failure(of operations: [ModelOperation], _ seed: UInt64) -> String? {
    do {
      try ModelRun(seed: seed).run(operations)
      return nil
    } catch {
      return "\(error)"
    }
  }

  /// Leaves out what is not needed to fail, in halves, quarters and so on.
  private static func shrunk(
    _ operations: [ModelOperation], _ failure: String, _ seed: UInt64
  ) -> (operations: [ModelOperation], failure: String) {
    var kept = operations
    var reason = failure
    var size = max(1, kept.count / 2)
    var triesLeft = 150
    while triesLeft > 0 {
      var start = 0
      while start < kept.count, triesLeft > 0 {
        triesLeft -= 1
        let less = Array(kept[..<start] + kept[min(start + size, kept.count)...])
        if let failure = Self.failure(of: less, seed) {
          (kept, reason) = (less, failure)
        } else {
          start += size
        }
      }
      if size == 1 { break }
      size /= 2
    }
    return (kept, reason)
  }

  @Test("the model finds a ledger that says something else")
  func finds() throws {
    let run = try ModelRun(seed: 1)
    try run.run((0..<6).map { ModelOperation(kind: .append, number: $0 * 7_001 + 1) })
    run.model.record(at: run.now)
    #expect(throws: ModelRun.Disagreement.self) { try run.compare(0) }
  }
}
