public import LedgerCore
import LedgerIndex

extension Reference {
  /// `SYSTEM/ENTITY/KIND=VALUE`, as people write it who know the account; `@POSITION.ITEM` of an item
  /// that has no reference.
  public var shortText: String {
    if space == .items { return "@\(value)" }
    return "\(space.system)/\(space.entity)/\(space.kind)=\(value)"
  }
}
