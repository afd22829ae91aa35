public import LedgerCore
public import LedgerRules

/// What is to be replayed, and through what.
public struct ReplayRequest: Sendable {
  /// Where a rulebook comes from.
  public enum Source: Sendable {
    /// The one in force.
    case active
    /// The one that an entry of the log activated.
    case activated(at: LogPosition)
    /// One at hand; `name` is shown as where it comes from, such as a directory.
    case rulebook(Rulebook, name: String)
  }

  /// An end of a range of events.
  public enum Bound: Sendable, Hashable {
    case position(LogPosition)
    case time(Timestamp)
  }

  public var before: Source
  public var after: Source
  public var asOf: AsOf
  /// Only orders with an event from here on.
  public var from: Bound?
  /// Only orders with an event up to here.
  public var to: Bound?
  /// Only orders of which all of these hold.
  public var conditions: [ReplayCondition]
  /// Three-way: also what was believed then, by the rulebook that was active then.
  public var believed: AsOf?
  /// Compare every order's stored state with a fold of its history, not only of those that the replay
  /// folds anyway.
  public var isFullBaseline: Bool
  /// Find out which change of the rulebook causes which part of the difference.
  public var attributes: Bool
  /// Find out what the changed orders have in common: it takes a look at all orders, however few change.
  public var describes: Bool

  public init(
    before: Source = .active, after: Source, asOf: AsOf, from: Bound? = nil, to: Bound? = nil,
    conditions: [ReplayCondition] = [], believed: AsOf? = nil, isFullBaseline: Bool = false,
    attributes: Bool = false, describes: Bool = true
  ) {
    self.before = before
    self.after = after
    self.asOf = asOf
    self.from = from
    self.to = to
    self.conditions = conditions
    self.believed = believed
    self.isFullBaseline = isFullBaseline
    self.attributes = attributes
    self.describes = describes
  }
}

extension ReplayRequest {
  /// All of the history through a revised rulebook, against the active one.
  public init(_ revised: Rulebook, asOf: AsOf, isFullBaseline: Bool = false) {
    self.init(
      after: .rulebook(revised, name: revised.name), asOf: asOf, isFullBaseline: isFullBaseline)
  }
}

/// What `--where` asks of an order, as the former rulebook sees it.
public enum ReplayCondition: Sendable, Hashable {
  public enum Comparison: String, Sendable, CaseIterable {
    case atLeast = ">="
    case atMost = "<="
    case equal = "="
  }

  /// An item came through this channel.
  case channel(String)
  /// A system has spoken of it.
  case system(String)
  /// Truth of a facet.
  case facet(String, state: String)
  /// What is at stake, in minor units of a currency.
  case amount(Comparison, Int64, Currency)
  /// Its correlation ID or a reference has this value.
  case reference(String)

  /// In words, for the report: `channel = shopify-eu`.
  public var text: String {
    switch self {
    case .channel(let name): "channel = \(name)"
    case .system(let name): "system = \(name)"
    case .facet(let facet, let state): "\(facet) = \(state)"
    case .amount(let comparison, let value, let currency):
      "amount \(comparison.rawValue) \(Money.plain(value, currency)) \(currency)"
    case .reference(let value): "reference = \(value)"
    }
  }
}
