/// What became of an item. Each item has exactly one; each is counted.
public enum Outcome: String, Sendable, CaseIterable {
  case accepted
  /// Understood, and not about an order (a payout, a product).
  case noted
  /// Of a thread that no reference ties to an order yet.
  case unlinked
  /// A thin webhook that needs a fetch.
  case awaitingDetail = "awaiting_detail"
  /// Its claim stands for its claimant; its effect on truth waits for a prerequisite.
  case held
  /// It could not be decoded, or holds a value that no rule knows.
  case quarantined
  /// An entry without body that names the original.
  case duplicate
  /// The same delivery key with other bytes: both are kept.
  case conflict
  /// Not authentic, or too large: not in the log, counted.
  case refused
}
