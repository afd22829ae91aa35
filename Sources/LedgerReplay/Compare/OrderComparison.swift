public import LedgerCore
public import LedgerFold
import LedgerRules
public import LedgerStorage

/// An order's history as each side has it.
public struct OrderHistory: Sendable {
  public var before: [SpineEntry]
  public var after: [SpineEntry]
  public var scope: FoldScope
  /// Of the two, how grouping differs: `appeared`, `vanished`, `split` or `joined`.
  public var regrouping: Effect.Kind?

  public init(
    before: [SpineEntry], after: [SpineEntry], scope: FoldScope, regrouping: Effect.Kind?
  ) {
    self.before = before
    self.after = after
    self.scope = scope
    self.regrouping = regrouping
  }
}

/// What changes of one order.
public struct OrderChange: Sendable {
  public var effects: [Effect]
  public var before: OrderOutcome
  public var after: OrderOutcome
  public var money: OrderMoney?
  /// Number of the channel in which it began.
  public var channel: UInt16
  public var irreversible: [String]
  public var divergence: Divergence?
  public var consequences: [(item: ItemID, received: Timestamp, effects: [Effect])]
}

/// Compares what two rulebooks make of one order after another. It holds nothing that changes, so
/// that all cores may use it.
public struct OrderComparison: Sendable {
  public let before: ReplaySide
  public let after: ReplaySide
  public let vocabulary: Vocabulary
  /// Deadlines are judged then.
  public let asOf: Timestamp
  /// By number.
  public let channels: [String]
  /// Whether both sides have the same codes and spines, and number facets, states and systems
  /// alike.
  let isAlike: Bool
  /// Only whether an order changes is asked, not where and why.
  let isBrief: Bool
  /// By code, where both sides have the same ones: whether they read it alike.
  public var readsAlike: [Bool] = []
  /// Whether both sides fold alike what they read alike: then they come to the same up to the first event
  /// that they read otherwise.
  public var foldsAlike = false

  public init(
    before: ReplaySide, after: ReplaySide, vocabulary: Vocabulary, asOf: Timestamp,
    channels: [String], isBrief: Bool = false
  ) {
    self.isBrief = isBrief
    self.before = before
    self.after = after
    self.vocabulary = vocabulary
    self.asOf = asOf
    self.channels = channels
    isAlike =
      before.table.rulebook.extractionRevision == after.table.rulebook.extractionRevision
      && before.names.numbersAlike(after.names)
  }

  /// Folds an order with both rulebooks.
  ///
  /// - Returns: nil where no effect can be named: then both come to the same.
  public func change(of history: OrderHistory) throws(StorageError) -> OrderChange? {
    let old = OrderFolding.fold(history.before, table: before.table, scope: history.scope)
    let new = OrderFolding.fold(history.after, table: after.table, scope: history.scope)
    return try change(of: history, old, new)
  }

  /// The same where the states are known already.
  public func change(
    of history: OrderHistory, _ old: OrderState, _ new: OrderState
  ) throws(StorageError) -> OrderChange? {
    let was = try before.outcome(of: old, asOf: asOf)
    let now = try after.outcome(of: new, asOf: asOf)
    guard was != now || history.regrouping != nil else { return nil }
    let channel = channel(of: history, old)
    let name = name(ofChannel: channel)
    var effects = Effects(was, now, channel: name, vocabulary).list
    // None where, for one, another system decides and says the same.
    guard !effects.isEmpty || history.regrouping != nil else { return nil }
    if isBrief {
      return OrderChange(
        effects: effects, before: was, after: now, money: money(of: old, new), channel: channel,
        irreversible: [], divergence: nil, consequences: [])
    }
    if let regrouping = history.regrouping { effects.append(Effect(regrouping)) }
    let read = readDifferently(history)
    let begin = foldsAlike ? read?.item.position : nil
    let steps = try steps(history, channel: name, from: begin ?? .first)
    let divergence = read ?? weighedDifferently(history, steps)
    effects += verdictOfLaterClaims(history, divergence)
    return OrderChange(
      effects: effects.sorted(), before: was, after: now, money: money(of: old, new),
      channel: channel, irreversible: irreversible(was), divergence: divergence,
      consequences: consequences(steps, divergence))
  }

  func money(of old: OrderState, _ new: OrderState) -> OrderMoney? {
    let stake = old.stake(by: before.table) ?? new.stake(by: after.table)
    guard let stake, stake.currency.isMoney else { return nil }
    return OrderMoney(amount: stake.value, currency: stake.currency)
  }

  /// The channel of the first item of the origin; else of the first item.
  func channel(of history: OrderHistory, _ state: OrderState) -> UInt16 {
    let spine = history.before.isEmpty ? history.after : history.before
    let table = history.before.isEmpty ? after.table : before.table
    let origin = state.originSystem(by: table)
    let first = spine.first { $0.isMain && table.system(of: $0) == origin } ?? spine.first
    return first?.channel ?? .max
  }

  /// Empty where there is none of that number.
  public func name(ofChannel number: UInt16) -> String {
    Int(number) < channels.count ? channels[Int(number)] : ""
  }

  private func irreversible(_ outcome: OrderOutcome) -> [String] {
    outcome.truth.compactMap { truth in
      let name = vocabulary.facets[truth.facet]
      guard let facet = before.table.rulebook.facets.first(where: { $0.name == name }),
        let state = facet.state(named: vocabulary.states[truth.state]),
        facet.irreversible.contains(state)
      else { return nil }
      return "\(name) \(vocabulary.states[truth.state])"
    }
  }

  /// Events after the first at which something differs that did not before.
  private func consequences(
    _ steps: [Step], _ divergence: Divergence?
  ) -> [(item: ItemID, received: Timestamp, effects: [Effect])] {
    guard let divergence else { return [] }
    var known: Set<Effect> = []
    var found: [(item: ItemID, received: Timestamp, effects: [Effect])] = []
    for step in steps {
      let fresh = step.effects.subtracting(known)
      known = step.effects
      if step.position > divergence.item.position, !fresh.isEmpty {
        found.append(
          (ItemID(position: step.position, index: 0), step.received, fresh.sorted()))
      }
    }
    return found
  }

  /// Where an event is read otherwise, later claims of the authority for its facet tell which
  /// reading was right, as far as both sides read them alike.
  private func verdictOfLaterClaims(
    _ history: OrderHistory, _ divergence: Divergence?
  ) -> [Effect] {
    guard isAlike, let divergence, divergence.isReading,
      let entry = history.before.first(where: { $0.id == divergence.item })
    else { return [] }
    let old = before.table.claims(of: entry)
    let new = after.table.claims(of: entry)
    var effects: [Effect] = []
    for claim in new {
      guard let former = old.first(where: { $0.facet == claim.facet }),
        former.state != claim.state
      else { continue }
      let facet = after.table.rulebook[claim.facet]
      let later = history.before.last { other in
        other.isMain && other.id > entry.id && after.table.isAuthority(other, for: claim.facet)
          && state(of: claim.facet, in: other, after.table) != nil
          && state(of: claim.facet, in: other, after.table)
            == state(of: claim.facet, in: other, before.table)
      }
      guard let later, let said = state(of: claim.facet, in: later, after.table) else { continue }
      let names = (from: facet.name(of: former.state), to: facet.name(of: claim.state))
      let system = after.table.rulebook[after.table.system(of: later)].name
      if said == claim.state {
        effects.append(
          Effect(.confirmed, facet.name, of: system, from: names.from, to: names.to))
      } else if said == former.state {
        effects.append(
          Effect(.contradicted, facet.name, of: system, from: names.from, to: names.to))
      }
    }
    return effects
  }

  private func state(
    of facet: FacetID, in entry: SpineEntry, _ table: FoldTable
  ) -> StateID? {
    table.claims(of: entry).first { $0.facet == facet }?.state
  }
}
