/// One exact difference that a revised rulebook makes to one order. A report counts orders by effect, so
/// two orders that change alike have equal effects.
public struct Effect: Sendable, Hashable {
  public enum Kind: UInt8, Sendable, CaseIterable, Comparable {
    /// Only the revised rulebook sees the order; only the former did; its items are grouped otherwise.
    case appeared, vanished, split, joined
    /// Truth of a facet (`subject`); `of` is the channel in which the order began.
    case truth
    /// What a system (`of`) says of a facet.
    case claim
    /// Whether a system (`of`) has the order.
    case presence
    /// A disagreement (`subject` is its pattern) that stands, and that did not; and the reverse.
    case opened, closed
    /// It stands on both sides, with another status or cause.
    case rejudged
    /// A disagreement of the past, overdue and over, that was none; and the reverse.
    case breached, unbreached
    /// It stands or stood on both sides, and its deadline was another.
    case alertEarlier, alertLater
    /// A claim that cannot be read any more (`subject` is the reason), and one that can be.
    case quarantined, released
    /// A claim of a system (`of`) whose effect on truth waits now, and one whose does not any more.
    case held, unheld
    /// A move of a system (`of`) that its facet does not allow any more, and one that it now does.
    case illegal, legal
    /// Another value of an amount (`subject`) of a system (`of`).
    case amount
    /// The order is in no disagreement any more; it is in one, and was in none.
    case agrees, disagrees
    /// Later claims of the authority say what the revised rule had said before; or what the former had.
    case confirmed, contradicted
    /// It counts as a test order now, or does not any more.
    case test

    public static func < (left: Kind, right: Kind) -> Bool { left.rawValue < right.rawValue }

    /// As in JSON: `alert_earlier`.
    public var name: String {
      switch self {
      case .alertEarlier: "alert_earlier"
      case .alertLater: "alert_later"
      default: String(describing: self)
      }
    }
  }

  public var kind: Kind
  public var subject: String
  public var of: String
  /// Empty where there was nothing, or where the kind has no values.
  public var from: String
  public var to: String
  /// Of a disagreement: it is a service level.
  public var isSLA: Bool

  public init(
    _ kind: Kind, _ subject: String = "", of: String = "", from: String = "", to: String = "",
    isSLA: Bool = false
  ) {
    self.kind = kind
    self.subject = subject
    self.of = of
    self.from = from
    self.to = to
    self.isSLA = isSLA
  }

  /// In words: `truth of fulfillment: shipped → partially_shipped`.
  public var text: String {
    switch kind {
    case .appeared: "is an order now"
    case .vanished: "is no order any more"
    case .split: "is split"
    case .joined: "is joined with others"
    case .truth: "\(subject): \(Effect.value(from)) → \(Effect.value(to))"
    case .claim: "\(of) \(subject): \(Effect.value(from)) → \(Effect.value(to))"
    case .presence: "presence in \(of): \(Effect.value(from)) → \(Effect.value(to))"
    case .opened: "\(subject) opens: \(to)"
    case .closed: "\(subject) closes: was \(from)"
    case .rejudged: "\(subject): \(from) → \(to)"
    case .breached: "\(subject) had been overdue: \(to)"
    case .unbreached: "\(subject) had not been overdue: was \(from)"
    case .alertEarlier: "\(subject) alerts earlier"
    case .alertLater: "\(subject) alerts later"
    case .quarantined: "quarantined: \(subject) \(to)"
    case .released: "released from quarantine: \(subject) \(from)"
    case .held: "\(of) \(subject) \(to) is held"
    case .unheld: "\(of) \(subject) \(from) is held no more"
    case .illegal: "\(of) \(subject): \(from) → \(to) is an illegal move"
    case .legal: "\(of) \(subject): \(from) → \(to) is a legal move"
    case .amount: "\(of) \(subject) has another value"
    case .agrees: "agrees now"
    case .disagrees: "disagrees now"
    case .confirmed: "\(of) later says \(subject) \(to) too"
    case .contradicted: "\(of) later says \(subject) \(from) all the same"
    case .test: "\(to == "test" ? "counts as a test" : "is no test any more")"
    }
  }

  private static func value(_ state: String) -> String { state.isEmpty ? "none" : state }
}

extension Effect: Comparable {
  private var key: (UInt8, String, String, String, String) {
    (kind.rawValue, subject, of, from, to)
  }

  public static func < (left: Effect, right: Effect) -> Bool { left.key < right.key }
}
