public import LedgerRules

/// Differences that are alike: what a policy forbids, or an author expects.
public struct EffectPattern: Sendable, Hashable {
  var kinds: Set<Effect.Kind>
  var subject: Choice
  var owner: Choice
  var from: Choice
  var to: Choice
  var conditions: OrderConditions
  /// As it was written, in one line: `shopify.payment: captured → authorized`.
  public var text: String
  public var place: SourcePlace?

  /// Whether a difference is one of these, whatever order has it.
  func matches(_ effect: Effect) -> Bool {
    kinds.contains(effect.kind) && subject.holds(of: effect.subject) && owner.holds(of: effect.of)
      && from.holds(ofState: effect.from) && to.holds(ofState: effect.to)
  }
}

/// What a word may be.
enum Choice: Sendable, Hashable {
  case any
  case one([String])

  func holds(of word: String) -> Bool {
    switch self {
    case .any: true
    case .one(let words): words.contains(word)
    }
  }

  /// People write `none` for no state, and facets may have a state of that name.
  func holds(ofState state: String) -> Bool { holds(of: state.isEmpty ? "none" : state) }

  /// `captured`, `captured or authorized`, `any`.
  var text: String {
    switch self {
    case .any: "any"
    case .one(let words): words.joined(separator: " or ")
    }
  }
}

extension Effect.Kind {
  /// Whether it says only in other words what further differences of the order say: it is as
  /// expected as they are.
  var isDerived: Bool {
    switch self {
    case .agrees, .disagrees, .confirmed, .contradicted: true
    default: false
    }
  }
}
