import LedgerCore
import LedgerFold
import LedgerRules
public import LedgerStorage

extension OrderComparison {
  /// Both folds of an order, event by event.
  public func explanation(
    of history: OrderHistory, order: String, names: [String]
  ) throws(StorageError) -> OrderExplanation {
    let old = OrderFolding.fold(history.before, table: before.table, scope: history.scope)
    let new = OrderFolding.fold(history.after, table: after.table, scope: history.scope)
    let change = try change(of: history, old, new)
    let channel = name(ofChannel: channel(of: history, old))
    var explanation = OrderExplanation(
      order: order, names: names, channel: channel, money: money(of: old, new), asOf: asOf,
      events: events(of: history), effects: change?.effects ?? [],
      divergence: change?.divergence,
      before: vocabulary.named(try before.outcome(of: old, asOf: asOf)),
      after: vocabulary.named(try after.outcome(of: new, asOf: asOf)))
    explanation.tell(try steps(history, channel: channel), self, channel)
    return explanation
  }

  /// Each item of either side once, in the order of the log, with what both read in it.
  private func events(of history: OrderHistory) -> [OrderExplanation.Event] {
    let left = history.before.filter(\.isMain)
    let right = history.after.filter(\.isMain)
    var events: [OrderExplanation.Event] = []
    var (old, new) = (left[...], right[...])
    while let first = [old.first, new.first].compactMap({ $0 }).min(by: { $0.id < $1.id }) {
      let mine = old.first?.id == first.id ? old.removeFirst() : nil
      let theirs = new.first?.id == first.id ? new.removeFirst() : nil
      events.append(event(first, mine, theirs))
    }
    return events
  }

  private func event(
    _ entry: SpineEntry, _ old: SpineEntry?, _ new: SpineEntry?
  ) -> OrderExplanation.Event {
    let readings = (old.map(before.table.reading), new.map(after.table.reading))
    let known = readings.0 ?? readings.1
    return OrderExplanation.Event(
      item: entry.id,
      occurred: entry.occurred == SpineEntry.none ? nil : Timestamp(rawValue: entry.occurred),
      received: Timestamp(rawValue: entry.received), channel: name(ofChannel: entry.channel),
      channelKind: known?.channelKind ?? "", shape: known?.shape ?? "",
      before: OrderExplanation.Side(readings: readings.0?.sides, changes: []),
      after: OrderExplanation.Side(readings: readings.1?.sides, changes: []),
      isDivergence: false, differences: [])
  }
}

extension OrderExplanation {
  /// Tells what the deliveries change, with the first item of each.
  fileprivate mutating func tell(
    _ steps: [OrderComparison.Step], _ comparison: OrderComparison, _ channel: String
  ) {
    var former: OrderComparison.Step?
    var known: Set<Effect> = []
    for step in steps {
      let index = events.firstIndex { $0.item.position == step.position }
      if let index {
        events[index].before.changes = OrderExplanation.changes(
          former?.before, step.before, comparison.before, comparison, channel)
        events[index].after.changes = OrderExplanation.changes(
          former?.after, step.after, comparison.after, comparison, channel)
        events[index].differences = step.effects.subtracting(known).sorted()
      }
      former = step
      known = step.effects
    }
    if let item = divergence?.item, let index = events.firstIndex(where: { $0.item == item }) {
      events[index].isDivergence = true
    }
  }

  /// What one side makes of one delivery.
  private static func changes(
    _ former: OrderComparison.Step.Side?, _ current: OrderComparison.Step.Side, _ side: ReplaySide,
    _ comparison: OrderComparison, _ channel: String
  ) -> [Effect] {
    let old =
      former?.outcome ?? OrderOutcome(OrderState(), side: side, asOf: comparison.asOf)
    return Effects(old, current.outcome, channel: channel, comparison.vocabulary).list.filter {
      effect in
      switch effect.kind {
      case .truth, .opened, .closed, .rejudged, .breached, .quarantined, .released, .held, .unheld,
        .illegal:
        true
      default: false
      }
    }
  }
}
