/// One match of a program against a text: all its places at once, in order of preference.
struct RegexpRun {
  let program: RegexpProgram
  /// The match must take the whole text.
  let isWhole: Bool
  let text: UnsafeBufferPointer<UInt8>

  /// A place in the program, and where the first group began and ended on the way there.
  private struct Thread {
    var step: Int
    var start: Int
    var end: Int
  }

  /// The places after some character. Each step stands in it once, by its most preferred way.
  private struct Places {
    var threads: [Thread] = []
    /// By step: the position at which it was last added, so that nothing needs clearing.
    var addedAt: [Int]

    init(stepCount: Int) { addedAt = [Int](repeating: -1, count: stepCount) }
  }

  func isMatch() -> Bool { run(isFirstEnough: true) != nil }

  func firstGroup() -> Range<Int>? {
    guard let match = run(isFirstEnough: false), match.start >= 0, match.end >= match.start else {
      return nil
    }
    return match.start..<match.end
  }

  private func run(isFirstEnough: Bool) -> Thread? {
    var current = Places(stepCount: program.steps.count)
    var following = current
    var pending: [Thread] = []
    var best: Thread?
    var position = 0
    var characters = text.makeIterator()
    var decoder = UTF8()
    while true {
      if best == nil, !isWhole || position == 0 {
        add(Thread(step: 0, start: -1, end: -1), at: position, to: &current, &pending)
      }
      if current.threads.isEmpty, best != nil || isWhole { return best }
      let scalar: Unicode.Scalar?
      switch decoder.decode(&characters) {
      case .scalarValue(let value): scalar = value
      case .emptyInput, .error: scalar = nil
      }
      let nextPosition = position + (scalar.map(UTF8.width) ?? 0)
      for thread in current.threads {
        switch program.steps[thread.step] {
        case .match where !isWhole || scalar == nil: best = thread
        case .take(let set):
          guard let scalar, program.contains(scalar.value, set: set) else { continue }
          var moved = thread
          moved.step += 1
          add(moved, at: nextPosition, to: &following, &pending)
          continue
        default: continue
        }
        // Less preferred ways do not count any more.
        if isFirstEnough { return best }
        break
      }
      guard scalar != nil else { return best }
      position = nextPosition
      swap(&current, &following)
      following.threads.removeAll(keepingCapacity: true)
    }
  }

  /// Adds a place and all that it leads to without taking a character.
  private func add(
    _ thread: Thread, at position: Int, to places: inout Places, _ pending: inout [Thread]
  ) {
    pending.append(thread)
    while var thread = pending.popLast() {
      guard places.addedAt[thread.step] != position else { continue }
      places.addedAt[thread.step] = position
      switch program.steps[thread.step] {
      case .jump(let step):
        thread.step = step
        pending.append(thread)
      case .split(let preferred, let other):
        var alternative = thread
        alternative.step = other
        pending.append(alternative)
        thread.step = preferred
        pending.append(thread)
      case .start where position > 0, .end where position < text.count: break
      case .start, .end:
        thread.step += 1
        pending.append(thread)
      case .groupStart:
        thread.start = position
        thread.step += 1
        pending.append(thread)
      case .groupEnd:
        thread.end = position
        thread.step += 1
        pending.append(thread)
      case .take, .match: places.threads.append(thread)
      }
    }
  }
}
