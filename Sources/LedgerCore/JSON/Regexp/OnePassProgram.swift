/// A program that begins where the text begins, and in which every character leaves one way on
/// only: it is followed without looking aside, a table look-up a character (R. Cox, "Regular
/// Expression Matching in the Wild", 2010). Most expressions that rules use are such
/// (`^evt_[^ ]* ([0-9]+)$`).
struct OnePassProgram: Sendable {
  /// Where a character leads, and what of the group is passed before it.
  private struct Way {
    var place: UInt16
    var group: Group

    static let none = Way(place: .max, group: [])
  }

  private struct Group: OptionSet {
    let rawValue: UInt8
    static let starts = Group(rawValue: 1)
    static let ends = Group(rawValue: 2)
  }

  private struct Place {
    /// The way of characters beyond ASCII, and those of them that may take it.
    var wide: (way: Way, set: Int)?
    /// What of the group is passed by a match here; nil where there is none.
    var match: Group?
    /// The same at the end of the text.
    var matchAtEnd: Group?
  }

  /// What a place leads to without taking a character.
  private struct Reach {
    var step: Int
    var group: Group = []
    var isAtEnd = false
  }

  private static let placesMax = 120

  private var places: [Place] = []
  /// By place and ASCII character.
  private var ways: [Way] = []
  private let sets: [ScalarSet]

  /// Nil for an expression that has to be followed in several places at once.
  init?(_ program: RegexpProgram) {
    guard OnePassProgram.reached(from: 0, in: program, isAtStart: false).isEmpty else { return nil }
    sets = program.sets
    var numbers = [0: 0]
    var pending = [0]
    while !pending.isEmpty {
      guard add(pending.removeFirst(), of: program, &numbers, &pending) else { return nil }
    }
  }

  /// Adds the place at a step: all that it leads to with one character.
  private mutating func add(
    _ step: Int, of program: RegexpProgram, _ numbers: inout [Int: Int], _ pending: inout [Int]
  ) -> Bool {
    var place = Place()
    var row = [Way](repeating: .none, count: 128)
    for reach in OnePassProgram.reached(from: step, in: program, isAtStart: places.isEmpty) {
      guard case .take(let index) = program.steps[reach.step] else {
        if place.matchAtEnd == nil { place.matchAtEnd = reach.group }
        if place.match == nil, !reach.isAtEnd { place.match = reach.group }
        continue
      }
      // What is less preferred than a match would never be taken.
      if place.match != nil { return false }
      if reach.isAtEnd { continue }
      let number = numbers[reach.step + 1] ?? numbers.count
      if numbers[reach.step + 1] == nil {
        guard number < OnePassProgram.placesMax else { return false }
        numbers[reach.step + 1] = number
        pending.append(reach.step + 1)
      }
      let way = Way(place: UInt16(number), group: reach.group)
      for character in 0..<128 where program.asciiSets[index].contains(UInt32(character)) {
        guard row[character].place == Way.none.place else { return false }
        row[character] = way
      }
      if program.sets[index].mayHoldWide {
        guard place.wide == nil else { return false }
        place.wide = (way, index)
      }
    }
    places.append(place)
    ways += row
    return true
  }

  /// The steps that take a character, and the match, in order of preference.
  private static func reached(
    from step: Int, in program: RegexpProgram, isAtStart: Bool
  ) -> [Reach] {
    var found: [Reach] = []
    var seen: Set<Int> = []
    var pending = [Reach(step: step)]
    while var reach = pending.popLast() {
      guard seen.insert(reach.step * 2 + (reach.isAtEnd ? 1 : 0)).inserted else { continue }
      switch program.steps[reach.step] {
      case .take, .match:
        found.append(reach)
        continue
      case .start where !isAtStart: continue
      case .split(let preferred, let other):
        var alternative = reach
        alternative.step = other
        pending.append(alternative)
        reach.step = preferred
        pending.append(reach)
        continue
      case .jump(let target): reach.step = target - 1
      case .start: break
      case .end: reach.isAtEnd = true
      case .groupStart: reach.group.insert(.starts)
      case .groupEnd: reach.group.insert(.ends)
      }
      reach.step += 1
      pending.append(reach)
    }
    return found
  }

  /// What the group holds; nil without a match, or where it took no part.
  func firstGroup(_ text: UnsafeBufferPointer<UInt8>) -> Range<Int>? {
    var place = 0
    var position = 0
    var current = (start: -1, end: -1)
    var matched: (start: Int, end: Int)?
    while true {
      let match = position == text.count ? places[place].matchAtEnd : places[place].match
      if let match { matched = OnePassProgram.passed(match, current, at: position) }
      guard position < text.count else { break }
      let byte = text[position]
      var width = 1
      let way = byte < 0x80 ? ways[place << 7 | Int(byte)] : wideWay(place, text, position, &width)
      guard way.place != Way.none.place else { break }
      if !way.group.isEmpty { current = OnePassProgram.passed(way.group, current, at: position) }
      place = Int(way.place)
      position += width
    }
    guard let matched, matched.start >= 0, matched.end >= matched.start else { return nil }
    return matched.start..<matched.end
  }

  private func wideWay(
    _ place: Int, _ text: UnsafeBufferPointer<UInt8>, _ position: Int, _ width: inout Int
  ) -> Way {
    guard let wide = places[place].wide else { return .none }
    var decoder = UTF8()
    var rest = UnsafeBufferPointer(rebasing: text[position...]).makeIterator()
    guard case .scalarValue(let scalar) = decoder.decode(&rest),
      sets[wide.set].contains(scalar.value)
    else { return .none }
    width = UTF8.width(scalar)
    return wide.way
  }

  private static func passed(
    _ group: Group, _ current: (start: Int, end: Int), at position: Int
  ) -> (start: Int, end: Int) {
    (
      group.contains(.starts) ? position : current.start,
      group.contains(.ends) ? position : current.end
    )
  }
}

extension ScalarSet {
  /// False only where no character beyond ASCII is in it.
  fileprivate var mayHoldWide: Bool {
    isNegated || !categories.isEmpty || !complements.isEmpty
      || ranges.contains { $0.upperBound >= 0x80 }
  }
}
