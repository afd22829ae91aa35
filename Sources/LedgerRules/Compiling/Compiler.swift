import LedgerCore

/// Compiles the files of a rulebook. Reads all of them, however many problems there are: first the
/// names (`Survey`), then everything that uses them.
final class Compiler {
  /// A file whose YAML could be read.
  struct Document {
    var role: RulebookPath
    var page: Page
    var tree: Tree
  }

  let problems = ProblemList()
  var symbols = Symbols()
  var rules = RuleTable()
  var places: [String: SourcePlace] = [:]
  private(set) var documents: [Document] = []

  var name = ""
  var originRoles: [Role] = []
  var authority: [[Authority]] = []
  var prerequisites: [Prerequisite] = []
  var presence: [PresenceExpectation] = []
  var handoffs: [Handoff] = []
  var patterns: [Pattern] = []
  var causes: [Cause] = []
  var kinds: [ChannelKind] = []
  var cases: [RulebookCase] = []

  /// `warns`: also looks for what is legal and yet probably not meant.
  static func run(_ files: [Rulebook.File], warns: Bool) -> Compilation {
    let files = files.filter { RulebookPath.counts($0.path) }
      .sorted { Array($0.path.utf8).lexicographicallyPrecedes(Array($1.path.utf8)) }
    let compiler = Compiler()
    compiler.read(files)
    compiler.compile()
    var rulebook: Rulebook?
    if !compiler.problems.hasErrors {
      let compiled = compiler.rulebook(files)
      rulebook = compiled
      if warns { RulebookCheck(rulebook: compiled, compiler: compiler).run() }
    }
    return Compilation(rulebook: rulebook, problems: compiler.problems.sorted)
  }

  func document(_ role: RulebookPath) -> Document? { documents.first { $0.role == role } }

  func note(_ key: String, _ page: Page, _ place: Place) {
    if places[key] == nil { places[key] = SourcePlace(file: page.path, line: place.line) }
  }

  private func read(_ files: [Rulebook.File]) {
    var paths: [RulebookPath: String] = [:]
    for file in files {
      let page = Page(path: file.path, problems: problems)
      guard let role = RulebookPath(file.path) else {
        problems.report(.unknownFile, in: file.path)
        continue
      }
      if let other = paths[role] {
        problems.report(.duplicateFile(other), in: file.path)
        continue
      }
      paths[role] = file.path
      guard let tree = YAMLReader(file: file.path, problems: problems).read(file.bytes) else {
        continue
      }
      documents.append(Document(role: role, page: page, tree: tree))
    }
    for (role, path) in [
      (RulebookPath.rulebook, "rulebook.yaml"), (.facets, "facets.yaml"), (.truth, "truth.yaml"),
    ] where paths[role] == nil {
      problems.report(.missingFile(path), in: path)
    }
    symbols.hasFacets = document(.facets) != nil
    symbols.hasTruth = document(.truth) != nil
    symbols.hasPatterns = document(.patterns) != nil || paths[.patterns] == nil
  }

  private func compile() {
    if let document = document(.rulebook) { compileHeader(document) }
    if let document = document(.zones) { compileZones(document) }
    if let document = document(.facets) { compileFacets(document) }
    survey()
    if let document = document(.facets) { compileRollups(document) }
    let patternFile = document(.patterns)
    if let patternFile { declarePatterns(patternFile) }
    if let document = document(.truth) { compileTruth(document) }
    if let patternFile { compilePatterns(patternFile) }
    if causes.isEmpty { causes = Cause.allCases }
    for document in documents {
      if case .channel(let stem) = document.role { compileChannel(document, stem: stem) }
    }
    for document in documents {
      if case .example = document.role { compileCases(document) }
    }
    if rules.rules.count >= 1 << 20 {
      problems.report(
        .tooMany("rows", count: rules.rules.count, limit: 1 << 20), in: "rulebook.yaml")
    }
  }

  private func rulebook(_ files: [Rulebook.File]) -> Rulebook {
    var rulebook = Rulebook(
      name: name, revision: Revision.revision(of: files), extractionRevision: .zero, files: files,
      facets: symbols.facets, systems: symbols.systems, entityKinds: symbols.entityKinds,
      amountKinds: symbols.amountKinds, traits: symbols.traits, rules: rules.rules,
      kinds: Dictionary(kinds.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first }),
      originRoles: originRoles, authority: authority, prerequisites: prerequisites,
      presence: presence, handoffs: handoffs, patterns: patterns, causes: causes,
      epochs: rules.epochs.sorted(), cases: cases)
    rulebook.namedPlaces = places
    rulebook.extractionRevision = Revision.extractionRevision(of: rulebook)
    return rulebook
  }
}
