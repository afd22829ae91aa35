public import LedgerCore
public import LedgerFold
import LedgerRules

/// What one rulebook makes of one order, in the numbers of a `Vocabulary`: equal where two rulebooks come
/// to the same.
public struct OrderOutcome: Sendable, Hashable {
  struct Claimed: Sendable, Hashable {
    var system: UInt16
    var facet: UInt16
    var state: UInt16
  }

  struct Known: Sendable, Hashable {
    var system: UInt16
    var presence: Presence
  }

  /// A disagreement that stands, also one within its grace.
  struct Standing: Sendable, Hashable {
    var pattern: UInt16
    var status: DisagreementStatus
    var cause: Cause
    var due: Int64
    var hard: Int64
  }

  /// A disagreement that was overdue and is over.
  struct Ended: Sendable, Hashable {
    var pattern: UInt16
    var wasMismatch: Bool
    var closing: ClosedDisagreement.Closing
    var cause: Cause
    var due: Int64
  }

  struct Unread: Sendable, Hashable {
    var item: ItemID
    var facet: UInt16?
    var reason: String
    var fact: String
    var value: String
  }

  struct Moved: Sendable, Hashable {
    var system: UInt16
    var facet: UInt16
    var from: UInt16
    var to: UInt16
    var item: ItemID
  }

  struct Valued: Sendable, Hashable {
    var system: UInt16
    var kind: UInt16
    /// Of a part of the order, such as a payment or a line.
    var isPart: Bool
    var value: Int64
    var currency: Currency
  }

  var truth: [Claimed] = []
  /// What each system claims of itself, entities rolled up.
  var claims: [Claimed] = []
  var known: [Known] = []
  var standing: [Standing] = []
  var ended: [Ended] = []
  var unread: [Unread] = []
  var held: [Claimed] = []
  var illegal: [Moved] = []
  /// Of the order itself and of its parts.
  var amounts: [Valued] = []
  var isTest = false

  /// - Parameters:
  ///   - state: what the fold made of the order.
  ///   - side: the rulebook that it was folded with.
  ///   - asOf: for deadlines.
  ///   - unheard: by disagreement that is over: whether it was none that could be seen.
  public init(
    _ state: OrderState, side: ReplaySide, asOf: Timestamp, unheard: [Bool] = []
  ) {
    let names = side.names
    let view = OrderView(of: state, table: side.table, asOf: asOf, knowledge: side.knowledge)
    truth = view.truth.map { names.claimed($0.system, $0.facet, $0.state) }
    claims = state.statuses(by: side.table).map { names.claimed($0.system, $0.facet, $0.state) }
    known = view.presence.map {
      Known(system: names.systems[Int($0.system.rawValue)], presence: $0.presence)
    }
    held = state.claims.filter { $0.heldUntil.map { $0 > asOf.rawValue } ?? false }
      .map { names.claimed($0.system, $0.facet, $0.state) }
    isTest = state.isTest
    takeDisagreements(view, state, names, unheard)
    takeItems(state, names)
    sort()
  }

  private mutating func takeDisagreements(
    _ view: OrderView, _ state: OrderState, _ names: Vocabulary.Side, _ unheard: [Bool]
  ) {
    standing = view.disagreements.map {
      Standing(
        pattern: names.patterns[Int($0.disagreement.pattern)], status: $0.status, cause: $0.cause,
        due: $0.disagreement.due, hard: $0.disagreement.hard)
    }
    ended = state.closed.enumerated().map { index, closed in
      let isUnheard = index < unheard.count && unheard[index]
      return Ended(
        pattern: names.patterns[Int(closed.disagreement.pattern)],
        wasMismatch: closed.wasMismatch, closing: closed.closing,
        cause: isUnheard ? .unobservable : closed.disagreement.cause,
        due: closed.disagreement.due)
    }
  }

  private mutating func takeItems(_ state: OrderState, _ names: Vocabulary.Side) {
    unread = state.quarantined.map {
      Unread(
        item: $0.item, facet: $0.facet.map { names.facets[Int($0.rawValue)] }, reason: $0.reason,
        fact: $0.fact, value: $0.value)
    }
    illegal = state.illegal.map {
      Moved(
        system: names.systems[Int($0.system.rawValue)],
        facet: names.facets[Int($0.facet.rawValue)], from: names.state($0.facet, $0.from),
        to: names.state($0.facet, $0.to), item: $0.item)
    }
    amounts = state.amounts.map {
      Valued(
        system: names.systems[Int($0.system.rawValue)],
        kind: names.amounts[Int($0.kind.rawValue)], isPart: $0.entity != 0, value: $0.value,
        currency: $0.currency)
    }
  }

  /// Into an order that does not depend on who was heard first.
  private mutating func sort() {
    truth.sort { $0.facet < $1.facet }
    claims.sort { ($0.system, $0.facet) < ($1.system, $1.facet) }
    known.sort { $0.system < $1.system }
    standing.sort { $0.pattern < $1.pattern }
    held.sort { ($0.system, $0.facet, $0.state) < ($1.system, $1.facet, $1.state) }
    amounts.sort {
      ($0.system, $0.kind, $0.isPart ? 1 : 0, $0.currency.rawValue, $0.value)
        < ($1.system, $1.kind, $1.isPart ? 1 : 0, $1.currency.rawValue, $1.value)
    }
  }

  /// Whether no disagreement of it is a delay, a mismatch or unobservable.
  var agrees: Bool { standing.allSatisfy { $0.status == .inFlight } }
}

extension Vocabulary.Side {
  fileprivate func claimed(
    _ system: SystemID, _ facet: FacetID, _ state: StateID
  ) -> OrderOutcome.Claimed {
    OrderOutcome.Claimed(
      system: systems[Int(system.rawValue)], facet: facets[Int(facet.rawValue)],
      state: self.state(facet, state))
  }
}
