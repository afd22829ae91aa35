/// A regular expression as steps of a machine that is in many places at once.
struct RegexpProgram: Sendable {
  enum Step: Sendable {
    /// Takes one character of the set (an index in `sets` and `asciiSets`), then goes on.
    case take(Int)
    case jump(Int)
    /// Goes on in both places; the first is preferred.
    case split(Int, Int)
    /// Goes on at the beginning of the text only.
    case start
    /// Goes on at the end of the text only.
    case end
    case groupStart
    case groupEnd
    case match
  }

  static let stepsMax = 10_000

  private(set) var steps: [Step] = []
  private(set) var sets: [ScalarSet] = []
  private(set) var asciiSets: [ASCIISet] = []
  private(set) var hasGroup = false

  init(compiling tree: RegexpTree) throws(IRegexpFault) {
    try add(tree)
    try append(.match)
  }

  private mutating func append(_ step: Step) throws(IRegexpFault) {
    guard steps.count < RegexpProgram.stepsMax else {
      throw .tooLarge(stepsMax: RegexpProgram.stepsMax)
    }
    steps.append(step)
  }

  private mutating func add(_ tree: RegexpTree) throws(IRegexpFault) {
    switch tree {
    case .empty: break
    case .set(let set):
      sets.append(set)
      asciiSets.append(ASCIISet(set))
      try append(.take(sets.count - 1))
    case .start: try append(.start)
    case .end: try append(.end)
    case .sequence(let trees):
      for tree in trees { try add(tree) }
    case .choice(let trees): try addChoice(trees)
    case .repetition(let tree, let min, let max): try addRepetition(tree, min, max)
    case .firstGroup(let tree):
      hasGroup = true
      try append(.groupStart)
      try add(tree)
      try append(.groupEnd)
    }
  }

  private mutating func addChoice(_ trees: [RegexpTree]) throws(IRegexpFault) {
    var exits: [Int] = []
    for (index, tree) in trees.enumerated() {
      let split = steps.count
      let isLast = index == trees.count - 1
      if !isLast { try append(.split(split + 1, 0)) }
      try add(tree)
      guard !isLast else { continue }
      exits.append(steps.count)
      try append(.jump(0))
      steps[split] = .split(split + 1, steps.count)
    }
    for exit in exits { steps[exit] = .jump(steps.count) }
  }

  private mutating func addRepetition(
    _ tree: RegexpTree, _ min: Int, _ max: Int?
  ) throws(IRegexpFault) {
    // What is empty repeats as empty: a count alone must not cost anything.
    if case .empty = tree { return }
    for _ in 0..<min { try addBounded(tree) }
    guard let max else {
      let split = steps.count
      try append(.split(split + 1, 0))
      try add(tree)
      try append(.jump(split))
      steps[split] = .split(split + 1, steps.count)
      return
    }
    var splits: [Int] = []
    for _ in min..<max {
      splits.append(steps.count)
      try append(.split(steps.count + 1, 0))
      try addBounded(tree)
    }
    for split in splits { steps[split] = .split(split + 1, steps.count) }
  }

  /// Adds one of counted copies. A copy without steps (`(){9}` of nothing) would let a count run
  /// free of the limit, so each copy counts as at least one.
  private mutating func addBounded(_ tree: RegexpTree) throws(IRegexpFault) {
    let start = steps.count
    try add(tree)
    if steps.count == start { try append(.jump(start + 1)) }
  }

  func contains(_ scalar: UInt32, set: Int) -> Bool {
    scalar < 128 ? asciiSets[set].contains(scalar) : sets[set].contains(scalar)
  }
}
