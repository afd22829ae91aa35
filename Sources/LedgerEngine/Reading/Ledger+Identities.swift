public import LedgerCore
import LedgerIndex

extension Ledger {
  /// The identity that a text means: `SYSTEM/ENTITY/KIND=VALUE`, a value alone, or an order's correlation
  /// ID, for which any identity of the order will do.
  public func identity(named text: String) throws(LedgerError) -> Reference {
    let order = try order(text, asOf: now)
    let identities = order.names.filter { $0.kind == .identity }.map(\.reference)
    let named = identities.first {
      $0.value == text || $0.description == text || $0.description.hasSuffix("/" + text)
    }
    if let named { return named }
    guard order.order == text || order.aliases.contains(text), let first = identities.first else {
      throw .notAnIdentity(text: text, order: order.order)
    }
    return first
  }
}
