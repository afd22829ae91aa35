import LedgerCore
import LedgerEngine
import LedgerRules
import LedgerTesting
import Testing

@Suite("Live equals rebuilt")
struct LiveEqualsRebuildTests {
  static let retail = Result { try ShippedRulebook.retail() }

  /// The shipped rulebook with one row of a mapping changed.
  static let edited = Result {
    try Rulebook.compile(
      files: try retail.get().files.map { file in
        guard file.path == "channels/shopify.yaml" else { return file }
        let text = String(decoding: file.bytes, as: UTF8.self)
        return Rulebook.File(
          path: file.path,
          bytes: Array(text.replacing(" paid: captured", with: " paid: authorized").utf8))
      })
  }

  /// Deliveries of a faulty retailer, shuffled within windows, some of them twice.
  private func deliveries(
    _ options: SimulationOptions, _ random: inout SplitMix64
  ) throws -> [[UInt8]] {
    var lines = try MemorySink.of(options).0.lines.map { Array($0.utf8) }
    for start in stride(from: 0, to: lines.count, by: 25) {
      lines[start..<min(start + 25, lines.count)].shuffle(using: &random)
    }
    var result: [[UInt8]] = []
    for line in lines {
      result.append(line)
      if Int.random(in: 0..<12, using: &random) == 0,
        let again = result.randomElement(using: &random)
      {
        result.append(again)
      }
    }
    return result
  }

  private func options(_ seed: UInt64) -> SimulationOptions {
    var options = SimulationOptions(orders: 30, seed: seed, days: 2, tail: .days(8))
    FaultLevel.heavy.apply(to: &options)
    return options
  }

  private func bench(_ options: SimulationOptions) throws -> Bench {
    let bench = try Bench(Self.retail.get(), begin: options.start, seed: options.seed)
    for channel in SimulatedChannel.allCases {
      _ = try bench.ledger.register(
        channel: channel.name, kind: nil, account: nil, at: options.start)
    }
    return bench
  }

  @Test(
    "whenever the index is written and the ledger opened again, it is what a rebuild gives",
    arguments: 1...5 as ClosedRange<UInt64>)
  func property(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let options = options(seed)
    let lines = try deliveries(options, &random)
    let activates = seed.isMultiple(of: 2)
    let bench = try bench(options)
    var next = 0
    var isEdited = false
    while next < lines.count {
      let end = min(lines.count, next + Int.random(in: 1...60, using: &random))
      _ = try bench.ledger.take(recorded: Array(lines[next..<end]))
      next = end
      switch Int.random(in: 0..<10, using: &random) {
      case 0, 1: try bench.ledger.flush()
      case 2: try bench.reopen(closing: true)
      case 3: try bench.reopen(closing: false)
      case 4 where activates:
        isEdited.toggle()
        try bench.ledger.activate(isEdited ? Self.edited.get() : Self.retail.get())
      case 5: _ = try bench.ledger.totals()
      default: break
      }
    }
    let live = try bench.ledger.totals()
    #expect(live.orders > 20 && live.duplicates > 5, "seed \(seed)")
    let verification = try bench.ledger.verify()
    #expect(verification.findings.isEmpty, "seed \(seed): \(verification.findings)")
    let rebuilt = try bench.ledger.rebuild()
    #expect(rebuilt.before == live, "seed \(seed)")
    #expect(rebuilt.after == live, "seed \(seed)")
    if activates { return }
    let other = try self.bench(options)
    _ = try other.ledger.take(recorded: lines)
    #expect(try other.ledger.totals() == live, "seed \(seed), in one batch")
  }

  @Test("the edited rulebook does change what the history comes to")
  func editMatters() throws {
    let options = options(9)
    let bench = try bench(options)
    var random = SplitMix64(seed: 9)
    _ = try bench.ledger.take(recorded: try deliveries(options, &random))
    let before = try bench.ledger.totals().digest
    try bench.ledger.activate(Self.edited.get())
    #expect(try bench.ledger.totals().digest != before)
    _ = try bench.ledger.rollBack()
    #expect(try bench.ledger.totals().digest == before)
  }
}
