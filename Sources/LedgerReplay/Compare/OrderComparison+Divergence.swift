import LedgerCore
import LedgerFold
import LedgerRules
import LedgerStorage

/// An order's history on both sides, event by event.
extension OrderComparison {
  /// What stands on both sides after one delivery.
  struct Step {
    var position: LogPosition
    var received: Timestamp
    var before: Side
    var after: Side
    var effects: Set<Effect>

    struct Side {
      var state: OrderState
      var outcome: OrderOutcome
    }
  }

  /// The first event that is read differently.
  func readDifferently(_ history: OrderHistory) -> Divergence? {
    let left = history.before.filter(\.isMain)
    let right = history.after.filter(\.isMain)
    for index in 0..<max(left.count, right.count) {
      guard index < left.count, index < right.count, left[index].id == right[index].id else {
        return onOneSide(
          index < left.count ? left[index] : nil, index < right.count ? right[index] : nil)
      }
      let (mine, theirs) = (left[index], right[index])
      if mine.code == theirs.code, Int(mine.code) < readsAlike.count, readsAlike[Int(mine.code)] {
        continue
      }
      let old = before.table.reading(of: mine)
      let new = after.table.reading(of: theirs)
      if let pair = OrderComparison.differing(old.sides, new.sides) {
        return Divergence(
          item: mine.id, received: Timestamp(rawValue: mine.received),
          channelKind: old.channelKind, shape: old.shape, isReading: true, before: pair.0,
          after: pair.1)
      }
    }
    return nil
  }

  /// An event that belongs to the order on one side only: the earlier of two.
  private func onOneSide(_ old: SpineEntry?, _ new: SpineEntry?) -> Divergence? {
    let isOld = new.map { new in old.map { $0.id < new.id } ?? false } ?? true
    guard let entry = isOld ? old : new else { return nil }
    let reading = (isOld ? before : after).table.reading(of: entry)
    let side = reading.sides.first ?? .noClaim
    return Divergence(
      item: entry.id, received: Timestamp(rawValue: entry.received),
      channelKind: reading.channelKind, shape: reading.shape, isReading: true,
      before: isOld ? side : .elsewhere, after: isOld ? .elsewhere : side)
  }

  /// The first reading that only one side has, with its counterpart about the same facet.
  private static func differing(
    _ old: [Divergence.Side], _ new: [Divergence.Side]
  ) -> (Divergence.Side, Divergence.Side)? {
    let oldReadings = Set(old.map(\.reading))
    let newReadings = Set(new.map(\.reading))
    guard oldReadings != newReadings else { return nil }
    return (
      old.first { !newReadings.contains($0.reading) } ?? .noClaim,
      new.first { !oldReadings.contains($0.reading) } ?? .noClaim
    )
  }

  /// Both sides after each delivery of either, from a position on.
  func steps(
    _ history: OrderHistory, channel: String, from begin: LogPosition = .first
  ) throws(StorageError) -> [Step] {
    var old = states(history.before, before, history.scope, from: begin)[...]
    var new = states(history.after, after, history.scope, from: begin)[...]
    var was = Step.Side(
      state: OrderState(), outcome: try before.outcome(of: OrderState(), asOf: asOf))
    var now = Step.Side(
      state: OrderState(), outcome: try after.outcome(of: OrderState(), asOf: asOf))
    var steps: [Step] = []
    while let position = [old.first?.position, new.first?.position].compactMap({ $0 }).min() {
      if old.first?.position == position {
        was.state = old.removeFirst().state
        was.outcome = try before.outcome(of: was.state, asOf: asOf)
      }
      if new.first?.position == position {
        now.state = new.removeFirst().state
        now.outcome = try after.outcome(of: now.state, asOf: asOf)
      }
      let found = Effects(was.outcome, now.outcome, channel: channel, vocabulary)
      let received = max(was.state.lastLearned, now.state.lastLearned)
      steps.append(
        Step(
          position: position, received: Timestamp(rawValue: received), before: was, after: now,
          effects: Set(found.list)))
    }
    return steps
  }

  private func states(
    _ spine: [SpineEntry], _ side: ReplaySide, _ scope: FoldScope, from begin: LogPosition
  ) -> [(position: LogPosition, state: OrderState)] {
    var states: [(position: LogPosition, state: OrderState)] = []
    _ = OrderFolding.fold(spine, table: side.table, scope: scope, from: begin) {
      states.append(($0, $1))
    }
    return states
  }

  /// The first event after which the outcomes differ, though all before is read alike.
  func weighedDifferently(_ history: OrderHistory, _ steps: [Step]) -> Divergence? {
    guard let step = steps.first(where: { !$0.effects.isEmpty }),
      let entry = history.before.first(where: { $0.position == step.position.rawValue })
    else { return nil }
    let reading = before.table.reading(of: entry)
    return Divergence(
      item: entry.id, received: Timestamp(rawValue: entry.received),
      channelKind: reading.channelKind, shape: reading.shape, isReading: false,
      before: weighed(step.before, against: step.after.outcome, before),
      after: weighed(step.after, against: step.before.outcome, after))
  }

  /// What one side makes of it that the other does not, and by which rule.
  private func weighed(
    _ found: Step.Side, against other: OrderOutcome, _ side: ReplaySide
  ) -> Divergence.Side {
    let (rulebook, own) = (side.table.rulebook, found.outcome)
    for truth in found.state.truth {
      let facet = side.names.facets[Int(truth.facet.rawValue)]
      guard let mine = own.truth.first(where: { $0.facet == facet }),
        other.truth.first(where: { $0.facet == facet })?.state != mine.state
      else { continue }
      let rule = rulebook[truth.rule]
      return Divergence.Side(
        reading: "\(vocabulary.facets[facet]) \(vocabulary.states[mine.state]), by "
          + vocabulary.systems[mine.system], place: "\(rule.file):\(rule.line)", rule: rule.text)
    }
    for standing in own.standing
    where other.standing.first(where: { $0.pattern == standing.pattern }) != standing {
      return judged(vocabulary.patterns[standing.pattern], standing.status.name, rulebook)
    }
    for ended in own.ended where !other.ended.contains(ended) {
      return judged(vocabulary.patterns[ended.pattern], "overdue, and over", rulebook)
    }
    return .nothing
  }

  private func judged(
    _ pattern: String, _ status: String, _ rulebook: Rulebook
  ) -> Divergence.Side {
    let rule = rulebook.patterns.first { $0.name == pattern }.map { rulebook[$0.rule] }
    return Divergence.Side(
      reading: "\(pattern): \(status)", place: rule.map { "\($0.file):\($0.line)" } ?? "",
      rule: rule?.text ?? "")
  }
}
