public import LedgerCore
import LedgerRules

/// What a history belongs to.
public enum FoldScope: UInt8, Sendable {
  /// An order: presence, holds and every pattern apply.
  case order
  /// Threads that nothing ties to an order yet: only patterns that look for such.
  case unlinked
  /// Threads that several orders share: judged in each of them.
  case shared
}

/// The fold in progress: the pure function from an order's history and a rulebook to its state.
///
/// Entries come in log order. All entries of one position are one step: truth and disagreements are
/// looked at when the step is complete, so that no half of a delivery is ever judged.
public struct OrderFolding: Sendable {
  /// A claim as it was made, for finding causes.
  struct PastClaim: Sendable {
    var system: SystemID
    var isHearsay: Bool
    var facet: FacetID
    var state: StateID
    var version: Int64
    var occurred: Int64
    var learned: Int64
    var item: ItemID
    var delivery: DeliveryTag
    var cites: DeliveryTag
  }

  struct Hop: Sendable {
    var stage: HopStage
    /// The system spoken of, where it names one.
    var target: SystemID?
    var version: Int64
    var occurred: Int64
    var learned: Int64
    var item: ItemID
    var cites: DeliveryTag
  }

  /// Since when an amount is what it is, and when its system last said so.
  struct AmountTimes: Sendable {
    var since: Int64
    var told: Int64
  }

  /// What the fold remembers of a pattern between steps.
  struct Track: Sendable {
    /// Start of the hand-off that is not made; nil while there is none.
    var raisedSince: Int64?
    var upstreamClaim: Int?
    var pausedTotal: Int64 = 0
    var pausedSince: Int64?
    /// Of what is open, as it was last judged.
    var start: Int64 = 0
    var due: Int64 = 0
    var hard: Int64 = 0
    var pausedWhenJudged: Int64?
    var openedLearned: Int64 = 0
    var openedItem = ItemID(position: .first, index: 0)
  }

  public internal(set) var state = OrderState()
  /// What the delivery in progress has touched.
  var touched = Aspects.all
  let table: FoldTable
  /// Of `table`.
  let rules: FlatRules
  private(set) var scope: FoldScope
  var past: [PastClaim] = []
  var hops: [Hop] = []
  /// By index in `state.amounts`.
  var amountTimes: [AmountTimes] = []
  /// By facet: every state that a system has claimed of itself.
  var seen: [StateSet]
  /// By pattern.
  var tracks: [Track]
  /// Patterns whose upstream holds; those whose upstream holds and whose downstream does not; those that
  /// are open; and those that were overdue when the delivery in progress came.
  var upstream = BitSet()
  var raised = BitSet()
  var open = BitSet()
  var overdue = BitSet()
  /// What was overdue when the delivery in progress came, as it stood then.
  var standing: [Disagreement] = []
  /// By question of the rulebook.
  var answers: [Answer]
  /// The questions whose answer is known.
  var known = BitSet()
  /// Whether some claim waits for its prerequisite.
  var hasHeld = false
  /// Which system each thin item spoke for, so that a detail can end the wait of its own system.
  var awaitingSystems: [(item: ItemID, system: SystemID)] = []
  /// The last main entry, for its continuations.
  private var lastRow: FoldTable.Row?
  private var lastEntry = SpineEntry()
  private var hasBegun = false
  /// When the delivery in progress was received.
  private var learned: Int64 = 0
  /// The main entries of the delivery in progress.
  var lastStep: [SpineEntry] = []
  /// Items of threads that it shares with other orders: counted there.
  var sharedItems: Set<ItemID> = []

  public init(table: FoldTable, scope: FoldScope = .order) {
    self.table = table
    rules = table.rules.flat
    self.scope = scope
    seen = Array(repeating: [], count: rules.truth.count)
    tracks = Array(repeating: Track(), count: rules.patterns.count)
    answers = Array(
      repeating: Answer(), count: min(rules.questions.count, BitSet.limit))
  }

  /// Begins another history. What was allocated for the one before serves again, so that folding many
  /// allocates for none.
  public mutating func restart(_ scope: FoldScope) {
    self.scope = scope
    state.clear()
    touched = .all
    past.removeAll(keepingCapacity: true)
    hops.removeAll(keepingCapacity: true)
    amountTimes.removeAll(keepingCapacity: true)
    for index in seen.indices { seen[index] = [] }
    upstream.union(open).union(raised).forEach { tracks[$0] = Track() }
    upstream = BitSet()
    raised = BitSet()
    open = BitSet()
    overdue = BitSet()
    standing.removeAll(keepingCapacity: true)
    known = BitSet()
    hasHeld = false
    awaitingSystems.removeAll(keepingCapacity: true)
    lastRow = nil
    hasBegun = false
    lastStep.removeAll(keepingCapacity: true)
    sharedItems.removeAll(keepingCapacity: true)
  }

  /// The state that a whole history folds to.
  ///
  /// - Parameter scope: what is folded, which decides the patterns that apply.
  public static func fold(
    _ spine: [SpineEntry], table: FoldTable, scope: FoldScope = .order
  ) -> OrderState {
    var folding = OrderFolding(table: table, scope: scope)
    spine.withUnsafeBufferPointer { folding.fold($0) }
    return folding.finished()
  }

  /// The same, showing the state after each step.
  ///
  /// - Parameters:
  ///   - begin: steps from this position on are shown.
  ///   - afterStep: position of the delivery, and the state that it left.
  public static func fold(
    _ spine: some Sequence<SpineEntry>, table: FoldTable, scope: FoldScope = .order,
    from begin: LogPosition = .first, afterStep: (LogPosition, OrderState) -> Void
  ) -> OrderState {
    var folding = OrderFolding(table: table, scope: scope)
    var position: UInt64?
    func complete(_ last: UInt64) {
      folding.completeStep()
      guard last >= begin.rawValue else { return }
      folding.writeOpen()
      afterStep(LogPosition(last), folding.state)
    }
    for entry in spine {
      if let last = position, last != entry.position { complete(last) }
      if position != entry.position { folding.beginStep(learned: entry.received) }
      position = entry.position
      folding.add(entry)
    }
    if let last = position { complete(last) }
    return folding.finished()
  }

  /// Takes a whole history in.
  public mutating func fold(_ spine: UnsafeBufferPointer<SpineEntry>) {
    var position: UInt64?
    for index in spine.indices {
      if position != spine[index].position {
        if position != nil { completeStep() }
        beginStep(learned: spine[index].received)
        position = spine[index].position
      }
      add(spine[index])
    }
    if position != nil { completeStep() }
  }

  mutating func beginStep(learned: Int64) {
    self.learned = learned
    writeOverdue(learned: learned)
  }

  /// Takes one entry in.
  mutating func add(_ entry: SpineEntry) {
    if entry.flags.contains(.continuation) {
      addAmounts(ofContinuation: entry)
      return
    }
    let instant = entry.occurred == SpineEntry.none ? entry.received : entry.occurred
    let row = table.row(code: entry.code, at: instant)
    lastStep.append(entry)
    lastRow = row
    lastEntry = entry
    if !hasBegun { state.firstLearned = entry.received }
    if !entry.flags.contains(.shared), !hasBegun || entry.id != state.lastItem {
      state.counts.items += 1
    }
    hasBegun = true
    if entry.flags.contains(.shared) { sharedItems.insert(entry.id) }
    state.lastItem = entry.id
    state.lastLearned = entry.received
    note(row)
    noteQuarantine(row, entry)
    if let stage = row.hop {
      hops.append(
        Hop(
          stage: stage, target: row.isHearsay ? row.system : nil, version: entry.version,
          occurred: entry.occurred, learned: entry.received, item: entry.id, cites: entry.cites))
    }
    guard row.standing == .understood || row.standing == .thin else { return }
    notePresence(row, entry, instant: instant)
    for index in row.claims {
      apply(table.claims[Int(index)], row, entry, instant: instant)
    }
    if entry.flags.contains(.amount) {
      set(
        kind: entry.amountKind, currency: entry.amountCurrency, value: entry.amount,
        entity: entry.entity, row, entry)
    }
  }

  /// What an item says of the order as a whole. It decides which authorities and patterns apply,
  /// and who the origin is.
  private mutating func note(_ row: FoldTable.Row) {
    if row.isTest, !state.isTest {
      state.isTest = true
      touched = .all
    }
    if !state.traits.isSuperset(of: row.traits) {
      state.traits.formUnion(row.traits)
      touched = .all
    }
    if state.origin == nil, let origin = row.origin {
      state.origin = origin
      touched = .all
    }
  }

  /// Judges what a complete delivery has left.
  mutating func completeStep() {
    releaseHeld(learned: learned)
    forgetAnswers()
    resolveTruth()
    forgetTruths()
    if scope != .shared { judgePatterns(learned: learned) }
    lastStep.removeAll(keepingCapacity: true)
    touched = .none
  }

  /// The state in its canonical order.
  public consuming func finished() -> OrderState {
    finish()
    return state
  }

  /// Brings the state into its canonical order.
  public mutating func finish() {
    writeOpen()
    state.claims.sort { $0.key < $1.key }
    state.amounts.sort { $0.key < $1.key }
    state.expected.sort { $0.index < $1.index }
    countOutcomes()
  }

  private mutating func addAmounts(ofContinuation entry: SpineEntry) {
    guard let row = lastRow else { return }
    set(
      kind: entry.amountKind, currency: entry.amountCurrency, value: entry.amount,
      entity: entry.entity, row, lastEntry)
    if entry.flags.contains(.second) {
      set(
        kind: UInt16(entry.code >> 16), currency: UInt16(truncatingIfNeeded: entry.code),
        value: entry.version, entity: UInt64(bitPattern: entry.occurred), row, lastEntry)
    }
  }
}
