/// A regular expression as parsed.
indirect enum RegexpTree {
  case empty
  case set(ScalarSet)
  /// The beginning of the text.
  case start
  /// The end of the text.
  case end
  case sequence([RegexpTree])
  case choice([RegexpTree])
  /// `max` nil: without end.
  case repetition(RegexpTree, min: Int, max: Int?)
  /// The first group, whose text is kept; other groups are what they hold.
  case firstGroup(RegexpTree)
}

/// Parses by the grammar of RFC 9485, section 4.
///
/// `^` and `$` outside of a class stand for the text's beginning and end, as the compliance suite
/// of RFC 9535 has it; RFC 9485 says nothing of them but that they are characters.
struct RegexpParser {
  static let depthMax = 64
  /// Written repetition counts beyond this are too large anyhow.
  static let repetitionMax = 100_000

  private let scalars: [Unicode.Scalar]
  private let offsets: [Int]
  private var index = 0
  private var depth = 0
  private var hasGroup = false

  init(text: String) {
    scalars = Array(text.unicodeScalars)
    var offset = 0
    var offsets: [Int] = []
    for scalar in scalars {
      offsets.append(offset)
      offset += UTF8.width(scalar)
    }
    self.offsets = offsets + [offset]
  }

  private var next: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }
  private var offset: Int { offsets[index] }

  private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard next == scalar else { return false }
    index += 1
    return true
  }

  mutating func parse() throws(IRegexpFault) -> RegexpTree {
    let tree = try alternatives()
    guard index == scalars.count else { throw .unexpected(offset: offset) }
    return tree
  }

  private mutating func alternatives() throws(IRegexpFault) -> RegexpTree {
    var branches = [try branch()]
    while take("|") { branches.append(try branch()) }
    return branches.count == 1 ? branches[0] : .choice(branches)
  }

  private mutating func branch() throws(IRegexpFault) -> RegexpTree {
    var pieces: [RegexpTree] = []
    while let scalar = next, scalar != "|", scalar != ")" {
      let atom = try atom()
      pieces.append(try quantified(atom))
    }
    return pieces.isEmpty ? .empty : pieces.count == 1 ? pieces[0] : .sequence(pieces)
  }

  private mutating func atom() throws(IRegexpFault) -> RegexpTree {
    let start = offset
    guard let scalar = next else { throw .unexpected(offset: start) }
    index += 1
    switch scalar {
    case "(":
      let isFirst = !hasGroup
      hasGroup = true
      depth += 1
      guard depth <= RegexpParser.depthMax else { throw .tooDeep(depthMax: RegexpParser.depthMax) }
      let inside = try alternatives()
      guard take(")") else { throw .unclosed(offset: start) }
      depth -= 1
      return isFirst ? .firstGroup(inside) : inside
    case ".": return .set(.anyButLineBreak)
    case "^": return .start
    case "$": return .end
    case "[": return .set(try characterClass(start))
    case "\\":
      var set = ScalarSet()
      if let single = try escape(into: &set) { return .set(ScalarSet(single)) }
      return .set(set)
    case "*", "+", "?", "{", "}", "]", ")", "|": throw .unexpected(offset: start)
    default: return .set(ScalarSet(scalar.value))
    }
  }

  private mutating func quantified(_ atom: RegexpTree) throws(IRegexpFault) -> RegexpTree {
    if take("*") { return .repetition(atom, min: 0, max: nil) }
    if take("+") { return .repetition(atom, min: 1, max: nil) }
    if take("?") { return .repetition(atom, min: 0, max: 1) }
    let start = offset
    guard take("{") else { return atom }
    guard let lower = count() else { throw .badRange(offset: start) }
    var upper: Int? = lower
    if take(",") { upper = count() }
    guard take("}"), upper.map({ $0 >= lower }) ?? true else { throw .badRange(offset: start) }
    return .repetition(atom, min: lower, max: upper)
  }

  private mutating func count() -> Int? {
    var value: Int?
    while let digit = next?.value, digit >= 48, digit <= 57 {
      value = min((value ?? 0) * 10 + Int(digit - 48), RegexpParser.repetitionMax)
      index += 1
    }
    return value
  }

  /// What follows a backslash: a character, or a category that is put into `set`.
  private mutating func escape(into set: inout ScalarSet) throws(IRegexpFault) -> UInt32? {
    let start = offset
    guard let scalar = next else { throw .badEscape(offset: start) }
    index += 1
    switch scalar {
    case "n": return 0x0a
    case "r": return 0x0d
    case "t": return 0x09
    case "(", ")", "*", "+", "-", ".", "?", "[", "\\", "]", "^", "{", "|", "}": return scalar.value
    case "p", "P":
      var name = ""
      guard take("{") else { throw .badEscape(offset: start) }
      while let letter = next, letter != "}", name.utf8.count < 3 {
        name.unicodeScalars.append(letter)
        index += 1
      }
      guard take("}"), ScalarSet.categoryNames.contains(name) else {
        throw .badEscape(offset: start)
      }
      if scalar == "p" { set.categories.append(name) } else { set.complements.append(name) }
      return nil
    default: throw .badEscape(offset: start)
    }
  }

  /// What follows `[`.
  private mutating func characterClass(_ start: Int) throws(IRegexpFault) -> ScalarSet {
    var set = ScalarSet()
    set.isNegated = take("^")
    var isFirst = true
    while next != "]" {
      guard next != nil else { throw .unclosed(offset: start) }
      let place = offset
      if take("-") {
        // A hyphen stands for itself at the beginning and at the end.
        guard isFirst || next == "]" else { throw .badClass(offset: place) }
        set.ranges.append(0x2d...0x2d)
      } else if let lower = try classCharacter(into: &set) {
        var upper = lower
        if next == "-", index + 1 < scalars.count, scalars[index + 1] != "]" {
          index += 1
          guard let end = try classCharacter(into: &set) else { throw .badClass(offset: place) }
          upper = end
        }
        guard lower <= upper else { throw .badRange(offset: place) }
        set.ranges.append(lower...upper)
      }
      isFirst = false
    }
    guard !isFirst else { throw .badClass(offset: start) }
    index += 1
    return set
  }

  /// One character of a class; nil for a category, which is put into `set`.
  private mutating func classCharacter(into set: inout ScalarSet) throws(IRegexpFault) -> UInt32? {
    let place = offset
    guard let scalar = next, scalar != "[", scalar != "-" else { throw .badClass(offset: place) }
    index += 1
    return scalar == "\\" ? try escape(into: &set) : scalar.value
  }
}
