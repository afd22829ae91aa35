import LedgerCore

/// The first look at all files: which systems, amounts, entities, traits and kinds there are. It
/// reports only what nobody else can see; a bad name is reported where it is read in full.
extension Compiler {
  static let traitsMax = 64
  static let entityKindsMax = 256
  static let namesMax = 60_000

  func survey() {
    var survey = Survey()
    for document in documents {
      if case .channel = document.role { survey.channel(document.tree) }
    }
    symbols.kinds = survey.kinds.sorted()
    symbols.amountKinds = survey.amounts.sorted()
    symbols.entityKinds = ["order"] + survey.entities.subtracting(["order"]).sorted()
    symbols.traits = survey.traits.sorted()
    limit("traits", &symbols.traits, Compiler.traitsMax)
    limit("kinds of entity", &symbols.entityKinds, Compiler.entityKindsMax)
    limit("amounts", &symbols.amountKinds, Compiler.namesMax)
    surveySystems()
    symbols.index()
  }

  private func limit(_ what: String, _ names: inout [String], _ limit: Int) {
    guard names.count > limit else { return }
    let file = documents.first { if case .channel = $0.role { true } else { false } }
    problems.report(
      .tooMany(what, count: names.count, limit: limit), in: file?.page.path ?? "channels")
    names = Array(names.prefix(limit))
  }

  /// Systems are those of kinds, those that truth.yaml declares, and those that rules name.
  private func surveySystems() {
    var roles: [String: Role] = [:]
    for document in documents {
      guard case .channel = document.role,
        let name = (document.tree["system"] ?? document.tree["kind"])?.text, Name.isDashed(name),
        let role = document.tree["role"]?.text.flatMap({ Role(name: $0) })
      else { continue }
      let tree = document.tree["role"] ?? document.tree
      add(name, role, at: tree, document.page, to: &roles)
    }
    declaredSystems(&roles)
    for document in documents {
      // A kind whose role is wrong was reported: what names its system is not reported too.
      guard case .channel = document.role,
        let name = (document.tree["system"] ?? document.tree["kind"])?.text, Name.isDashed(name)
      else { continue }
      roles[name] = roles[name] ?? .notification
    }
    for (name, tree, page) in namedSystems() where roles[name] == nil {
      // Without truth.yaml the roles that it declares are not known, which was reported.
      if symbols.hasTruth { page.report(.systemWithoutRole(name), at: tree) }
    }
    symbols.systems = roles.map { System(name: $0.key, role: $0.value) }
      .sorted { $0.name < $1.name }
  }

  private func declaredSystems(_ roles: inout [String: Role]) {
    guard let document = document(.truth), let tree = document.tree["systems"],
      let entries = document.page.entries(tree, "`systems`")
    else { return }
    for entry in entries {
      guard Name.isDashed(entry.key) else {
        document.page.report(
          .badName(entry.key, "a system", form: "`[a-z][a-z0-9_-]*`"), at: entry.place)
        continue
      }
      if let role = role(entry.value, document.page) {
        add(entry.key, role, at: entry.value, document.page, to: &roles)
      }
    }
  }

  private func add(
    _ name: String, _ role: Role, at tree: Tree, _ page: Page, to roles: inout [String: Role]
  ) {
    note(PlaceKey.system(name), page, tree.place)
    if let other = roles[name], other != role {
      page.report(.roleConflict(name, role.name, other.name), at: tree)
    } else {
      roles[name] = role
    }
  }

  /// Systems that selectors and origin rows name, with their places.
  private func namedSystems() -> [(String, Tree, Page)] {
    var found: [(String, Tree, Page)] = []
    for document in documents {
      switch document.role {
      case .truth, .patterns:
        Survey.selectors(document.tree) { text, tree in
          let name = String(text.dropFirst(7))
          if Name.isDashed(name) { found.append((name, tree, document.page)) }
        }
      case .channel:
        for entry in document.tree["items"]?.entries ?? [] {
          Survey.origins(entry.value) { found.append(($0, $1, document.page)) }
        }
      default: break
      }
    }
    return found
  }
}

/// Names found by looking at trees without judging them.
struct Survey {
  var kinds: Set<String> = []
  var amounts: Set<String> = []
  var entities: Set<String> = []
  var traits: Set<String> = []

  mutating func channel(_ tree: Tree) {
    if let kind = tree["kind"]?.text, Name.isDashed(kind) { kinds.insert(kind) }
    for entry in tree["items"]?.entries ?? [] { shape(entry.value) }
  }

  private mutating func shape(_ tree: Tree) {
    if let entity = tree["entity"]?["kind"]?.text, Name.isPlain(entity) { entities.insert(entity) }
    for entry in tree["amounts"]?.entries ?? [] where Name.isDotted(entry.key) {
      amounts.insert(entry.key)
    }
    for row in tree["traits"]?.elements ?? [] {
      if let trait = row["then"]?.text, Name.isPlain(trait) { traits.insert(trait) }
    }
    for entry in tree["parts"]?.entries ?? [] { shape(entry.value) }
  }

  /// Calls for every text `system NAME` in a tree where a selector may stand.
  static func selectors(_ tree: Tree, _ found: (String, Tree) -> Void) {
    switch tree.form {
    case .text(let text, _): if text.hasPrefix("system ") { found(text, tree) }
    case .list(let elements): for element in elements { selectors(element, found) }
    case .map(let entries):
      for entry in entries where !["title", "remedy", "owner"].contains(entry.key) {
        selectors(entry.value, found)
      }
    }
  }

  static func origins(_ shape: Tree, _ found: (String, Tree) -> Void) {
    for row in shape["origin"]?.elements ?? [] {
      if let tree = row["then"], let name = tree.text, Name.isDashed(name) { found(name, tree) }
    }
    for entry in shape["parts"]?.entries ?? [] { origins(entry.value, found) }
  }
}
