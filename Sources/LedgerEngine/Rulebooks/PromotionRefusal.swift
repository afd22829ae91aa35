public import LedgerCore

/// Why a rulebook does not come into force. Nothing of the ledger has changed then.
public enum PromotionRefusal: Error, Sendable, Hashable {
  /// A new index file does not hold what was counted while it was written.
  case indexDiffers(path: String, kept: Bool, expected: Hash256, found: Hash256)

  /// Stable, for programs.
  public var code: String {
    switch self {
    case .indexDiffers: "index_differs"
    }
  }
}

extension PromotionRefusal: CustomStringConvertible {
  public var description: String {
    switch self {
    case .indexDiffers(let path, let kept, let expected, let found):
      "\(path), \(kept ? "kept of the rulebook to go back to" : "made for the switch"), is damaged: its "
        + "orders add up to digest \(found.short), not \(expected.short). It was removed, and nothing "
        + "else changed; run `orderledger verify`, then repeat the command, which makes it anew"
    }
  }
}
