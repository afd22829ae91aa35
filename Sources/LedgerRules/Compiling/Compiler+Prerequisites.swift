import LedgerCore

extension Compiler {
  func prerequisite(_ tree: Tree, _ page: Page) -> Prerequisite? {
    guard
      let fields = page.fields(tree, "the prerequisite", keys: ["claim", "needs", "hold"])
    else { return nil }
    let claim = fields.required("claim").flatMap {
      page.fields($0, "`claim`", keys: ["facet", "in", "by"])
    }
    let needs = fields.required("needs").flatMap {
      page.fields($0, "`needs`", keys: ["facet", "in"])
    }
    let hold = fields.required("hold").flatMap { page.interval($0, "`hold`") }
    let claimed = claim.flatMap { self.facetStates($0) }
    let needed = needs.flatMap { self.facetStates($0) }
    let roles = claim?.list("by").compactMap { self.role($0, page) } ?? []
    guard let claimed, let needed, let hold else { return nil }
    let by = roles.isEmpty ? "" : " by \(Text.list(roles.map(\.name)))"
    let rule = rules.add(
      file: page.path, line: tree.place.line, table: "prerequisites",
      text: "\(text(claimed))\(by) needs \(text(needed)), held \(hold)")
    return Prerequisite(
      facet: claimed.0, states: claimed.1, roles: roles, needsFacet: needed.0,
      needsStates: needed.1, hold: hold, rule: rule)
  }

  private func facetStates(_ fields: Fields) -> (FacetID, StateSet)? {
    guard let facet = fields.required("facet").flatMap({ self.facet($0, fields.page) }) else {
      return nil
    }
    return (facet, states(fields, "in", of: facet))
  }

  private func text(_ claim: (FacetID, StateSet)) -> String {
    let name = symbols.facets[Int(claim.0.rawValue)].name
    return "\(name) \(symbols.text.states(claim.1, of: claim.0))"
  }

  /// A circle: every claim that would satisfy one prerequisite waits by the next itself.
  func reportCyclicPrerequisites(_ trees: [Tree], _ page: Page) {
    let next = prerequisites.map { first in
      prerequisites.indices.filter { index in
        let second = prerequisites[index]
        return second.facet == first.needsFacet && !first.needsStates.isEmpty
          && second.states.isSuperset(of: first.needsStates)
      }
    }
    for circle in Circles.find(next) {
      let names = circle.map { index in
        text((prerequisites[index].facet, prerequisites[index].states))
      }
      page.report(.cyclicPrerequisite(names + names.prefix(1)), at: trees[circle[0]])
    }
  }
}

/// Circles in a graph given by the successors of each node.
enum Circles {
  /// One circle for each group of nodes that reach each other, beginning at its first node.
  static func find(_ next: [[Int]]) -> [[Int]] {
    var circles: [[Int]] = []
    var covered: Set<Int> = []
    for start in next.indices where !covered.contains(start) {
      guard let circle = shortest(from: start, next) else { continue }
      circles.append(circle)
      covered.formUnion(circle)
    }
    return circles
  }

  /// The shortest way from a node back to itself.
  private static func shortest(from start: Int, _ next: [[Int]]) -> [Int]? {
    var before: [Int: Int] = [:]
    var open = [start]
    var index = 0
    while index < open.count {
      let node = open[index]
      index += 1
      for successor in next[node] {
        if successor == start {
          var circle = [node]
          while let last = circle.last, last != start, let earlier = before[last] {
            circle.append(earlier)
          }
          return circle.reversed()
        }
        if before[successor] == nil {
          before[successor] = node
          open.append(successor)
        }
      }
    }
    return nil
  }
}
