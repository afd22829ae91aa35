import LedgerCore

extension Compiler {
  private static let channelKeys = [
    "kind", "title", "system", "role", "authenticate", "delivery-id", "account", "correlation",
    "secret-headers", "secret-paths", "subjects", "envelopes", "messages", "items",
  ]

  func compileChannel(_ document: Document, stem: String) {
    let page = document.page
    guard let fields = page.fields(document.tree, "the channel file", keys: Compiler.channelKeys)
    else { return }
    let kindTree = fields.required("kind")
    let kind = kindTree.flatMap { page.dashedName($0, "a kind") }
    if let kind, let kindTree, kind != stem {
      page.report(.kindFileMismatch(kind: kind, expected: stem), at: kindTree)
    }
    let system = fields["system"].flatMap { page.dashedName($0, "a system") }
    let role = fields.required("role").flatMap { self.role($0, page) }
    let title = fields.requiredText("title")
    let authentication = authentication(fields)
    let name = kind ?? stem
    for key in ["delivery-id", "account", "correlation"] where fields.has(key) {
      note(PlaceKey.kind(name, key), page, fields.place(of: key))
    }
    note(PlaceKey.kind(name, "kind"), page, fields.place(of: "kind"))
    let deliveryID = sourceList(fields["delivery-id"], page)
    let account = fields["account"].flatMap { self.source($0, .body, page) }
    let correlation = fields["correlation"].flatMap { self.source($0, .item, page) }
    let secretHeaders = fields.list("secret-headers").compactMap {
      page.header($0, "the header")
    }
    let secretPaths = fields.list("secret-paths").compactMap { page.path($0, "the path") }
    let subjects = fields.list("subjects").compactMap { page.path($0, "the path") }
    let envelopes = envelopes(fields, name)
    let items = fields["items"].flatMap { page.entries($0, "`items`") } ?? []
    for entry in items where entry.key == "noted" {
      page.report(.reservedName(entry.key, "the shape"), at: entry.place)
    }
    let shapeNames = items.map(\.key)
    let messages = messages(fields, name, shapeNames)
    let shapes = items.map { entry in
      ShapeReader(compiler: self, page: page, kind: name).shape(entry, parent: nil)
    }
    guard let role, let title else { return }
    kinds.append(
      ChannelKind(
        name: name, title: title, system: system ?? name, role: role,
        authentication: authentication ?? Authentication(scheme: .none), deliveryID: deliveryID,
        account: account, correlation: correlation, secretHeaders: secretHeaders,
        secretPaths: secretPaths, subjects: subjects, envelopes: envelopes, messages: messages,
        shapes: shapes, file: page.path))
  }

  private func sourceList(_ tree: Tree?, _ page: Page) -> [Source] {
    guard let tree else { return [] }
    if case .list = tree.form { return sources(tree, .body, page) ?? [] }
    return source(tree, .body, page).map { [$0] } ?? []
  }

  private func envelopes(_ fields: Fields, _ kind: String) -> [Envelope] {
    let page = fields.page
    if fields.has("envelopes") {
      note(PlaceKey.kind(kind, "envelopes"), page, fields.place(of: "envelopes"))
    }
    var envelopes: [Envelope] = []
    for tree in fields.list("envelopes") {
      guard let form = page.fields(tree, "the envelope", keys: ["when", "type", "items"]) else {
        continue
      }
      note(PlaceKey.kind(kind, "envelope/\(envelopes.count)"), page, tree.place)
      let when = form["when"].flatMap { self.probe($0, page) }
      let type = form.required("type").flatMap { self.source($0, .item, page) }
      let items = form.required("items").flatMap { page.path($0, "`items`") }
      guard let type, let items else { continue }
      envelopes.append(Envelope(when: when, type: type, items: items, line: tree.place.line))
    }
    return envelopes
  }

  /// A test on the delivery's body and headers.
  private func probe(_ tree: Tree, _ page: Page) -> Probe? {
    let keys = ["exists", "equals", "to", "all", "any", "not"]
    guard let fields = page.fields(tree, "the condition", keys: keys) else { return nil }
    switch fields.oneOf(["exists", "equals", "all", "any", "not"]) {
    case "exists":
      return fields["exists"].flatMap { self.source($0, .body, page) }.map { .exists($0) }
    case "equals":
      let of = fields["equals"].flatMap { self.source($0, .body, page) }
      let values = fields.required("to").map { texts($0, page) }
      guard let of, let values else { return nil }
      return .equals(of, values)
    case "all": return probes(fields, "all").map { .all($0) }
    case "any": return probes(fields, "any").map { .any($0) }
    case "not": return fields["not"].flatMap { self.probe($0, page) }.map { .not($0) }
    default:
      page.report(.badCondition("the condition says nothing of what it looks at"), at: tree)
      return nil
    }
  }

  private func probes(_ fields: Fields, _ key: String) -> [Probe]? {
    let trees = fields.list(key)
    if let tree = fields[key], trees.isEmpty, case .list = tree.form {
      fields.page.report(.emptyValue("`\(key)`"), at: tree)
    }
    let probes = trees.map { self.probe($0, fields.page) }
    let known = probes.compactMap { $0 }
    return known.count == probes.count && !known.isEmpty ? known : nil
  }

  /// One text or a list of them.
  func texts(_ tree: Tree, _ page: Page) -> [String] {
    if case .list(let elements) = tree.form {
      if elements.isEmpty { page.report(.emptyValue("the list of values"), at: tree) }
      return elements.compactMap { page.text($0, "the value") }
    }
    return page.text(tree, "the value").map { [$0] } ?? []
  }

  private func messages(_ fields: Fields, _ kind: String, _ shapes: [String]) -> [Message] {
    let page = fields.page
    guard let tree = fields["messages"] else { return [] }
    note(PlaceKey.kind(kind, "messages"), page, fields.place(of: "messages"))
    return (page.entries(tree, "`messages`") ?? []).compactMap { entry in
      if entry.key.dropLast().contains("*") {
        page.report(.badMessageType(entry.key), at: entry.place)
      }
      note(PlaceKey.kind(kind, "message/\(entry.key)"), page, entry.place)
      guard let meaning = meaning(entry.value, page, shapes) else { return nil }
      return Message(type: entry.key, meaning: meaning, line: entry.place.line)
    }
  }

  private func meaning(_ tree: Tree, _ page: Page, _ shapes: [String]) -> Message.Meaning? {
    if case .map = tree.form {
      let fields = page.fields(tree, "the message", keys: ["fetch"])
      return fields?.required("fetch").flatMap { shapeIndex($0, page, shapes) }.map { .fetch($0) }
    }
    if tree.text == "noted" { return .noted }
    return shapeIndex(tree, page, shapes).map { .shape($0) }
  }

  private func shapeIndex(_ tree: Tree, _ page: Page, _ shapes: [String]) -> Int? {
    guard let name = page.text(tree, "the shape") else { return nil }
    if let index = shapes.firstIndex(of: name) { return index }
    page.report(.unknown(.unknownShape, "shape", name, known: shapes + ["noted"]), at: tree)
    return nil
  }
}
