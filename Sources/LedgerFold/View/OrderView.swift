public import LedgerCore
public import LedgerRules

/// How a disagreement stands as of a time.
public enum DisagreementStatus: UInt8, Sendable, CaseIterable {
  /// Within the grace of its hand-off.
  case inFlight
  /// Overdue, and on its way.
  case delay
  case mismatch
  /// The downstream's channel has not been heard from since the deadline.
  case unobservable

  public var name: String { self == .inFlight ? "in_flight" : String(describing: self) }
}

/// A disagreement judged as of a time.
public struct JudgedDisagreement: Sendable {
  public var disagreement: Disagreement
  public var status: DisagreementStatus
  public var cause: Cause
}

/// An order in a system, judged as of a time.
public struct JudgedPresence: Sendable {
  public var system: SystemID
  public var presence: Presence
  /// When it is or was due; nil where nothing is expected.
  public var due: Timestamp?
  public var reason: String
}

/// What an order's state comes to as of a time: the same state gives different views as time
/// passes, and no view changes the state.
public struct OrderView: Sendable {
  public var disagreements: [JudgedDisagreement]
  public var presence: [JudgedPresence]
  /// Truth with the holds that have run out by then.
  public var truth: [OrderState.Truth]

  /// - Parameters:
  ///   - table: of the rulebook that the state was folded with.
  ///   - asOf: what was known by then; never the wall clock of the machine.
  ///   - knowledge: how well each system had been heard by then.
  public init(
    of state: OrderState, table: FoldTable, asOf: Timestamp, knowledge: ChannelKnowledge
  ) {
    disagreements = state.open.compactMap {
      OrderView.judge($0, state, rulebook: table.rulebook, asOf: asOf, knowledge: knowledge)
    }
    presence = OrderView.presence(
      of: state, rulebook: table.rulebook, asOf: asOf, knowledge: knowledge)
    truth = OrderView.truth(of: state, table: table, asOf: asOf)
  }

  /// Nil where the downstream's role has no channel at all: nothing can be expected of it.
  static func judge(
    _ disagreement: Disagreement, _ state: OrderState, rulebook: Rulebook, asOf: Timestamp,
    knowledge: ChannelKnowledge
  ) -> JudgedDisagreement? {
    let pattern = rulebook.patterns[Int(disagreement.pattern)]
    let now = disagreement.pausedSince.map { min($0, asOf.rawValue) } ?? asOf.rawValue
    var heard = now
    if let selector = pattern.downstreamOf {
      guard
        let watermark = watermark(
          of: selector, disagreement.downstreamSystem, rulebook, knowledge)
      else { return nil }
      // What the system has said of this very order counts, however quiet it is otherwise.
      let spoken = disagreement.downstreamSystem.flatMap { system in
        state.systems.first { $0.system == system }?.lastLearned
      }
      heard = min(now, max(watermark.rawValue, spoken ?? .min))
    }
    let status: DisagreementStatus
    if now < disagreement.due {
      status = .inFlight
    } else if heard < disagreement.due {
      status = .unobservable
    } else if disagreement.isContradiction || heard >= disagreement.hard {
      status = .mismatch
    } else {
      status = .delay
    }
    return JudgedDisagreement(
      disagreement: disagreement, status: status,
      cause: status == .unobservable ? .unobservable : disagreement.cause)
  }

  private static func watermark(
    of selector: Selector, _ system: SystemID?, _ rulebook: Rulebook, _ knowledge: ChannelKnowledge
  ) -> Timestamp? {
    if let system { return knowledge.watermarks[system] ?? .distantPast }
    return switch selector {
    case .system(let system): knowledge.watermarks[system]
    case .role(let role): knowledge.watermark(of: role, in: rulebook)
    case .truth, .origin: .distantFuture
    }
  }

  private static func presence(
    of state: OrderState, rulebook: Rulebook, asOf: Timestamp, knowledge: ChannelKnowledge
  ) -> [JudgedPresence] {
    var judged = state.systems.map { record in
      JudgedPresence(
        system: record.system, presence: Presence(claimed: record.presence), due: nil,
        reason: record.reason)
    }
    for expectation in state.expected {
      let role = rulebook.presence[Int(expectation.index)].role
      if state.systems.contains(where: { rulebook.role(of: $0.system) == role }) { continue }
      let systems = knowledge.watermarks.keys.filter { rulebook.role(of: $0) == role }.sorted()
      for system in systems {
        judged.append(
          expected(expectation, in: system, asOf: asOf, knowledge: knowledge))
      }
    }
    return judged
  }

  private static func expected(
    _ expectation: OrderState.Expectation, in system: SystemID, asOf: Timestamp,
    knowledge: ChannelKnowledge
  ) -> JudgedPresence {
    let due = Timestamp(rawValue: expectation.due)
    let start = Timestamp(rawValue: expectation.start)
    let isSwept = knowledge.sweeps.contains {
      $0.system == system && $0.from <= start && $0.to >= start && $0.learned >= due
    }
    let presence: Presence =
      if asOf < due {
        .expected
      } else if isSwept {
        .absent
      } else if knowledge.watermarks[system] ?? .distantPast >= due {
        .silent
      } else {
        .unobservable
      }
    return JudgedPresence(system: system, presence: presence, due: due, reason: "")
  }

  private static func truth(
    of state: OrderState, table: FoldTable, asOf: Timestamp
  ) -> [OrderState.Truth] {
    guard state.claims.contains(where: { $0.heldUntil.map { $0 <= asOf.rawValue } ?? false }) else {
      return state.truth
    }
    var folding = OrderFolding(table: table, resuming: state)
    folding.hasHeld = true
    folding.releaseHeld(learned: asOf.rawValue)
    folding.resolveTruth()
    return folding.state.truth
  }
}

extension Presence {
  init(claimed: PresenceClaimed) {
    self =
      switch claimed {
      case .unheard: .notExpected
      case .present: .present
      case .absent: .absent
      case .rejected: .rejected
      case .deleted: .deleted
      }
  }
}

extension OrderFolding {
  /// A folding that stands where `state` was left, for resolving its truth at a later time.
  init(table: FoldTable, resuming state: OrderState) {
    self.init(table: table)
    self.state = state
    amountTimes = Array(
      repeating: AmountTimes(since: state.firstLearned, told: state.firstLearned),
      count: state.amounts.count)
    for claim in state.claims where !claim.isHearsay {
      seen[Int(claim.facet.rawValue)].formUnion(StateSet(claim.state))
    }
  }
}
