public import LedgerCore
public import LedgerIndex

extension IndexTotals {
  /// Items by outcome; what is refused is in no log, and not counted.
  public var counts: [(outcome: Outcome, count: Int)] {
    Outcome.allCases.filter { $0 != .refused }.map { outcome in
      (outcome, outcome == .duplicate ? duplicates : items[outcome] ?? 0)
    }
  }

  public var itemsJSON: JSONValue {
    .object(counts.map { ($0.outcome.rawValue, .int($0.count)) })
  }
}
