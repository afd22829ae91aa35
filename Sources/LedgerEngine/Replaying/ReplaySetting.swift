import LedgerCore
import LedgerFold
import LedgerIndex
import LedgerReplay
import LedgerRules
import LedgerStorage

/// What all threads of a replay share, and none of them changes.
struct ReplaySetting: Sendable {
  /// What was believed at a time, by the rulebook of that time.
  struct Believed: Sendable {
    var side: ReplaySide
    var asOf: AsOf

    func outcome(of spine: [SpineEntry]) throws(StorageError) -> OrderOutcome {
      let known = spine.filter { asOf.includes(position: $0.position, received: $0.received) }
      return try side.outcome(of: side.fold(known), asOf: asOf.time)
    }
  }

  let active: FoldTable
  let comparison: OrderComparison
  let plan: ReplayPlan
  let slicing: SliceComparison
  /// By code: whether the two sides read it otherwise.
  let touched: [Bool]
  let slices: (before: FoldTable, after: FoldTable)?
  let believed: Believed?
  let selection: ReplaySelection
  let asOf: AsOf
  let isFullBaseline: Bool
  /// Whether the former rulebook is the active one.
  let isAgainstActive: Bool

  init(
    active: FoldTable, comparison: OrderComparison, plan: ReplayPlan, _ difference: FoldDifference,
    believed: Believed?, selection: ReplaySelection, asOf: AsOf, isFullBaseline: Bool
  ) {
    self.active = active
    var comparison = comparison
    self.plan = plan
    slicing = SliceComparison(
      from: comparison.before.table.rulebook, to: comparison.after.table.rulebook,
      patterns: difference.patterns)
    var touched = [Bool](repeating: false, count: comparison.before.table.codeCount)
    for code in plan.codes { touched[Int(code)] = true }
    self.touched = touched
    if plan.reach != .decoding, difference.isNumberedAlike {
      comparison.readsAlike = touched.map { !$0 }
      comparison.foldsAlike = plan.extent == .nothing
    }
    self.comparison = comparison
    slices =
      if case .slice(let before, let after) = plan.extent {
        (comparison.before.table.sliced(before), comparison.after.table.sliced(after))
      } else { nil }
    self.believed = believed
    self.selection = selection
    self.asOf = asOf
    self.isFullBaseline = isFullBaseline
    isAgainstActive = comparison.before.table.rulebook.revision == active.rulebook.revision
  }

  /// Whether all of a history had been received by `as-of`.
  func isAll(_ spine: UnsafeBufferPointer<SpineEntry>) -> Bool { spine.last.map(includes) ?? true }

  func includes(_ entry: SpineEntry) -> Bool {
    asOf.includes(position: entry.position, received: entry.received)
  }
}

/// Which orders are asked for.
struct ReplaySelection: Sendable {
  var from: ReplayRequest.Bound?
  var to: ReplayRequest.Bound?
  var conditions: [ReplayCondition]
  /// Numbers of the channels that a condition names.
  var channels: [String: UInt16]

  var isAll: Bool { from == nil && to == nil && conditions.isEmpty }

  /// Whether an order's state is to be known to decide.
  var asksState: Bool {
    conditions.contains { if case .reference = $0 { false } else { true } }
  }

  /// Sentences, for the report.
  var texts: [String] {
    var texts: [String] = []
    if let from { texts.append("an event from \(ReplaySelection.text(from)) on") }
    if let to { texts.append("an event up to \(ReplaySelection.text(to))") }
    return texts + conditions.map(\.text)
  }

  private static func text(_ bound: ReplayRequest.Bound) -> String {
    switch bound {
    case .position(let position): "position \(position)"
    case .time(let time): time.rfc3339
    }
  }

  /// Whether some event lies in the range.
  func isInRange(_ spine: UnsafeBufferPointer<SpineEntry>) -> Bool {
    guard from != nil || to != nil else { return true }
    return spine.contains { isFrom($0) && isTo($0) }
  }

  private func isFrom(_ entry: SpineEntry) -> Bool {
    switch from {
    case nil: true
    case .position(let position): entry.position >= position.rawValue
    case .time(let time): entry.received >= time.rawValue
    }
  }

  private func isTo(_ entry: SpineEntry) -> Bool {
    switch to {
    case nil: true
    case .position(let position): entry.position <= position.rawValue
    case .time(let time): entry.received <= time.rawValue
    }
  }

  /// References are looked up before; here they hold.
  func holds(
    of state: OrderState, _ spine: UnsafeBufferPointer<SpineEntry>, _ side: ReplaySide
  ) -> Bool {
    conditions.allSatisfy { condition in
      switch condition {
      case .channel(let name):
        guard let number = channels[name] else { return false }
        return spine.contains { $0.channel == number }
      case .system(let name):
        return state.systems.contains { side.table.rulebook[$0.system].name == name }
      case .facet(let facet, let wanted):
        let rulebook = side.table.rulebook
        let truth = state.truth.first { rulebook[$0.facet].name == facet }
        return (truth.map { rulebook[$0.facet].name(of: $0.state) } ?? "none") == wanted
      case .amount(let comparison, let value, let currency):
        guard let stake = state.stake(by: side.table), stake.currency == currency else {
          return false
        }
        return switch comparison {
        case .atLeast: stake.value >= value
        case .atMost: stake.value <= value
        case .equal: stake.value == value
        }
      case .reference: return true
      }
    }
  }
}
