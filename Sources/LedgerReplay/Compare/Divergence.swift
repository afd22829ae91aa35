public import LedgerCore
import LedgerFold
import LedgerRules

/// The first event at which two rulebooks read an order differently, with the rule on either side.
public struct Divergence: Sendable, Hashable {
  /// What one side made of the event.
  public struct Side: Sendable, Hashable {
    /// Such as `payment captured`, `no claim`, `quarantined financial_status = foo`.
    public var reading: String
    /// `channels/shopify.yaml:42`; empty where no row fired.
    public var place: String
    public var rule: String
  }

  public var item: ItemID
  public var received: Timestamp
  public var channelKind: String
  public var shape: String
  public var before: Side
  public var after: Side

  /// Finds it. Where every event is read alike, what differs is how the readings are weighed (authority,
  /// prerequisites, patterns): then it is the first event after which the outcomes differ.
  public static func find(
    _ spines: (before: [SpineEntry], after: [SpineEntry]), _ before: ReplaySide,
    _ after: ReplaySide, asOf: Timestamp
  ) -> Divergence? {
    byReading(spines, before.table, after.table) ?? byWeighing(spines, before, after, asOf: asOf)
  }

  private static func byReading(
    _ spines: (before: [SpineEntry], after: [SpineEntry]), _ before: FoldTable, _ after: FoldTable
  ) -> Divergence? {
    let left = spines.before.filter { !$0.flags.contains(.continuation) }
    let right = spines.after.filter { !$0.flags.contains(.continuation) }
    for index in 0..<max(left.count, right.count) {
      guard index < left.count, index < right.count else {
        let entry = index < left.count ? left[index] : right[index]
        let own = (index < left.count ? before : after).reading(of: entry)
        let absent = Side(reading: "not part of this order", place: "", rule: "")
        let side = own.sides.first ?? Side(reading: "no claim", place: "", rule: "")
        return Divergence(
          item: entry.id, received: Timestamp(rawValue: entry.received),
          channelKind: own.channelKind, shape: own.shape,
          before: index < left.count ? side : absent, after: index < left.count ? absent : side)
      }
      let old = before.reading(of: left[index])
      let new = after.reading(of: right[index])
      if let pair = differing(old.sides, new.sides) {
        return Divergence(
          item: left[index].id, received: Timestamp(rawValue: left[index].received),
          channelKind: old.channelKind, shape: old.shape, before: pair.0, after: pair.1)
      }
    }
    return nil
  }

  /// The first reading that only one side has, with its counterpart about the same facet.
  private static func differing(_ old: [Side], _ new: [Side]) -> (Side, Side)? {
    let oldReadings = Set(old.map(\.reading))
    let newReadings = Set(new.map(\.reading))
    guard oldReadings != newReadings else { return nil }
    let none = Side(reading: "no claim", place: "", rule: "")
    let lost = old.first { !newReadings.contains($0.reading) }
    let gained = new.first { !oldReadings.contains($0.reading) }
    return (lost ?? none, gained ?? none)
  }

  private static func byWeighing(
    _ spines: (before: [SpineEntry], after: [SpineEntry]), _ before: ReplaySide,
    _ after: ReplaySide, asOf: Timestamp
  ) -> Divergence? {
    let old = steps(spines.before, before, asOf: asOf)
    let new = steps(spines.after, after, asOf: asOf)
    for (left, right) in zip(old, new) where left.outcome != right.outcome {
      guard let entry = spines.before.first(where: { $0.position == left.position.rawValue }) else {
        continue
      }
      let reading = before.table.reading(of: entry)
      return Divergence(
        item: entry.id, received: Timestamp(rawValue: entry.received),
        channelKind: reading.channelKind, shape: reading.shape,
        before: left.weighed(against: right, before.table.rulebook),
        after: right.weighed(against: left, after.table.rulebook))
    }
    return nil
  }

  private static func steps(
    _ spine: [SpineEntry], _ side: ReplaySide, asOf: Timestamp
  ) -> [Step] {
    var steps: [Step] = []
    _ = OrderFolding.fold(spine, table: side.table) { position, state in
      steps.append(
        Step(
          position: position, outcome: OrderOutcome(state, side: side, asOf: asOf), state: state))
    }
    return steps
  }
}

/// The state after one event.
private struct Step {
  var position: LogPosition
  var outcome: OrderOutcome
  var state: OrderState

  /// What this side makes of it that the other does not, and by which rule.
  func weighed(against other: Step, _ rulebook: Rulebook) -> Divergence.Side {
    for truth in state.truth {
      let facet = rulebook[truth.facet].name
      let name = rulebook[truth.facet].name(of: truth.state)
      guard outcome.truth[facet] == name, other.outcome.truth[facet] != name else { continue }
      let rule = rulebook[truth.rule]
      return Divergence.Side(
        reading: "\(facet) \(name), by \(rulebook[truth.system].name)",
        place: "\(rule.file):\(rule.line)", rule: rule.text)
    }
    for (pattern, status) in outcome.disagreements.sorted(by: { $0.key < $1.key })
    where other.outcome.disagreements[pattern] != status {
      let rule = rulebook.patterns.first { $0.name == pattern }.map { rulebook[$0.rule] }
      return Divergence.Side(
        reading: "\(pattern): \(status)", place: rule.map { "\($0.file):\($0.line)" } ?? "",
        rule: rule?.text ?? "")
    }
    return Divergence.Side(reading: "nothing", place: "", rule: "")
  }
}
