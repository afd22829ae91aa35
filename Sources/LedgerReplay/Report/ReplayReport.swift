public import LedgerCore
public import LedgerRules

/// What a revised rulebook would change: exact, over all of the history that was asked for.
public struct ReplayReport: Sendable {
  /// A rulebook that takes part.
  public struct Side: Sendable, Hashable {
    public var name: String
    public var revision: Hash256
    /// Where it comes from: `active`, `activated at position 19`, or a directory.
    public var source: String

    public init(name: String, revision: Hash256, source: String) {
      self.name = name
      self.revision = revision
      self.source = source
    }
  }

  /// What of the log was looked at.
  public struct Scope: Sendable, Hashable {
    /// Identifies the ledger.
    public var ledger: String
    public var engine: String
    /// The log up to, not including, this position.
    public var through: LogPosition
    /// Root of the hash tree (RFC 6962) over the entries before `through`.
    public var head: Hash256
    /// Deadlines are judged then; what was received later does not count.
    public var asOf: Timestamp
    /// Sentences: which orders were asked for; empty for all of them.
    public var selection: [String]
    /// The earlier time of a three-way replay.
    public var believedAsOf: Timestamp?

    public init(
      ledger: String, engine: String, through: LogPosition, head: Hash256, asOf: Timestamp,
      selection: [String], believedAsOf: Timestamp?
    ) {
      self.ledger = ledger
      self.engine = engine
      self.through = through
      self.head = head
      self.asOf = asOf
      self.selection = selection
      self.believedAsOf = believedAsOf
    }
  }

  /// Whether the active rulebook, replayed, gave the live state; if not, that is the report.
  public struct Baseline: Sendable, Hashable {
    public var isExact: Bool
    /// Orders whose stored state was compared with a fold of their history.
    public var orders: Int
    /// Groups that no reference ties to an order, and groups that several orders share, compared too.
    public var unlinked: Int
    public var shared: Int
    /// Whether all were compared, or those only that the replay folds.
    public var isFull: Bool
    /// Orders and groups whose replayed state is not the live one.
    public var differing: [String]
    /// The digest over all orders that the index keeps.
    public var digest: Hash256

    public init(isFull: Bool, digest: Hash256) {
      isExact = true
      orders = 0
      unlinked = 0
      shared = 0
      self.isFull = isFull
      differing = []
      self.digest = digest
    }
  }

  /// An order that one side or the other could not see whole: never counted as unchanged.
  public struct NotEvaluable: Sendable, Hashable {
    public var order: String
    public var reason: String

    public init(order: String, reason: String) {
      self.order = order
      self.reason = reason
    }
  }

  public var scope: Scope
  public var before: Side
  public var after: Side
  /// What differs between the rulebooks.
  public var changes: [RulebookChange]
  public var plan: ReplayPlan
  public var baseline: Baseline
  public var total = 0
  public var unchanged = 0
  public var notEvaluable: [NotEvaluable] = []
  public var changed: [ChangedOrder] = []
  /// Every kind of difference that was met, ascending.
  public var effects: [Effect] = []
  /// By index of effect: the orders that have it, and the money in them.
  public var tallies: [Weight] = []
  /// Orders that changed, and the money in them.
  public var weight = Weight()
  /// Changed orders that had come to a state that cannot be undone, by facet and state.
  public var irreversible: [String: Weight] = [:]
  /// What the changed orders have in common, the most telling first.
  public var commonalities: [Commonality] = []
  /// Which change of the rulebook causes which part of the difference; nil where that was not asked for.
  public var attribution: Attribution?
  /// Rows of the revised rulebook that no item of the history hits.
  public var unused: [SourcePlace] = []
  /// Indices in `changed`: some of each kind of change, different from each other.
  public var samples: [Int] = []

  /// Names of what the outcomes number.
  public let vocabulary: Vocabulary

  public init(
    scope: Scope, before: Side, after: Side, changes: [RulebookChange], plan: ReplayPlan,
    baseline: Baseline, vocabulary: Vocabulary
  ) {
    self.scope = scope
    self.before = before
    self.after = after
    self.changes = changes
    self.plan = plan
    self.baseline = baseline
    self.vocabulary = vocabulary
  }
}

/// A fact that is over-represented among the changed orders.
public struct Commonality: Sendable, Hashable {
  /// Such as `channel = amazon-de` or `shopify order: financial_status = paid`.
  public var fact: String
  /// Changed orders that have it.
  public var changed: Int
  /// Orders that have it, of those that were counted: all of the replay, or a sample of them.
  public var all: Int
  public var counted: Int

  public init(fact: String, changed: Int, all: Int, counted: Int) {
    self.fact = fact
    self.changed = changed
    self.all = all
    self.counted = counted
  }
}

/// Which change of the rulebook causes which part of the difference.
public struct Attribution: Sendable {
  /// A change, or several that can only be made together.
  public struct Unit: Sendable {
    public var changes: [RulebookChange]
    /// Orders that this alone would change.
    public var alone: Weight
    /// Orders that would not change, or change otherwise, without it.
    public var needed: Weight

    public init(changes: [RulebookChange], alone: Weight, needed: Weight) {
      self.changes = changes
      self.alone = alone
      self.needed = needed
    }

    /// Whether it has no part in the difference.
    public var isWithoutEffect: Bool { alone.orders == 0 && needed.orders == 0 }
  }

  public var units: [Unit]
  /// Changed orders whose difference no single unit makes alone: there they interact.
  public var interacting: Weight

  public init(units: [Unit], interacting: Weight) {
    self.units = units
    self.interacting = interacting
  }
}
