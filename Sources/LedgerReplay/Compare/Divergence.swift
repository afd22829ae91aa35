public import LedgerCore

/// The first event at which two rulebooks see an order differently, with the rule on either side.
public struct Divergence: Sendable, Hashable {
  /// What one side made of the event.
  public struct Side: Sendable, Hashable {
    /// Such as `payment captured`, `no claim`, `quarantined financial_status = foo`.
    public var reading: String
    /// `channels/shopify.yaml:42`; empty where no row fired.
    public var place: String
    public var rule: String

    static let noClaim = Side(reading: "no claim", place: "", rule: "")
    static let elsewhere = Side(reading: "not part of this order", place: "", rule: "")
    static let nothing = Side(reading: "nothing", place: "", rule: "")
  }

  public var item: ItemID
  public var received: Timestamp
  public var channelKind: String
  public var shape: String
  /// Whether the event itself is read otherwise; else what is read alike is weighed otherwise
  /// (authority, prerequisites, patterns).
  public var isReading: Bool
  public var before: Side
  public var after: Side
}
