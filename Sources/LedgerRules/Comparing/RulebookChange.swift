/// One thing that two rulebooks say differently.
public struct RulebookChange: Sendable, Hashable, CustomStringConvertible {
  /// What kind of thing changed, and so what a replay must do again.
  public enum Kind: String, Sendable, CaseIterable {
    /// How facts become claims: changes the outcome of codes alone.
    case mapping
    /// How bodies are read: they must be decoded again.
    case extraction
    case system, trait, origin, authority, prerequisite, presence, handoff, pattern, facet
    /// The order in which causes are looked for.
    case causes
    /// Titles, owners and remedies: changes what people read, and no outcome.
    case words
    /// How deliveries are authenticated and what is kept secret: applies to deliveries to come.
    case intake
    /// Examples that the rulebook is tested with.
    case examples

    /// All orders must be folded again.
    public var changesFold: Bool {
      switch self {
      case .mapping, .extraction, .words, .intake, .examples: false
      case .system, .trait, .origin, .authority, .prerequisite, .presence, .handoff, .pattern,
        .facet, .causes:
        true
      }
    }
  }

  public enum Manner: String, Sendable { case added, removed, changed, reordered }

  public var kind: Kind
  public var manner: Manner
  /// What changed, such as `shopify order.payment: partially_refunded`.
  public var subject: String
  /// What was said of it, and what is; nil where it was not there, or is not.
  public var before: String?
  public var after: String?
  public var beforePlace: SourcePlace?
  public var afterPlace: SourcePlace?

  /// `shopify order.payment: partially_refunded: captured → partially_captured`
  public var sentence: String {
    switch manner {
    case .added: "\(subject): new, \(after ?? "")"
    case .removed: "\(subject): removed, was \(before ?? "")"
    case .changed: "\(subject): \(before ?? "") → \(after ?? "")"
    case .reordered: "\(subject): the order changed"
    }
  }

  /// The sentence with its places.
  public var description: String {
    let places = [beforePlace?.description, afterPlace?.description].compactMap { $0 }
    let unique = places.count == 2 && places[0] == places[1] ? [places[0]] : places
    return unique.isEmpty ? sentence : "\(sentence) (\(unique.joined(separator: " → ")))"
  }
}
