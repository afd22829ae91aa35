import Foundation

/// How large the histories of replay tests are.
enum ReplaySizes {
  /// Orders of a retailer, or as many as `ORDERLEDGER_ORDERS` asks for.
  static let orders =
    ProcessInfo.processInfo.environment["ORDERLEDGER_ORDERS"].flatMap { Int($0) } ?? 80
}
