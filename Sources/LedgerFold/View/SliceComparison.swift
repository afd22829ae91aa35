import LedgerCore
public import LedgerRules

/// Tells whether two sliced folds of one history come to the same in every view. It may find a difference
/// that no view shows; it misses none that the slices are about.
///
/// Which of two systems that say the same decides a truth is no difference, nor which item a disagreement
/// began with, nor by when an order was expected where it has come.
public struct SliceComparison: Sendable {
  private let before: Rulebook
  private let after: Rulebook
  /// By pattern of the former rulebook: its number in the revised one.
  private let patterns: [Int?]

  public init(from before: Rulebook, to after: Rulebook, patterns: [Int?]) {
    self.before = before
    self.after = after
    self.patterns = patterns
  }

  public func areAlike(_ old: OrderState, _ new: OrderState) -> Bool {
    old.truth.elementsEqual(new.truth) { $0.facet == $1.facet && $0.state == $1.state }
      && old.illegal == new.illegal
      && awaited(old, before).elementsEqual(awaited(new, after)) {
        $0.index == $1.index && $0.start == $1.start && $0.due == $1.due
      }
      && areOpenAlike(old, new) && areClosedAlike(old, new)
      // A view lets a hold end by its own time, and resolves truth anew.
      && !isHolding(old) && !isHolding(new)
  }

  private func isHolding(_ state: OrderState) -> Bool {
    state.claims.contains { $0.heldUntil != nil }
  }

  /// Where the order is expected and has not come.
  private func awaited(
    _ state: OrderState, _ rulebook: Rulebook
  ) -> some Sequence<OrderState.Expectation> {
    state.expected.lazy.filter { expectation in
      let role = rulebook.presence[Int(expectation.index)].role
      return !state.systems.contains { rulebook.role(of: $0.system) == role }
    }
  }

  private func areOpenAlike(_ old: OrderState, _ new: OrderState) -> Bool {
    old.open.count == new.open.count
      && old.open.allSatisfy { mine in new.open.contains { areAlike(mine, $0) } }
  }

  private func areClosedAlike(_ old: OrderState, _ new: OrderState) -> Bool {
    old.closed.count == new.closed.count
      && zip(old.closed, new.closed).allSatisfy {
        areAlike($0.disagreement, $1.disagreement) && $0.wasMismatch == $1.wasMismatch
          && $0.closing == $1.closing && $0.closedLearned == $1.closedLearned
      }
  }

  private func areAlike(_ old: Disagreement, _ new: Disagreement) -> Bool {
    patterns[Int(old.pattern)] == Int(new.pattern) && old.due == new.due && old.hard == new.hard
      && old.pausedSince == new.pausedSince && old.isContradiction == new.isContradiction
      && old.cause == new.cause && old.downstreamSystem == new.downstreamSystem
  }
}
