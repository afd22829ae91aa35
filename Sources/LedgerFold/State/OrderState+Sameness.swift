import LedgerCore
import LedgerRules

extension OrderState {
  /// Whether two sliced folds of one history came to the same. It may find a difference that no view
  /// shows; it misses none that the slices are about.
  ///
  /// - Parameter patterns: by pattern of this state's rulebook: its number in the other's; nil where it has
  ///   none there.
  public func comesTo(_ other: OrderState, patterns: [Int?]) -> Bool {
    truth.elementsEqual(other.truth) {
      $0.facet == $1.facet && $0.state == $1.state && $0.system == $1.system && $0.item == $1.item
    }
      && illegal == other.illegal && expected == other.expected
      && open.count == other.open.count && closed.count == other.closed.count
      && open.allSatisfy { mine in
        guard let number = patterns[Int(mine.pattern)] else { return false }
        var translated = mine
        translated.pattern = UInt16(number)
        return other.open.contains(translated)
      }
      && zip(closed, other.closed).allSatisfy { mine, theirs in
        guard let number = patterns[Int(mine.disagreement.pattern)] else { return false }
        var translated = mine
        translated.disagreement.pattern = UInt16(number)
        return translated == theirs
      }
  }
}
