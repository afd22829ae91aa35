import LedgerCore
import LedgerFold
import LedgerIndex
import LedgerReplay
import LedgerRules

/// One group of the ledger, with its history on both sides: read in one thread, folded in any.
struct ReplayWork: Sendable {
  var row: OrderRow
  /// As the active rulebook has it, whole.
  var live: [SpineEntry]
  /// What is visible by `as-of`.
  var before: [SpineEntry]
  var after: [SpineEntry]
  /// Nil where no three-way replay was asked for.
  var believed: [SpineEntry]?
  var regrouping: Effect.Kind?
  /// Why it cannot be evaluated.
  var obstacle: String?
}

/// What came of it.
struct ReplayResult: Sendable {
  /// The stored state is not what the active rulebook gives.
  var isOff = false
  var isAskedFor = true
  var change: OrderChange?
  var believed: OrderOutcome?
}

/// Folds one group after another: pure, for all cores.
struct OrderReplay: Sendable {
  let active: FoldTable
  let comparison: OrderComparison
  let believed: ReplaySide?
  let believedAsOf: Timestamp
  let selection: ReplaySelection
  let hasBaseline: Bool

  func callAsFunction(_ work: ReplayWork) -> ReplayResult {
    var result = ReplayResult()
    var live: OrderState?
    if hasBaseline {
      let state = OrderFolding.fold(work.live, table: active, scope: work.row.kind.scope)
      result.isOff = state.bytes != work.row.state.bytes
      live = state
    }
    guard work.row.kind == .order, work.obstacle == nil,
      !(work.before.isEmpty && work.after.isEmpty), selection.isInRange(work.before)
    else {
      result.isAskedFor = work.obstacle != nil
      return result
    }
    let history = OrderHistory(
      before: work.before, after: work.after, scope: .order, regrouping: work.regrouping)
    let isLive =
      comparison.before.table.rulebook.revision == active.rulebook.revision
      && work.before.count == work.live.count
    let old =
      isLive ? live ?? comparison.before.fold(work.before) : comparison.before.fold(work.before)
    guard selection.holds(of: old, work.before, comparison.before) else {
      result.isAskedFor = false
      return result
    }
    result.change = comparison.change(of: history, old, comparison.after.fold(work.after))
    if result.change != nil, let believed, let spine = work.believed {
      result.believed = OrderOutcome(believed.fold(spine), side: believed, asOf: believedAsOf)
    }
    return result
  }
}

/// Which orders are asked for.
struct ReplaySelection: Sendable {
  var from: ReplayRequest.Bound?
  var to: ReplayRequest.Bound?
  var conditions: [ReplayCondition]
  /// Numbers of the channels that a condition names.
  var channels: [String: UInt16]

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
  func isInRange(_ spine: [SpineEntry]) -> Bool {
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
  func holds(of state: OrderState, _ spine: [SpineEntry], _ side: ReplaySide) -> Bool {
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
