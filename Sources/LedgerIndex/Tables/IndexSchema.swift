import LedgerCore
public import LedgerStorage

/// The tables of an index file. All of it is derived from the log and can be rebuilt.
public enum IndexSchema {
  /// Delivery key (its first eight bytes) → `DeliveryMark`.
  static let deliveries = Table<UInt64, DeliveryMark>("deliveries", .fixedDuplicates)
  /// Keyed hash of a reference's value → `ReferenceHit`.
  static let references = Table<Hash128, ReferenceHit>("references", .fixedDuplicates)
  /// Keyed hash of a reference that recycles → its latest use.
  static let periods = Table<Hash128, ReferenceRun>("periods")
  /// Delivery → deliveries that repeat it, and when they were received.
  static let repeats = Table<LogPosition, Pair<LogPosition, Timestamp>>("repeats", .fixedDuplicates)
  /// Thread → `ThreadRow`.
  static let threads = Table<UInt64, [UInt8]>("threads")
  /// Thread → its entries in log order.
  static let spine = Table<UInt64, StoredSpineEntry>("spine", .fixedDuplicates)
  /// Thread → roots of the orders that it belongs to.
  static let membership = Table<UInt64, UInt64>("membership", .fixedDuplicates)
  /// Root thread → `OrderRow`.
  static let orders = Table<UInt64, [UInt8]>("orders")
  /// Items of no thread (noted, not decodable): item → code and flags.
  static let loose = Table<ItemID, LooseItem>("loose")
  /// Code → threads with an item that has it.
  static let postings = Table<UInt32, UInt64>("postings", .fixedDuplicates)
  /// Code → signature.
  static let codes = Table<UInt32, [UInt8]>("codes")
  /// Number → `account/system/entity/kind`, with NUL between.
  static let spaces = Table<UInt32, [UInt8]>("spaces")
  /// Number → `ChannelRow`.
  static let channels = Table<UInt16, [UInt8]>("channels")
  /// Channel and minute → how many deliveries, and when the last.
  static let activity = Table<ActivityKey, Activity>("activity")
  /// Item → `SweepRow`.
  static let sweeps = Table<ItemID, [UInt8]>("sweeps")

  public static let schema = Schema(
    purpose: "index", version: 3,
    tables: [
      deliveries, references, periods, threads, spine, membership, orders, loose, codes, spaces,
      channels, activity, sweeps, repeats, postings,
    ])
}
