import LedgerCore

/// What `$` means where a source stands.
enum PathScope {
  case item, part, body
}

/// Where values come from.
extension Compiler {
  private static let sourceForms: [(key: String, keys: [String])] = [
    ("literal", ["literal"]), ("first", ["first"]), ("after", ["after", "of"]),
    ("before", ["before", "of"]), ("capture", ["capture", "of"]), ("join", ["join", "with"]),
    ("split", ["split", "of"]), ("alias", ["alias", "of"]), ("lower", ["lower"]),
  ]

  /// `splits`: several values may come of it.
  func source(
    _ tree: Tree, _ scope: PathScope, _ page: Page, splits: Bool = false
  ) -> Source? {
    switch tree.form {
    case .text: return page.text(tree, "the source").flatMap { self.source($0, tree, scope, page) }
    case .list: return sources(tree, scope, page, splits: splits).map { .first($0) }
    case .map(let entries): return source(entries, tree, scope, page, splits: splits)
    }
  }

  /// All elements of a list, or nil.
  func sources(
    _ tree: Tree, _ scope: PathScope, _ page: Page, splits: Bool = false
  ) -> [Source]? {
    guard let list = page.list(tree, "the list of sources") else { return nil }
    if list.isEmpty {
      page.report(.emptyValue("the list of sources"), at: tree)
      return nil
    }
    let sources = list.map { self.source($0, scope, page, splits: splits) }
    let known = sources.compactMap { $0 }
    return known.count == sources.count ? known : nil
  }

  private func source(
    _ text: String, _ tree: Tree, _ scope: PathScope, _ page: Page
  ) -> Source? {
    switch text {
    case "type": return .type
    case "channel": return .channel
    default: break
    }
    if text.hasPrefix("$") {
      return page.path(text, at: tree).map { path in
        switch scope {
        case .item: .item(path)
        case .part: .part(path)
        case .body: .body(path)
        }
      }
    }
    let parts = text.split(separator: " ", maxSplits: 1).map(String.init)
    if parts.count == 2 {
      switch parts[0] {
      case "header": return page.header(parts[1], at: tree).map { .header($0) }
      case "item": return page.path(parts[1], at: tree).map { .item($0) }
      case "body": return page.path(parts[1], at: tree).map { .body($0) }
      default: break
      }
    }
    page.report(.badSource(text), at: tree)
    return nil
  }

  private func source(
    _ entries: [Tree.Entry], _ tree: Tree, _ scope: PathScope, _ page: Page, splits: Bool
  ) -> Source? {
    guard
      let form = Compiler.sourceForms.first(where: { form in
        entries.contains { $0.key == form.key }
      })
    else {
      let known = Compiler.sourceForms.map(\.key)
      for entry in entries where entry.key != "of" {
        page.report(.unknownKey(entry.key, in: "the source", known: known), at: entry.place)
      }
      if entries.allSatisfy({ $0.key == "of" }) { page.report(.badSource("{…}"), at: tree) }
      return nil
    }
    guard let fields = page.fields(tree, "the source `\(form.key)`", keys: form.keys) else {
      return nil
    }
    let of: Source? =
      form.keys.contains("of")
      ? fields.required("of").flatMap { self.source($0, scope, page, splits: splits) } : nil
    return source(fields, form.key, of, scope, splits: splits)
  }

  private func source(
    _ fields: Fields, _ key: String, _ of: Source?, _ scope: PathScope, splits: Bool
  ) -> Source? {
    let page = fields.page
    guard let value = fields[key] else { return nil }
    switch key {
    case "literal": return literal(value, page).map { .literal($0) }
    case "first": return sources(value, scope, page, splits: splits).map { .first($0) }
    case "lower": return source(value, scope, page, splits: splits).map { .lowercase($0) }
    case "join":
      let separator = fields["with"].flatMap { literal($0, page) } ?? ""
      return sources(value, scope, page).map { .join($0, separator: separator) }
    case "alias":
      let table = page.entries(value, "`alias`")?.compactMap { entry in
        page.text(entry.value, "the replacement").map { (entry.key, $0) }
      }
      guard let table, let of else { return nil }
      return .alias(Dictionary(table, uniquingKeysWith: { first, _ in first }), of)
    case "capture":
      guard let pattern = page.text(value, "`capture`") else { return nil }
      if let detail = ExpressionCheck.problem(of: pattern) {
        page.report(.badExpression(pattern, detail), at: value)
        return nil
      }
      return of.map { .capture(pattern, $0) }
    default:
      guard let text = page.text(value, "`\(key)`") else { return nil }
      if text.isEmpty { page.report(.emptyValue("`\(key)`"), at: value) }
      if key == "split", !splits { page.report(.splitNotAllowed, at: fields.tree) }
      guard let of else { return nil }
      return key == "after"
        ? .after(text, of) : key == "before" ? .before(text, of) : .split(text, of)
    }
  }

  /// A text that may be empty where it is in quotes.
  private func literal(_ tree: Tree, _ page: Page) -> String? { page.text(tree, "the text") }
}
