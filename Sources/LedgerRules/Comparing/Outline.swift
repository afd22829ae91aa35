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
  let rulebook: Rulebook
  let text: ConditionText

  private init(_ rulebook: Rulebook) {
    self.rulebook = rulebook
    text = ConditionText(rulebook)
  }

  /// All of a rulebook but what is as in another: its extraction, and the rows of channels whose files are
  /// the same byte for byte, where all that rows may name is the same too.
  init(_ rulebook: Rulebook, besides other: Rulebook) {
    self.init(rulebook)
    if rulebook.extractionRevision != other.extractionRevision { addExtraction() }
    let files = Outline.files(of: rulebook)
    let known = Outline.files(of: other)
    let isNamedAlike = Outline.namingFiles.allSatisfy { files[$0] == known[$0] }
    for kind in kinds {
      let path = "channels/\(kind.name).yaml"
      if !isNamedAlike || files[path] != known[path] { addMapping(of: kind) }
    }
    addFacets()
    addTruth()
    addPatterns()
    let cases = files.filter { $0.key.hasPrefix("cases/") }
    if cases != known.filter({ $0.key.hasPrefix("cases/") }) { addExamples() }
  }

  /// Of extraction alone.
  init(ofExtraction rulebook: Rulebook) {
    self.init(rulebook)
    addExtraction()
  }

  private mutating func addExtraction() {
    for kind in kinds { addExtraction(of: kind) }
    addZones(kinds)
  }

  private var kinds: [ChannelKind] { rulebook.kinds.values.sorted { $0.name < $1.name } }

  /// Files that hold what rows of channels may name.
  private static let namingFiles = ["rulebook.yaml", "facets.yaml", "truth.yaml", "zones.yaml"]

  private static func files(of rulebook: Rulebook) -> [String: [UInt8]] {
    Dictionary(rulebook.files.map { ($0.path, $0.bytes) }, uniquingKeysWith: { $1 })
  }

  subscript(_ key: String) -> Entry? { index[key].map { entries[$0] } }

  func members(of group: String) -> [Entry] { (grouped[group] ?? []).map { entries[$0] } }

  /// Where named things stand.
  var places: [String: SourcePlace] { rulebook.namedPlaces }

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
