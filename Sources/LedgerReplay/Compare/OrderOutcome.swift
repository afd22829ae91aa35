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
    func system(_ id: SystemID) -> UInt16 { names.systems[Int(id.rawValue)] }
    func facet(_ id: FacetID) -> UInt16 { names.facets[Int(id.rawValue)] }
    truth = view.truth.map {
      Claimed(
        system: system($0.system), facet: facet($0.facet), state: names.state($0.facet, $0.state))
    }
    claims = state.statuses(by: side.table).map {
      Claimed(
        system: system($0.system), facet: facet($0.facet), state: names.state($0.facet, $0.state))
    }
    known = view.presence.map { Known(system: system($0.system), presence: $0.presence) }
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
    unread = state.quarantined.map {
      Unread(
        item: $0.item, facet: $0.facet.map(facet), reason: $0.reason, fact: $0.fact,
        value: $0.value)
    }
    for claim in state.claims {
      guard let limit = claim.heldUntil, limit > asOf.rawValue else { continue }
      held.append(
        Claimed(
          system: system(claim.system), facet: facet(claim.facet),
          state: names.state(claim.facet, claim.state)))
    }
    illegal = state.illegal.map {
      Moved(
        system: system($0.system), facet: facet($0.facet), from: names.state($0.facet, $0.from),
        to: names.state($0.facet, $0.to), item: $0.item)
    }
    for amount in state.amounts {
      amounts.append(
        Valued(
          system: system(amount.system), kind: names.amounts[Int(amount.kind.rawValue)],
          isPart: amount.entity != 0, value: amount.value, currency: amount.currency))
    }
    isTest = state.isTest
    sort()
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
