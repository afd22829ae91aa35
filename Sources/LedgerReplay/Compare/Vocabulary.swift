import LedgerCore
import LedgerRules

/// Numbers for the names of two rulebooks, so that what they say of an order can be compared: what
/// is called the same has the same number on both sides.
public struct Vocabulary: Sendable {
  /// Names in the order in which they were met.
  struct Names: Sendable {
    private(set) var texts: [String] = []
    private var numbers: [String: UInt16] = [:]

    mutating func number(of text: String) -> UInt16 {
      if let known = numbers[text] { return known }
      let number = UInt16(texts.count)
      texts.append(text)
      numbers[text] = number
      return number
    }

    subscript(_ number: UInt16) -> String { texts[Int(number)] }
  }

  /// What one rulebook's own numbers stand for.
  struct Side: Sendable {
    /// By facet.
    var facets: [UInt16] = []
    /// By facet, then state.
    var states: [[UInt16]] = []
    var systems: [UInt16] = []
    var patterns: [UInt16] = []
    var amounts: [UInt16] = []

    func numbersAlike(_ other: Side) -> Bool {
      facets == other.facets && states == other.states && systems == other.systems
    }

    func state(_ facet: FacetID, _ state: StateID) -> UInt16 {
      states[Int(facet.rawValue)][Int(state.rawValue)]
    }
  }

  private(set) var facets = Names()
  private(set) var states = Names()
  private(set) var systems = Names()
  private(set) var patterns = Names()
  private(set) var amounts = Names()
  /// By pattern: whether it is a service level on either side.
  private(set) var isSLA: [Bool] = []
  /// By pattern's name: what people call it; as the rulebook has it that was added last.
  private(set) var titles: [String: String] = [:]

  public init() {}

  mutating func add(_ rulebook: Rulebook) -> Side {
    var side = Side()
    for facet in rulebook.facets {
      side.facets.append(facets.number(of: facet.name))
      side.states.append(facet.states.map { states.number(of: $0) })
    }
    side.systems = rulebook.systems.map { systems.number(of: $0.name) }
    side.amounts = rulebook.amountKinds.map { amounts.number(of: $0) }
    for pattern in rulebook.patterns {
      let number = patterns.number(of: pattern.name)
      side.patterns.append(number)
      if isSLA.count <= Int(number) { isSLA.append(false) }
      if pattern.kind == .sla { isSLA[Int(number)] = true }
      titles[pattern.name] = pattern.title
    }
    return side
  }
}
