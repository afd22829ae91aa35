import Foundation
import LedgerTesting

/// How much replay tests do.
enum ReplaySizes {
  private static let environment = ProcessInfo.processInfo.environment

  /// Orders of a retailer's history, or as many as `ORDERLEDGER_ORDERS` asks for.
  static let orders = environment["ORDERLEDGER_ORDERS"].flatMap { Int($0) } ?? 60

  /// Rule changes that are tried: some of each kind; `ORDERLEDGER_CHANGES=all` for all of them, any other
  /// text for those that it occurs in.
  static let changes: [RuleChange] =
    switch environment["ORDERLEDGER_CHANGES"] {
    case nil: RuleChange.kinds.flatMap { $0.changes.prefix(3) }
    case "all": RuleChange.all
    case let text?: RuleChange.all.filter { $0.description.contains(text) }
    }
}
