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
    var left = history.before.filter(\.isMain)[...]
    var right = history.after.filter(\.isMain)[...]
    while let item = [left.first?.id, right.first?.id].compactMap({ $0 }).min() {
      let mine = left.takeEntries(of: item)
      let theirs = right.takeEntries(of: item)
      guard !mine.isEmpty, !theirs.isEmpty else { return onOneSide(mine.first, theirs.first) }
      if let divergence = readDifferently(Array(mine), Array(theirs)) { return divergence }
    }
    return nil
  }

  /// The first part of an item that is read differently.
  private func readDifferently(_ mine: [SpineEntry], _ theirs: [SpineEntry]) -> Divergence? {
    for (old, new) in zip(mine, theirs) {
      if old.code == new.code, Int(old.code) < readsAlike.count, readsAlike[Int(old.code)] {
        continue
      }
      let was = before.table.reading(of: old)
      let now = after.table.reading(of: new)
      if let pair = OrderComparison.differing(was.sides, now.sides) {
        return divergence(at: old, was, pair)
      }
    }
    // A part that only one side sees is no claim to the other.
    for entry in mine.dropFirst(theirs.count) {
      let reading = before.table.reading(of: entry)
      let other = theirs.flatMap { after.table.reading(of: $0).sides }
      if let side = OrderComparison.lacking(reading.sides, in: other) {
        return divergence(at: entry, reading, (side, .noClaim))
      }
    }
    for entry in theirs.dropFirst(mine.count) {
      let reading = after.table.reading(of: entry)
      let other = mine.flatMap { before.table.reading(of: $0).sides }
      if let side = OrderComparison.lacking(reading.sides, in: other) {
        return divergence(at: entry, reading, (.noClaim, side))
      }
    }
    return nil
  }

  private func divergence(
    at entry: SpineEntry, _ reading: EntryReading, _ sides: (Divergence.Side, Divergence.Side)
  ) -> Divergence {
    Divergence(
      item: entry.id, received: Timestamp(rawValue: entry.received),
      channelKind: reading.channelKind, shape: reading.shape, isReading: true, before: sides.0,
      after: sides.1)
  }

  /// The first reading that others do not have.
  private static func lacking(
    _ sides: [Divergence.Side], in others: [Divergence.Side]
  ) -> Divergence.Side? {
    let known = Set(others.map(\.reading))
    return sides.first { !known.contains($0.reading) }
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
    let (was, now) = (lacking(old, in: new), lacking(new, in: old))
    return was == nil && now == nil ? nil : (was ?? .noClaim, now ?? .noClaim)
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

extension ArraySlice<SpineEntry> {
  /// Takes the entries of an item off the front.
  fileprivate mutating func takeEntries(of item: ItemID) -> [SpineEntry] {
    let own = prefix { $0.id == item }
    removeFirst(own.count)
    return Array(own)
  }
}
