import LedgerCore
public import LedgerEngine

/// Edits of a rulebook's text, drawn at random: what people do to rulebooks, and what they would not.
public struct RandomRuleChanges {
  /// A place in the text where one thing may be changed: these lines, by others.
  struct Place {
    var lines: Range<Int>
    /// Nil where nothing else may stand there.
    var vary: (inout SplitMix64) -> [String]?
  }

  /// One kind of change: where it may be made.
  struct Kind {
    var name: String
    /// How often it is drawn.
    var weight: Int
    var places: (RulebookText, Context) -> [Place]
  }

  /// What edits may name.
  struct Context {
    /// Facet → states.
    var states: [String: [String]]
    var handoffs: [String]
    /// When rows may begin to be in force, or end.
    var times: [String]
    /// Rows that no item hits. Few of them are edited, since that changes nothing.
    var unused: Set<SourcePlace>
    /// Words of the history: what a table says of others changes nothing either.
    var heard: Set<String>
  }

  private let rulebook: Rulebook
  private var random: SplitMix64
  private let context: Context
  private let kinds = Kind.all

  /// - Parameters:
  ///   - history: by whose rulebook and in whose time.
  ///   - unused: rows that nothing in it hits.
  public init(of history: StoredHistory, unused: [SourcePlace], seed: UInt64) {
    rulebook = history.rulebook
    random = SplitMix64(seed: seed)
    let handoffs = rulebook.files.first { $0.path == "patterns.yaml" }.map { file in
      let text = RulebookText(path: file.path, text: String(decoding: file.bytes, as: UTF8.self))
      return text.keys.filter { $0.count == 2 && $0[0] == "handoffs" }.map { $0[1] }
    }
    context = Context(
      states: Dictionary(
        rulebook.facets.map { ($0.name, $0.states) }, uniquingKeysWith: { first, _ in first }),
      handoffs: (handoffs ?? []).filter { !$0.isEmpty },
      times: stride(from: history.begin.rawValue, to: history.asOf.time.rawValue, by: 1 << 34)
        .map { Timestamp(rawValue: $0).rfc3339 },
      unused: Set(unused), heard: history.words)
  }

  /// A change that makes a rulebook: one edit, or up to three together. Edits that make none are passed over.
  ///
  /// - Parameter refused: counts those.
  public mutating func next(refused: inout Int) -> (change: RuleChange, rulebook: Rulebook) {
    while true {
      let change = draw()
      if let revised = try? rulebook.edited(change.edits), revised.revision != rulebook.revision {
        return (change, revised)
      }
      refused += 1
    }
  }

  private mutating func draw() -> RuleChange {
    var files = Dictionary(
      rulebook.files.map {
        ($0.path, RulebookText(path: $0.path, text: String(decoding: $0.bytes, as: UTF8.self)))
      }, uniquingKeysWith: { first, _ in first })
    var words: [String] = []
    var touched: Set<String> = []
    let count = 1 + random.below(3)
    while words.count < count {
      guard let (path, said) = edit(&files) else { continue }
      words.append(said)
      touched.insert(path)
    }
    // A file as a whole: edits may touch one line.
    let edits = touched.sorted().map { RuleChange.Edit($0, "", by: files[$0]?.text ?? "") }
    return RuleChange(words.joined(separator: "\nand "), edits)
  }

  /// Makes one edit, and says which.
  private mutating func edit(
    _ files: inout [String: RulebookText]
  ) -> (path: String, said: String)? {
    var draw = random.below(kinds.reduce(0) { $0 + $1.weight })
    let kind = kinds.first {
      draw -= $0.weight
      return draw < 0
    }
    guard let kind else { return nil }
    let places = files.keys.sorted().flatMap { path in
      (files[path].map { kind.places($0, context) } ?? []).map { (path, $0) }
    }
    guard !places.isEmpty else { return nil }
    let (path, place) = places[random.below(places.count)]
    let first = SourcePlace(file: path, line: place.lines.lowerBound + 1)
    if context.unused.contains(first), random.chance(0.9) { return nil }
    guard let lines = place.vary(&random), let file = files[path],
      lines != Array(file.lines[place.lines])
    else { return nil }
    files[path]?.lines.replaceSubrange(place.lines, with: lines)
    let said = { (lines: [String]) in
      lines.map { $0.drop { $0 == " " } }.joined(separator: " / ")
    }
    return (
      path,
      "\(kind.name), \(path):\(place.lines.lowerBound + 1): \(said(Array(file.lines[place.lines])))"
        + " → \(said(lines))"
    )
  }
}
