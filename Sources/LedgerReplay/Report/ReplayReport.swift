public import LedgerCore

/// What a revised rulebook would change: exact, over the whole history that was replayed.
public struct ReplayReport: Sendable {
  /// Whether the active rulebook, replayed, gave the live state; if not, that is the report.
  public struct Baseline: Sendable, Hashable {
    public var isExact: Bool
    public var orders: Int
    /// Groups that no reference ties to an order, and groups that several orders share: replayed too.
    public var unlinked: Int
    public var shared: Int
    /// Orders and groups whose replayed state is not the live one.
    public var differing: [String]
    public var digest: Hash256

    public init(
      isExact: Bool, orders: Int, unlinked: Int, shared: Int, differing: [String],
      digest: Hash256
    ) {
      self.isExact = isExact
      self.orders = orders
      self.unlinked = unlinked
      self.shared = shared
      self.differing = differing
      self.digest = digest
    }
  }

  public struct Transition: Sendable, Hashable, Comparable {
    public var facet: String
    /// Empty where there was no truth.
    public var from: String
    public var to: String

    public static func < (left: Transition, right: Transition) -> Bool {
      (left.facet, left.from, left.to) < (right.facet, right.from, right.to)
    }
  }

  /// A count of orders and the money in them, by currency, in minor units.
  public struct Weight: Sendable, Hashable {
    public var orders = 0
    public var money: [Currency: Int64] = [:]
  }

  public struct ChangedOrder: Sendable {
    public var order: String
    public var names: [String]
    public var divergence: Divergence?
    public var before: OrderOutcome
    public var after: OrderOutcome
    /// It was several orders, or became several.
    public var regrouped: Bool
  }

  public var fromRevision: Hash256
  public var toRevision: Hash256
  public var fromName: String
  public var toName: String
  /// The replay covers the log up to, not including, this position.
  public var through: LogPosition
  public var asOf: Timestamp
  /// Sentences: what differs between the rulebooks.
  public var rulebookChanges: [String] = []
  public var decodesAgain = false
  public var baseline: Baseline
  public var total = 0
  public var unchanged = 0
  /// Could not be seen by one side or the other: not counted as unchanged.
  public var notEvaluable: [String] = []
  public var changed: [ChangedOrder] = []
  public var transitions: [Transition: Weight] = [:]
  /// By pattern.
  public var opened: [String: Weight] = [:]
  public var closed: [String: Weight] = [:]
  public var quarantineReleased = 0
  public var quarantineAdded = 0

  public init(
    from: (revision: Hash256, name: String), to: (revision: Hash256, name: String),
    through: LogPosition, asOf: Timestamp, baseline: Baseline
  ) {
    fromRevision = from.revision
    fromName = from.name
    toRevision = to.revision
    toName = to.name
    self.through = through
    self.asOf = asOf
    self.baseline = baseline
  }

  /// Takes one order's two outcomes in.
  ///
  /// - Parameter money: what the order is worth, where that is known.
  public mutating func add(
    order: String, names: [String], before: OrderOutcome, after: OrderOutcome,
    money: (amount: Int64, currency: Currency)?, isRegrouped: Bool = false,
    divergence: () -> Divergence?
  ) {
    total += 1
    guard before != after || isRegrouped else {
      unchanged += 1
      return
    }
    for facet in Set(before.truth.keys).union(after.truth.keys) {
      let from = before.truth[facet] ?? ""
      let to = after.truth[facet] ?? ""
      if from != to {
        transitions[Transition(facet: facet, from: from, to: to), default: Weight()].add(money)
      }
    }
    for pattern in Set(before.disagreements.keys).union(after.disagreements.keys) {
      if before.disagreements[pattern] == nil { opened[pattern, default: Weight()].add(money) }
      if after.disagreements[pattern] == nil { closed[pattern, default: Weight()].add(money) }
    }
    quarantineReleased += before.quarantined.subtracting(after.quarantined).count
    quarantineAdded += after.quarantined.subtracting(before.quarantined).count
    changed.append(
      ChangedOrder(
        order: order, names: names, divergence: divergence(), before: before, after: after,
        regrouped: isRegrouped))
  }
}

extension ReplayReport.Weight {
  mutating func add(_ amount: (amount: Int64, currency: Currency)?) {
    orders += 1
    guard let amount else { return }
    let sum = (money[amount.currency] ?? 0).addingReportingOverflow(amount.amount)
    money[amount.currency] = sum.overflow ? .max : sum.partialValue
  }
}
