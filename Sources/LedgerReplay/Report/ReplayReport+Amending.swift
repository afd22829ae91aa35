public import LedgerCore

extension ReplayReport {
  /// The report with some of its orders looked at anew, as far as a policy asks: what orders have
  /// in common, samples and causes are not told of it.
  ///
  /// - Parameters:
  ///   - fresh: a report of these orders alone, between the same rulebooks.
  ///   - former: threads of which each may have begun an order that is one of them now.
  ///   - added: how many of them were no orders before.
  public func amended(
    by fresh: ReplayReport, inPlaceOf former: Set<ThreadID>, added: Int
  ) -> ReplayReport {
    var amended = ReplayReport(
      scope: fresh.scope, before: before, after: after, changes: changes, plan: plan,
      baseline: baseline, vocabulary: vocabulary)
    amended.baseline.isExact = baseline.isExact && fresh.baseline.isExact
    amended.baseline.differing += fresh.baseline.differing
    amended.total = total + added
    amended.notEvaluable = notEvaluable
    amended.effects = effects
    var numbers: [Effect: Int] = [:]
    for (number, effect) in effects.enumerated() { numbers[effect] = number }
    amended.changed = changed.filter { !former.contains($0.root) }
    for var order in fresh.changed {
      order.effects = order.effects.map { index in
        let effect = fresh.effects[index]
        if let known = numbers[effect] { return known }
        numbers[effect] = amended.effects.count
        amended.effects.append(effect)
        return amended.effects.count - 1
      }
      order.consequences = []
      amended.changed.append(order)
    }
    amended.tallies = Array(repeating: Weight(), count: amended.effects.count)
    for order in amended.changed {
      amended.weight.add(order.money)
      for effect in order.effects { amended.tallies[effect].add(order.money) }
      for state in order.irreversible {
        amended.irreversible[state, default: Weight()].add(order.money)
      }
    }
    amended.unchanged = amended.total - amended.changed.count - amended.notEvaluable.count
    return amended
  }
}
