import LedgerEngine

enum Version {
  static var text: String { "orderledger \(Ledger.engineVersion)" }
}
