public import LedgerCore
public import LedgerFold
import LedgerRules

/// What one rulebook makes of one order, in names, so that two rulebooks can be compared.
public struct OrderOutcome: Sendable, Hashable {
  public struct Claimed: Sendable, Hashable, Comparable {
    public var system: String
    public var facet: String
    public var state: String

    public static func < (left: Claimed, right: Claimed) -> Bool {
      (left.system, left.facet, left.state) < (right.system, right.facet, right.state)
    }
  }

  /// Facet → state.
  public var truth: [String: String]
  /// What each system claims of itself, entities rolled up.
  public var claimed: Set<Claimed>
  /// Pattern → status as of the time of the replay; those in flight are no disagreement yet.
  public var disagreements: [String: String]
  /// Pattern → cause.
  public var causes: [String: String]
  /// Reasons of quarantined claims, with the fact and value that no rule knows.
  public var quarantined: Set<String>
  public var held: Int

  /// - Parameters:
  ///   - state: what the fold made of the order.
  ///   - side: the rulebook that it was folded with.
  ///   - asOf: for disagreements.
  public init(_ state: OrderState, side: ReplaySide, asOf: Timestamp) {
    let rulebook = side.table.rulebook
    let view = OrderView(
      of: state, rulebook: rulebook, asOf: asOf, knowledge: side.knowledge)
    truth = [:]
    for item in view.truth {
      truth[rulebook[item.facet].name] = rulebook[item.facet].name(of: item.state)
    }
    claimed = Set(
      state.statuses(in: rulebook).map { status in
        Claimed(
          system: rulebook[status.system].name, facet: rulebook[status.facet].name,
          state: rulebook[status.facet].name(of: status.state))
      })
    disagreements = [:]
    causes = [:]
    for judged in view.disagreements where judged.status != .inFlight {
      let pattern = rulebook.patterns[Int(judged.disagreement.pattern)]
      disagreements[pattern.name] = judged.status.name
      causes[pattern.name] = judged.cause.name
    }
    quarantined = Set(
      state.quarantined.map { found in
        "\(found.item) \(found.facet.map { rulebook[$0].name } ?? "-"): \(found.reason) "
          + "\(found.fact) = \(found.value)"
      })
    held = state.counts.held
  }
}

/// One side of a replay: a rulebook made ready, and what is known of the channels.
public struct ReplaySide: Sendable {
  public var table: FoldTable
  public var knowledge: ChannelKnowledge

  public init(table: FoldTable, knowledge: ChannelKnowledge) {
    self.table = table
    self.knowledge = knowledge
  }
}
