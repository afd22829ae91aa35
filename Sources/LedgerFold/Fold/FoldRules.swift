import LedgerCore
import LedgerRules

/// A rulebook made ready for folding.
final class FoldRules: Sendable {
  let rulebook: Rulebook
  let flat: FlatRules

  /// - Parameters:
  ///   - isWary: has everything looked at in every step, whatever the step has touched; what comes of it
  ///     is the same.
  ///   - slice: nil for all of it.
  init(_ rulebook: Rulebook, isWary: Bool = false, slice: FoldSlice? = nil) {
    self.rulebook = rulebook
    flat = FlatRules(rulebook, isWary: isWary, slice: slice)
  }

  deinit { flat.free() }

  var statuses: StatusRules { flat.statuses }

  /// When a hand-off is overdue, and when its lateness is itself a mismatch.
  func deadlines(_ handoff: Int, start: Int64, named: Int64?) -> (due: Int64, hard: Int64) {
    rulebook.handoffs[handoff].deadlines(start: start, named: named)
  }
}
