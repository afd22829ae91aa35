import LedgerCore

/// Reads a shape of `items`, or a part in one.
struct ShapeReader {
  let compiler: Compiler
  let page: Page
  let kind: String

  static let factsMax = 255
  private static let itemKeys = ["correlation", "cites", "sweep"]
  private static let keys = [
    "entity", "occurred", "version", "references", "facts", "amounts", "parts", "moves", "test",
    "presence", "reason", "shows", "traits", "origin", "hearsay-of", "claimant-of", "hop",
    "facets",
  ]

  /// `parent`: the full name of the shape that this is a part of.
  func shape(_ entry: Tree.Entry, parent: String?) -> Shape {
    _ = page.isName(entry, parent == nil ? "a shape" : "a part")
    let name = parent.map { "\($0).\(entry.key)" } ?? entry.key
    var shape = Shape(name: name, entityKind: 0, entityKey: nil, line: entry.place.line)
    if name.utf8.count > 255 {
      page.report(.badName(name, "a part", form: "a shorter path of names"), at: entry.place)
    }
    compiler.note(PlaceKey.shape(kind, name), page, entry.place)
    let what = parent == nil ? "shape `\(name)`" : "part `\(name)`"
    let known = ShapeReader.keys + (parent == nil ? ShapeReader.itemKeys : ["each"])
    if parent != nil {
      for own in entry.value.entries where ShapeReader.itemKeys.contains(own.key) {
        page.report(.keyNotInPart(own.key), at: own.place)
      }
    }
    let isEmptyShape = entry.value.isEmpty && parent == nil
    let allKeys = known + (parent == nil ? [] : ShapeReader.itemKeys)
    guard !isEmptyShape, let fields = page.fields(entry.value, what, keys: allKeys) else {
      if isEmptyShape { page.report(.emptyValue(what), at: entry.place) }
      return shape
    }
    let scope: PathScope = parent == nil ? .item : .part
    readExtraction(fields, scope, &shape)
    if parent == nil { readItemExtraction(fields, &shape) }
    MappingReader(compiler: compiler, page: page, kind: kind).read(fields, &shape)
    for part in fields["parts"].flatMap({ page.entries($0, "`parts`") }) ?? [] {
      if let part = self.part(part, scope, parent: name) { shape.parts.append(part) }
    }
    return shape
  }

  private func part(_ entry: Tree.Entry, _ scope: PathScope, parent: String) -> Part? {
    let shape = shape(entry, parent: parent)
    guard case .map = entry.value.form else { return nil }
    guard let tree = entry.value["each"] else {
      page.report(.missingKey("each", in: "part `\(shape.name)`"), at: entry.place)
      return nil
    }
    return page.path(tree, "`each`").map { Part(each: $0, shape: shape) }
  }

  private func note(_ shape: Shape, _ key: String, _ fields: Fields) {
    if fields.has(key) {
      compiler.note(PlaceKey.shape(kind, shape.name, key), page, fields.place(of: key))
    }
  }

  private func readExtraction(_ fields: Fields, _ scope: PathScope, _ shape: inout Shape) {
    for key in ["entity", "occurred", "version", "facts", "amounts", "references", "each"] {
      note(shape, key, fields)
    }
    if let tree = fields["entity"],
      let entity = page.fields(tree, "the entity", keys: ["kind", "key", "in"])
    {
      if let kindTree = entity.required("kind"), let name = page.name(kindTree, "an entity") {
        if name == "order" { page.report(.reservedName(name, "the entity"), at: kindTree) }
        shape.entityKind = compiler.entityKind(kindTree, page) ?? 0
      }
      shape.entityKey = entity.required("key").flatMap { compiler.source($0, scope, page) }
      shape.entityWithin = entity["in"].flatMap { compiler.source($0, scope, page) }
    }
    shape.occurred = fields["occurred"].map { times($0, scope) } ?? []
    shape.version = fields["version"].flatMap { self.version($0, scope) }
    for tree in fields.list("references") {
      if let reference = reference(tree, scope) { shape.references.append(reference) }
    }
    readFacts(fields, scope, &shape)
    readAmounts(fields, scope, &shape)
  }

  private func readItemExtraction(_ fields: Fields, _ shape: inout Shape) {
    for key in ["correlation", "cites", "sweep"] { note(shape, key, fields) }
    shape.correlation = fields["correlation"].flatMap { compiler.source($0, .item, page) }
    shape.cites = fields["cites"].flatMap { compiler.source($0, .item, page) }
    shape.sweep = fields["sweep"].flatMap { self.sweep($0) }
  }

  private func sweep(_ tree: Tree) -> SweepSource? {
    guard
      let fields = page.fields(tree, "the sweep", keys: ["system", "from", "to", "complete"])
    else { return nil }
    let system = fields["system"].flatMap { compiler.source($0, .item, page) }
    let from = fields.required("from").flatMap { time($0, .item) }
    let to = fields.required("to").flatMap { time($0, .item) }
    let complete = fields.required("complete").flatMap { compiler.source($0, .item, page) }
    guard let from, let to, let complete else { return nil }
    return SweepSource(system: system, from: from, to: to, complete: complete)
  }

  private func readFacts(_ fields: Fields, _ scope: PathScope, _ shape: inout Shape) {
    let entries = fields["facts"].flatMap { page.entries($0, "`facts`") } ?? []
    if entries.count > ShapeReader.factsMax, let tree = fields["facts"] {
      page.report(.tooMany("facts", count: entries.count, limit: ShapeReader.factsMax), at: tree)
    }
    for entry in entries.prefix(ShapeReader.factsMax) where page.isName(entry, "a fact") {
      if ["all", "any", "not"].contains(entry.key) {
        page.report(.reservedName(entry.key, "the fact"), at: entry.place)
      }
      compiler.note(PlaceKey.shape(kind, shape.name, "fact/\(entry.key)"), page, entry.place)
      // A fact that is wrong keeps its name, so that rows on it are not reported too.
      let fact =
        fact(entry, scope)
        ?? FactSource(name: entry.key, reading: .category(.literal("")))
      shape.facts.append(fact)
    }
  }

  private func readAmounts(_ fields: Fields, _ scope: PathScope, _ shape: inout Shape) {
    for entry in fields["amounts"].flatMap({ page.entries($0, "`amounts`") }) ?? [] {
      guard Name.isDotted(entry.key) else {
        page.report(
          .badName(entry.key, "an amount", form: "names joined by dots, such as `order.total`"),
          at: entry.place)
        continue
      }
      compiler.note(PlaceKey.shape(kind, shape.name, "amount/\(entry.key)"), page, entry.place)
      if let amount = amount(entry, scope) { shape.amounts.append(amount) }
    }
  }
}
