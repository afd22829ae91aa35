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

  /// Rulebooks that are drawn at random: a dozen, or as many as `ORDERLEDGER_RULEBOOKS` asks for.
  static let rulebooks = environment["ORDERLEDGER_RULEBOOKS"].flatMap { Int($0) } ?? 12

  /// The first seed by which they are drawn, each by the next: `ORDERLEDGER_SEED` for another.
  static let seed = environment["ORDERLEDGER_SEED"].flatMap { UInt64($0) } ?? 13
}
