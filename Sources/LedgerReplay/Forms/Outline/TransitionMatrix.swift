import LedgerCore

/// From which states to which the orders of one channel come, or the claims of one system, in one
/// facet.
struct TransitionMatrix {
  struct Move {
    var from: String
    var to: String
    var weight: Weight
  }

  var facet: String
  /// Channel or system.
  var owner: String
  var moves: [Move]

  /// States that orders leave, and that they come to, in the order of the rulebook.
  var sources: [String] = []
  var targets: [String] = []

  /// All of a kind, by facet and then owner.
  static func all(_ kind: Effect.Kind, in report: ReplayReport) -> [TransitionMatrix] {
    var matrices: [TransitionMatrix] = []
    for (effect, weight) in zip(report.effects, report.tallies)
    where effect.kind == kind && weight.orders > 0 {
      let facet = kind == .presence ? "presence" : effect.subject
      let move = Move(
        from: effect.from.isEmpty ? "none" : effect.from,
        to: effect.to.isEmpty ? "none" : effect.to, weight: weight)
      if let known = matrices.firstIndex(where: { $0.facet == facet && $0.owner == effect.of }) {
        matrices[known].moves.append(move)
      } else {
        matrices.append(TransitionMatrix(facet: facet, owner: effect.of, moves: [move]))
      }
    }
    let order = Dictionary(
      report.vocabulary.states.texts.enumerated().map { ($1, $0) },
      uniquingKeysWith: { first, _ in first })
    for index in matrices.indices { matrices[index].sort(order) }
    return matrices.sorted { ($0.facet, $0.owner) < ($1.facet, $1.owner) }
  }

  /// Where nothing was said comes first.
  private mutating func sort(_ order: [String: Int]) {
    func sorted(_ states: [String]) -> [String] {
      Set(states).sorted { (order[$0] ?? -1, $0) < (order[$1] ?? -1, $1) }
    }
    sources = sorted(moves.map(\.from))
    targets = sorted(moves.map(\.to))
  }

  /// The moves of several, added up.
  static func sum(_ matrices: [TransitionMatrix]) -> [Move] {
    var sum: [Move] = []
    for move in matrices.flatMap(\.moves) {
      if let known = sum.firstIndex(where: { $0.from == move.from && $0.to == move.to }) {
        sum[known].weight.add(move.weight)
      } else {
        sum.append(move)
      }
    }
    return sum
  }
}
