/// One line of an order's history: the input of the fold and of a replay. 72 bytes, fixed, so that
/// a thread's spine is one array.
///
/// An item has one entry per part that claims something; amounts beyond the first follow in
/// continuation entries (`flags` has `.continuation`) with the same position, item and part order.
public struct SpineEntry: Hashable, Sendable {
  public var position: UInt64
  public var item: UInt16
  /// 0, 1, 2 … within the item.
  public var slot: UInt16
  /// The interned signature of facts. In a continuation: kind (upper 16 bits) and currency
  /// of amount 2.
  public var code: UInt32
  /// What the sender says; `Int64.min` where it says nothing. In a continuation: entity
  /// of amount 2.
  public var occurred: Int64
  /// When it was received.
  public var received: Int64
  /// Version of the claimant's record; `Int64.min` where it has none (then the position counts). In
  /// a continuation: value of amount 2.
  public var version: Int64
  /// 64-bit hash of entity kind and key; 0 for the order itself. In a continuation: of amount 1.
  public var entity: UInt64
  public var channel: UInt16
  public var flags: Flags
  /// An amount of the entity, where `flags` has `.amount`: value, kind and currency.
  public var amountKind: UInt16
  public var amountCurrency: UInt16
  public var amount: Int64
  /// What the sender calls the delivery, and the delivery that the item cites as its cause.
  public var delivery: DeliveryTag
  public var cites: DeliveryTag

  public struct Flags: OptionSet, Hashable, Sendable {
    public let rawValue: UInt16
    @inlinable public init(rawValue: UInt16) { self.rawValue = rawValue }

    /// Holds further amounts of the entry before it.
    public static let continuation = Flags(rawValue: 1)
    /// Same delivery key as an earlier delivery, other bytes.
    public static let conflict = Flags(rawValue: 2)
    /// Has a second amount (continuations only).
    public static let second = Flags(rawValue: 4)
    /// Of a thread that several orders share (a payment for two orders): its amounts are no
    /// order's own.
    public static let shared = Flags(rawValue: 8)
    /// Has a (first) amount.
    public static let amount = Flags(rawValue: 16)
  }

  @inlinable public init() {
    position = 0
    item = 0
    slot = 0
    code = 0
    occurred = .min
    received = 0
    version = .min
    entity = 0
    channel = 0
    flags = []
    amountKind = 0
    amountCurrency = 0
    amount = 0
    delivery = .none
    cites = .none
  }

  public static let size = 72
  /// Says "no time" and "no version".
  public static let none = Int64.min

  @inlinable public var id: ItemID { ItemID(position: LogPosition(position), index: item) }
}

extension SpineEntry {
  /// Whether it has a code of its own: a continuation brings further amounts of the entry before it.
  @inlinable public var isMain: Bool { !flags.contains(.continuation) }
}
