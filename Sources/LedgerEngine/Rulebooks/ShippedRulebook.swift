import Foundation
public import LedgerRules

/// The rulebook that ships with the ledger.
public enum ShippedRulebook {
  /// The directory of the `retail` rulebook.
  public static var retailDirectory: String {
    Bundle.module.bundlePath + "/retail"
  }

  public static func retail() throws(LedgerError) -> Rulebook {
    do { return try Rulebook.load(directory: retailDirectory) } catch { throw .rulebook(error) }
  }
}
