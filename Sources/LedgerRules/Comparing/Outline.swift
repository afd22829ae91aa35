import LedgerCore

/// A rulebook taken apart into single statements, each with a key that stays the same while its
/// value changes. Revisions of extraction are hashes of it, and differences compare two of them.
struct Outline {
  struct Entry {
    var kind: RulebookChange.Kind
    /// What it stands in, where the order there has a meaning; else empty.
    var group: String
    var key: String
    var subject: String
    var value: String
    var place: SourcePlace?
  }

  private(set) var entries: [Entry] = []
  private(set) var groups: [String] = []
  private var index: [String: Int] = [:]
  private var grouped: [String: [Int]] = [:]
  let places: [String: SourcePlace]
  let rulebook: Rulebook
  let text: ConditionText

  init(_ rulebook: Rulebook, places: [String: SourcePlace]) {
    self.rulebook = rulebook
    self.places = places
    text = ConditionText(rulebook)
    let kinds = rulebook.kinds.values.sorted { $0.name < $1.name }
    for kind in kinds { addExtraction(of: kind) }
    addZones(kinds)
    for kind in kinds { addMapping(of: kind) }
    addFacets()
    addTruth()
    addPatterns()
    addExamples()
  }

  subscript(_ key: String) -> Entry? { index[key].map { entries[$0] } }

  func members(of group: String) -> [Entry] { (grouped[group] ?? []).map { entries[$0] } }

  func place(_ rule: RuleID) -> SourcePlace {
    let rule = rulebook[rule]
    return SourcePlace(file: rule.file, line: rule.line)
  }

  /// A key that is met again is told apart by its number.
  mutating func add(
    _ kind: RulebookChange.Kind, _ key: String, _ subject: String, _ value: String,
    group: String = "", place: SourcePlace? = nil
  ) {
    var unique = "\(kind.rawValue)/\(key)"
    var number = 2
    while index[unique] != nil {
      unique = "\(kind.rawValue)/\(key)#\(number)"
      number += 1
    }
    index[unique] = entries.count
    if !group.isEmpty {
      if grouped[group] == nil { groups.append(group) }
      grouped[group, default: []].append(entries.count)
    }
    entries.append(
      Entry(
        kind: kind, group: group, key: unique, subject: subject, value: value, place: place))
  }
}
