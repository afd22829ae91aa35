import LedgerCore

extension Compiler {
  func compileHeader(_ document: Document) {
    let page = document.page
    guard
      let fields = page.fields(document.tree, "rulebook.yaml", keys: ["rulebook", "language"])
    else { return }
    if let tree = fields.required("rulebook"), let text = page.dashedName(tree, "a rulebook") {
      name = text
    }
    if let tree = fields.required("language"), let version = page.text(tree, "`language`"),
      version != "1"
    {
      page.report(.unsupportedLanguage(version), at: tree)
    }
  }

  func compileZones(_ document: Document) {
    let page = document.page
    guard let fields = page.fields(document.tree, "zones.yaml", keys: ["zones"]),
      let tree = fields.required("zones"), let entries = page.entries(tree, "`zones`")
    else { return }
    for entry in entries where page.isName(entry, "a zone") {
      note(PlaceKey.zone(entry.key), page, entry.place)
      // A zone that is wrong still has its name, so that its users are not reported too.
      symbols.zones[entry.key] =
        zone(entry, page) ?? Zone(name: entry.key, initialOffsetSeconds: 0, transitions: [])
    }
  }

  private func zone(_ entry: Tree.Entry, _ page: Page) -> Zone? {
    guard
      let fields = page.fields(
        entry.value, "zone `\(entry.key)`", keys: ["initial", "transitions"]),
      let initial = fields.required("initial").flatMap({ page.offset($0, "`initial`") })
    else { return nil }
    var transitions: [Zone.Transition] = []
    for tree in fields.list("transitions") {
      guard let step = page.fields(tree, "the transition", keys: ["from", "offset"]),
        let from = step.required("from").flatMap({ page.timestamp($0, "`from`") }),
        let offset = step.required("offset").flatMap({ page.offset($0, "`offset`") })
      else { continue }
      if let last = transitions.last, last.from >= from {
        page.report(.notAscending("transitions"), at: tree)
      }
      transitions.append(Zone.Transition(from: from, offsetSeconds: offset))
    }
    return Zone(name: entry.key, initialOffsetSeconds: initial, transitions: transitions)
  }
}
