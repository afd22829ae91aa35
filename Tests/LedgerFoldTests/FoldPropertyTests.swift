import LedgerCore
import LedgerRules
import Testing

@testable import LedgerFold

/// SplitMix64 (G. Steele, D. Lea and C. Flood, 2014): the same numbers from the same seed.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
    return mixed ^ mixed >> 31
  }
}

@Suite("Properties of the fold")
struct FoldPropertyTests {
  static let values = [
    "order": ["pending", "placed", "completed", "on_hold", "cancelled", "review", "odd"],
    "payment": ["unpaid", "authorized", "partial", "captured", "voided", "odd"],
    "fulfillment": ["unfulfilled", "packed", "partial", "shipped", "held"],
    "stage": ["received", "forwarded", "failed"], "known": ["rejected", "absent_there", "deleted"],
  ]

  /// A random history of a few dozen items, some in one delivery.
  private func random(_ random: inout SeededGenerator, count: Int = 40) throws -> History {
    var history = try History()
    var hour = 0.0
    for index in 0..<count {
      let kind = SmallRulebook.kinds.randomElement(using: &random)?.0 ?? "shop"
      var facts: [String: String] = [:]
      for (name, values) in Self.values.sorted(by: { $0.key < $1.key })
      where Int.random(in: 0..<3, using: &random) == 0 {
        if name == "known" && Int.random(in: 0..<5, using: &random) > 0 { continue }
        facts[name] = values.randomElement(using: &random)
      }
      if kind == "link", Bool.random(using: &random) { facts["target"] = "erp" }
      if Int.random(in: 0..<12, using: &random) == 0 { facts["mfn"] = "yes" }
      if Int.random(in: 0..<300, using: &random) == 0 { facts["test"] = "yes" }
      let joins = index > 0 && Int.random(in: 0..<5, using: &random) == 0
      if !joins { hour += Double.random(in: 0..<30, using: &random) }
      var amounts: [(String, Int64, Currency)] = []
      for kind in ["order.total", "quantity.ordered", "quantity.shipped"]
      where Int.random(in: 0..<4, using: &random) == 0 {
        let currency = kind == "order.total" ? TruthTests.euro : .count
        amounts.append((kind, Int64.random(in: 1...4, using: &random), currency))
      }
      history.tell(
        kind, facts, at: hour,
        occurred: Bool.random(using: &random)
          ? hour - Double.random(in: -1..<40, using: &random) : nil,
        version: Bool.random(using: &random) ? Int64.random(in: 0..<40, using: &random) : nil,
        shape: Bool.random(using: &random) ? "doc" : "act",
        piece: Int.random(in: 0..<3, using: &random) == 0
          ? ["a", "b", "c"].randomElement(using: &random) : nil,
        amounts: amounts, thin: Int.random(in: 0..<15, using: &random) == 0,
        conflict: Int.random(in: 0..<30, using: &random) == 0, joins: joins,
        shared: Int.random(in: 0..<20, using: &random) == 0)
    }
    return history
  }

  @Test("a state read from its bytes is the state", arguments: 1...60 as ClosedRange<UInt64>)
  func roundTrip(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let history = try random(&generator)
    for scope in [FoldScope.order, .unlinked, .shared] {
      let state = history.folded(scope)
      let bytes = state.bytes
      let read = try bytes.withUnsafeBytes { try OrderState(bytes: $0) }
      #expect(read == state, "seed \(seed)")
      #expect(read.bytes == bytes, "seed \(seed)")
    }
  }

  @Test("no truncated bytes are a state")
  func truncated() throws {
    var generator = SeededGenerator(seed: 5)
    let bytes = try random(&generator).folded().bytes
    for count in 0..<bytes.count {
      #expect(throws: MalformedBytes.self, "\(count) of \(bytes.count)") {
        try Array(bytes[..<count]).withUnsafeBytes { _ = try OrderState(bytes: $0) }
      }
    }
  }

  @Test(
    "a prefix and then the rest give what the whole gives, at each step",
    arguments: 100...130 as ClosedRange<UInt64>)
  func prefixes(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let history = try random(&generator)
    var steps: [LogPosition] = []
    var folding = OrderFolding(table: history.table)
    let positions = Set(history.spine.map(\.position)).sorted()
    for position in positions {
      let step = history.spine.filter { $0.position == position }
      folding.beginStep(learned: step[0].received)
      for entry in step { folding.add(entry) }
      folding.completeStep()
      let prefix = history.spine.filter { $0.position <= position }
      let copy = folding
      #expect(
        copy.finished() == OrderFolding.fold(prefix, table: history.table), "seed \(seed)")
    }
    _ = OrderFolding.fold(history.spine, table: history.table) { at, _ in steps.append(at) }
    #expect(steps.map(\.rawValue) == positions, "seed \(seed)")
  }

  @Test(
    "looking only at what a step has touched comes to what looking at everything comes to",
    arguments: 400...460 as ClosedRange<UInt64>)
  func touched(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let history = try random(&generator)
    var wary = FoldTable(rules: FoldRules(history.rulebook, isWary: true))
    for signature in history.table.signatures { wary.append(signature) }
    for scope in [FoldScope.order, .unlinked] {
      var states: [OrderState] = []
      _ = OrderFolding.fold(history.spine, table: history.table, scope: scope) { states.append($1) }
      var step = 0
      _ = OrderFolding.fold(history.spine, table: wary, scope: scope) { position, state in
        #expect(states[step] == state, "seed \(seed), \(scope), position \(position)")
        step += 1
      }
    }
  }

  @Test(
    "a folding that begins again gives what a new one gives",
    arguments: 500...520 as ClosedRange<UInt64>)
  func restarted(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let table = try random(&generator).table
    var folding = OrderFolding(table: table)
    for scope in [FoldScope.order, .unlinked, .order, .shared, .order] {
      let spine = try random(&generator).spine.filter { Int($0.code) < table.codeCount }
      folding.restart(scope)
      spine.withUnsafeBufferPointer { folding.fold($0) }
      folding.finish()
      let fresh = OrderFolding.fold(spine, table: table, scope: scope)
      #expect(folding.state == fresh, "seed \(seed), \(scope)")
    }
  }

  @Test("every item has exactly one outcome", arguments: 200...240 as ClosedRange<UInt64>)
  func outcomes(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let history = try random(&generator)
    let state = history.folded()
    let own = Set(
      history.spine.filter { !$0.flags.contains(.continuation) && !$0.flags.contains(.shared) }
        .map(\.id))
    let counts = state.counts
    #expect(counts.items == own.count, "seed \(seed)")
    #expect(
      counts.accepted + counts.held + counts.quarantined + counts.awaitingDetail + counts.conflict
        == counts.items, "seed \(seed)")
    for (outcome, count) in [
      (Outcome.held, counts.held), (.quarantined, counts.quarantined),
      (.conflict, counts.conflict), (.awaitingDetail, counts.awaitingDetail),
      (.accepted, counts.accepted),
    ] {
      #expect(own.count { state.outcome(of: $0) == outcome } == count, "seed \(seed) \(outcome)")
    }
  }

  @Test(
    "two sources with versions may interleave as they like: the claims are the same",
    arguments: 300...340 as ClosedRange<UInt64>)
  func interleaving(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    var messages: [(kind: String, state: String, payment: String, version: Int64)] = []
    for kind in ["shop", "erp", "pay"] {
      for version in 0..<8 as Range<Int64> {
        messages.append(
          (
            kind,
            ["pending", "placed", "completed", "cancelled"].randomElement(using: &generator) ?? "",
            ["unpaid", "authorized", "captured"].randomElement(using: &generator) ?? "", version
          ))
      }
    }
    var seen: Set<[String]> = []
    for _ in 0..<8 {
      messages.shuffle(using: &generator)
      var history = try History()
      for (index, message) in messages.enumerated() {
        history.tell(
          message.kind, ["order": message.state, "payment": message.payment],
          at: Double(index) / 100, version: message.version)
      }
      let state = history.folded()
      seen.insert(
        state.claims.map { "\($0.system) \($0.facet) \($0.state) \($0.version)" }
          + state.truth.map { "\($0.facet) \($0.state) \($0.system)" })
    }
    #expect(seen.count == 1, "seed \(seed)")
  }
}
