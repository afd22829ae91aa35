/// What one delivery says, read by its channel kind: flat arrays, so that reading allocates little.
public struct Extraction: Sendable, Equatable {
  public struct Item: Sendable, Hashable {
    public var index: UInt16
    public var parts: Range<Int>
    public var references: Range<Int>
    /// The caller's correlation ID, where it gave one.
    public var correlation: String?
    /// Delivery id of the delivery that caused this item.
    public var cites: String?

    public init(
      index: UInt16, parts: Range<Int>, references: Range<Int>, correlation: String?, cites: String?
    ) {
      self.index = index
      self.parts = parts
      self.references = references
      self.correlation = correlation
      self.cites = cites
    }
  }

  /// What claims something: the item's main part first (always there), then its parts.
  public struct Part: Sendable, Hashable {
    /// In `signatures`.
    public var signature: Range<Int>
    /// 0 for the order itself, else `EntityHash`.
    public var entity: UInt64
    public var occurred: Timestamp?
    public var version: Int64?
    public var amounts: Range<Int>

    public init(
      signature: Range<Int>, entity: UInt64, occurred: Timestamp?, version: Int64?,
      amounts: Range<Int>
    ) {
      self.signature = signature
      self.entity = entity
      self.occurred = occurred
      self.version = version
      self.amounts = amounts
    }
  }

  public struct Amount: Sendable, Hashable {
    public var entity: UInt64
    public var value: Int64
    public var kind: UInt16
    public var currency: Currency

    public init(entity: UInt64, value: Int64, kind: UInt16, currency: Currency) {
      self.entity = entity
      self.value = value
      self.kind = kind
      self.currency = currency
    }
  }

  public struct Mention: Sendable, Hashable {
    public var kind: ReferenceClass
    public var reference: Reference
    public var period: Interval?

    public init(kind: ReferenceClass, reference: Reference, period: Interval?) {
      self.kind = kind
      self.reference = reference
      self.period = period
    }
  }

  public struct Sweep: Sendable, Hashable {
    public var item: UInt16
    public var system: String
    public var from: Timestamp
    public var to: Timestamp
    public var isComplete: Bool

    public init(item: UInt16, system: String, from: Timestamp, to: Timestamp, isComplete: Bool) {
      self.item = item
      self.system = system
      self.from = from
      self.to = to
      self.isComplete = isComplete
    }
  }

  public var items: [Item] = []
  public var parts: [Part] = []
  public var amounts: [Amount] = []
  public var mentions: [Mention] = []
  public var sweeps: [Sweep] = []
  /// The signatures of all parts, one after the other (`Signature`).
  public var signatures: [UInt8] = []
  /// The sender's own time, verbatim, for the record's evidence.
  public var senderTime: String?
  /// What the sender calls the delivery.
  public var delivery = DeliveryTag.none
  /// Whether something was asked that is erased.
  public var asksForErased = false

  public init() {}
}
