import LedgerCore
import LedgerFold
import LedgerIndex
import LedgerRules
import LedgerStorage

/// A value that deliveries have brought, and whether a rule knows it.
public struct CoveredValue: Sendable, Hashable {
  public var kind: String
  public var shape: String
  public var fact: String
  public var value: String
  /// Groups of messages that have it, at most: a group counts for each combination that it is in.
  public var groups: Int
  /// Combinations of values that it stands in.
  public var signatures: Int
  /// Facets that no rule can read of it.
  public var unknownFor: [String]
}

extension Ledger {
  /// Which values were seen, how often, and which no rule of the rulebook in force knows: those first.
  public func coverage() throws(LedgerError) -> [CoveredValue] {
    struct Key: Hashable {
      var kind: String
      var shape: String
      var fact: String
      var value: String
    }
    return try reading { (index, base) throws(LedgerError) in
      try LedgerError.storing { () throws(StorageError) in
        var found: [Key: CoveredValue] = [:]
        for (code, signature) in index.signatures.enumerated() {
          guard
            let shape = index.rulebook.kinds[signature.channelKind]?.shape(named: signature.shape),
            shape.facts.count == signature.values.count
          else { continue }
          let groups = try index.threadCount(having: [UInt32(code)], base)
          let evaluation = index.table.evaluation(
            of: UInt32(code), at: Timestamp.distantFuture.rawValue)
          for (fact, value) in zip(shape.facts, signature.values) {
            guard case .text(let text) = value else { continue }
            let key = Key(
              kind: signature.channelKind, shape: signature.shape, fact: fact.name, value: text)
            var covered =
              found[key]
              ?? CoveredValue(
                kind: key.kind, shape: key.shape, fact: key.fact, value: text, groups: 0,
                signatures: 0, unknownFor: [])
            covered.groups += groups
            covered.signatures += 1
            for gap in evaluation.quarantined where gap.fact == fact.name && gap.value == text {
              let facet = gap.facet.map { index.rulebook[$0].name } ?? gap.reason
              if !covered.unknownFor.contains(facet) { covered.unknownFor.append(facet) }
            }
            found[key] = covered
          }
        }
        return found.values.sorted { left, right in
          (
            left.unknownFor.isEmpty ? 1 : 0, left.kind, left.shape, left.fact, -left.groups,
            left.value
          )
            < (
              right.unknownFor.isEmpty ? 1 : 0, right.kind, right.shape, right.fact, -right.groups,
              right.value
            )
        }
      }
    }
  }
}
