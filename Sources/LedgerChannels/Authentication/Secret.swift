/// What a channel shares with its sender: a secret text, or the sender's public key as PEM.
///
/// Several may be in force at once while one is being replaced by another.
public struct Secret: Sendable, Hashable {
  public var text: String
  /// The sender's name of the key (eBay's `kid`); nil where it has none, or any may be tried.
  public var keyID: String?
  /// Whether a signature over a SHA-1 digest counts. eBay's deliveries name SHA-1 in their header;
  /// it stays refused until the one who installs the key says otherwise.
  public var allowsSHA1: Bool

  public init(_ text: String, keyID: String? = nil, allowsSHA1: Bool = false) {
    self.text = text
    self.keyID = keyID
    self.allowsSHA1 = allowsSHA1
  }
}
