/// What the author of a revised rulebook means to change.
public struct Expectation: Sendable, Hashable {
  public var patterns: [EffectPattern]

  public init(_ patterns: [EffectPattern]) { self.patterns = patterns }

  /// What of a report no pattern names.
  public func remainder(of report: ReplayReport) -> Remainder {
    let matching = report.effects.map { effect in
      patterns.indices.filter { patterns[$0].matches(effect) }
    }
    var remainder = Remainder()
    var met: Set<Int> = []
    var weights = report.effects.map { _ in Weight() }
    for index in report.changed.indices {
      let order = report.changed[index]
      var isExpected = true
      for effect in order.effects {
        let named = matching[effect].filter {
          patterns[$0].conditions.holds(of: order, in: report)
        }
        met.formUnion(named)
        guard named.isEmpty, !report.effects[effect].kind.isDerived else { continue }
        isExpected = false
        weights[effect].add(order.money)
      }
      if !isExpected {
        remainder.changed.append(index)
        remainder.weight.add(order.money)
      }
    }
    for (effect, weight) in weights.enumerated() where weight.orders > 0 {
      remainder.effects.append((effect, weight))
    }
    remainder.unmet = patterns.indices.filter { !met.contains($0) }.map { patterns[$0] }
    return remainder
  }
}

/// What changes and was not meant to, and what was meant to and does not.
public struct Remainder: Sendable {
  /// Orders with a difference that is not expected, and the money in them.
  public var weight = Weight()
  /// Those differences: indices in `ReplayReport.effects`, ascending, and the orders in which they
  /// are not expected.
  public var effects: [(effect: Int, weight: Weight)] = []
  /// Indices in `ReplayReport.changed`, ascending.
  public var changed: [Int] = []
  /// Expected differences that no order has.
  public var unmet: [EffectPattern] = []
}
