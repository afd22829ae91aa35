import LedgerCore
public import LedgerFold
public import LedgerRules

/// What two rulebooks that read bodies alike can come to differently by how they fold, worked out from the
/// rulebooks alone.
public struct FoldDifference: Sendable {
  public enum Extent: Sendable, Hashable {
    case nothing
    /// What each side need look at to see whether an order differs.
    case slice(before: FoldSlice, after: FoldSlice)
    /// All of it.
    case whole
  }

  public let extent: Extent
  /// Sentences: why.
  public let reasons: [String]
  /// By pattern of the former rulebook: its number in the revised one.
  public let patterns: [Int?]
  /// Whether facets, states, systems and amounts have the same numbers on both sides.
  public let isNumberedAlike: Bool

  public init(from before: Rulebook, to after: Rulebook) {
    let numbers = Dictionary(
      after.patterns.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    patterns = before.patterns.map { numbers[$0.name] }
    let reason = FoldDifference.numbering(before, after)
    isNumberedAlike = reason == nil
    if let reason {
      extent = .whole
      reasons = [reason]
      return
    }
    var affected = AffectedRules(before, after)
    affected.find()
    reasons = affected.reasons
    if affected.isWhole {
      extent = .whole
    } else if affected.reasons.isEmpty {
      extent = .nothing
    } else {
      extent = .slice(before: affected.slice(of: before), after: affected.slice(of: after))
    }
  }

  /// Why the two cannot be compared by their numbers.
  private static func numbering(_ before: Rulebook, _ after: Rulebook) -> String? {
    if before.facets.map(\.name) != after.facets.map(\.name)
      || before.facets.map(\.states) != after.facets.map(\.states)
      || before.facets.map(\.forwardCount) != after.facets.map(\.forwardCount)
    {
      return "facets have other states: every order is folded"
    }
    if before.systems != after.systems { return "there are other systems: every order is folded" }
    if before.traits != after.traits || before.entityKinds != after.entityKinds
      || before.amountKinds != after.amountKinds
    {
      return "there are other traits, entities or amounts: every order is folded"
    }
    return nil
  }
}
