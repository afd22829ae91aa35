import LedgerRules

extension OrderState {
  /// What the order is worth, as its origin says.
  public func total(by table: FoldTable) -> Amount? {
    table.rules.flat.total.flatMap { originAmount($0, by: table) }
  }

  /// What is in question where systems disagree: of an order that is worth nothing any more, since it was
  /// cancelled, what it was worth when it was placed.
  public func stake(by table: FoldTable) -> Amount? {
    let total = total(by: table)
    guard let total, total.value == 0 else { return total }
    return table.rules.flat.placedTotal.flatMap { originAmount($0, by: table) } ?? total
  }
}
