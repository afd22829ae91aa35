import Testing

@testable import LedgerTesting

@Suite("Draws of the simulator")
struct SimulationDrawTests {
  @Test("every number below a bound is drawn, about as often as any other")
  func below() {
    var random = SplitMix64(seed: 4)
    for bound in [1, 2, 3, 10, 57] {
      var counts = Array(repeating: 0, count: bound)
      for _ in 0..<1000 * bound { counts[random.below(bound)] += 1 }
      #expect(counts.allSatisfy { (850...1150).contains($0) }, "\(bound): \(counts)")
    }
  }
}
