/// The tuple of all facts of one part, as bytes: what rules see of it. Signatures are few, so they
/// are interned as codes.
///
/// Layout: standing (one byte), channel kind, shape (texts: length byte and UTF-8), number of
/// values (one byte), the values, number of flaws (one byte), the flaws. A value is a tag (0
/// absent, 1 null, 2 overflow, 3 text); a text value follows as length byte and UTF-8. A flaw is
/// two texts: reason and place. A text is at most 255 bytes; a longer fact value is `overflow`.
public struct Signature: Sendable, Hashable {
  public enum Standing: UInt8, Sendable {
    case understood = 0
    case noted = 1
    case thin = 2
    case undecodable = 3
  }

  public enum Value: Sendable, Hashable {
    case absent, null, overflow
    case text(String)
  }

  public struct Flaw: Sendable, Hashable {
    /// Such as `amount_does_not_fit`, `bad_time`, `id_rounded`.
    public var reason: String
    /// Such as the path in the channel file; never customer data.
    public var place: String

    public init(reason: String, place: String) {
      self.reason = reason
      self.place = place
    }

    /// Worth knowing, and no reason to doubt the item: `note:id_rounded`.
    public var isNote: Bool { reason.hasPrefix("note:") }
  }

  public var standing: Standing
  public var channelKind: String
  /// Name of the shape, with its part after a dot (`order.fulfillment`); of an item that is noted
  /// or could not be decoded: its message type or empty.
  public var shape: String
  public var values: [Value]
  public var flaws: [Flaw]

  public init(
    standing: Standing, channelKind: String, shape: String, values: [Value], flaws: [Flaw] = []
  ) {
    self.standing = standing
    self.channelKind = channelKind
    self.shape = shape
    self.values = values
    self.flaws = flaws
  }
}
