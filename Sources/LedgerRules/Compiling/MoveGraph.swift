/// The legal moves of a facet.
struct MoveGraph {
  let count: Int
  let forwardCount: Int
  /// Forward states that may be skipped.
  var optional: Set<Int> = []
  private var further: [StateSet]

  init(count: Int, forwardCount: Int) {
    self.count = count
    self.forwardCount = forwardCount
    further = Array(repeating: [], count: count)
  }

  /// A further move: out of a side state, or backward.
  mutating func add(_ from: Int, _ to: Int) {
    guard from < count, to < count else { return }
    further[from].insert(MoveGraph.set(to))
  }

  private static func set(_ state: Int) -> StateSet { StateSet(StateID(rawValue: UInt8(state))) }

  /// By state: the states one legal move away. A forward move may skip optional states; every
  /// forward state may move into every side state.
  var moves: [StateSet] {
    (0..<count).map { state in
      var set = further[state]
      guard state < forwardCount else { return set }
      for next in (state + 1)..<max(state + 1, forwardCount) {
        set.insert(MoveGraph.set(next))
        if !optional.contains(next) { break }
      }
      for side in forwardCount..<count { set.insert(MoveGraph.set(side)) }
      return set
    }
  }

  /// By state: what any number of moves can reach, itself included.
  var reachable: [StateSet] {
    let moves = moves
    return (0..<count).map { start in
      var reached = MoveGraph.set(start)
      var open = [start]
      while let state = open.popLast() {
        for next in 0..<count
        where moves[state].contains(StateID(rawValue: UInt8(next)))
          && !reached.contains(StateID(rawValue: UInt8(next)))
        {
          reached.insert(MoveGraph.set(next))
          open.append(next)
        }
      }
      return reached
    }
  }

  /// By state: what forward moves alone can reach, side states included; of a side state, itself.
  var ahead: [StateSet] {
    (0..<count).map { state in
      guard state < forwardCount else { return MoveGraph.set(state) }
      return (state..<count).reduce(into: []) { $0.insert(MoveGraph.set($1)) }
    }
  }
}
