/// Who is to act for a downstream condition to hold, and in which facet it would show: read off the
/// condition itself.
struct DownstreamSide {
  var of: Selector?
  var facet: FacetID?
  var states: StateSet = []

  init(of condition: Condition, facets: [Facet]) {
    self = DownstreamSide.side(condition, facets)
  }

  private init(of selector: Selector?, facet: FacetID? = nil, states: StateSet = []) {
    of = selector
    self.facet = facet
    self.states = states
  }

  private static func side(_ condition: Condition, _ facets: [Facet]) -> DownstreamSide {
    switch condition {
    case .facet(let selector, let facet, let states):
      DownstreamSide(of: selector, facet: facet, states: states)
    case .known(let selector, let facet):
      DownstreamSide(of: selector, facet: facet, states: all(facet, facets))
    case .presence(let selector, _): DownstreamSide(of: selector)
    case .amounts(let left, _, _), .lines(let left, _, _), .has(let left):
      DownstreamSide(of: left.of)
    case .several(let selector, _, _, _, _): DownstreamSide(of: selector)
    case .all(let conditions): join(conditions.map { side($0, facets) }) { $0.intersection($1) }
    case .any(let conditions): join(conditions.map { side($0, facets) }) { $0.union($1) }
    case .not(let inner): complement(side(inner, facets), facets)
    case .always, .trait, .test: DownstreamSide(of: nil)
    }
  }

  /// The first side that a facet shows decides; what else is said of the same facet of the same
  /// system narrows or widens it.
  private static func join(
    _ sides: [DownstreamSide], _ combine: (StateSet, StateSet) -> StateSet
  ) -> DownstreamSide {
    guard var result = sides.first(where: { $0.facet != nil }) else {
      return sides.first { $0.of != nil } ?? DownstreamSide(of: nil)
    }
    var isFirst = true
    for side in sides where side.of == result.of && side.facet == result.facet {
      result.states = isFirst ? side.states : combine(result.states, side.states)
      isFirst = false
    }
    return result
  }

  private static func complement(_ side: DownstreamSide, _ facets: [Facet]) -> DownstreamSide {
    guard let facet = side.facet else { return side }
    return DownstreamSide(
      of: side.of, facet: facet, states: all(facet, facets).subtracting(side.states))
  }

  private static func all(_ facet: FacetID, _ facets: [Facet]) -> StateSet {
    let count = facets[Int(facet.rawValue)].states.count
    return StateSet(rawValue: count == 64 ? .max : 1 << UInt64(count) - 1)
  }
}
