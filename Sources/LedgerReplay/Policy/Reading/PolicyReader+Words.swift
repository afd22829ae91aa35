import LedgerRules

extension PolicyReader {
  /// A `*` in front of a text is YAML's own, and needs quotes.
  static let anything = ["any", "*"]

  typealias Known = (code: RulebookProblem.Code, names: [String])

  /// A name or several.
  ///
  /// - Parameter known: what it may be; nil for anything.
  func choice(_ tree: Tree, _ what: String, _ known: Known?) -> Choice? {
    let elements: [Tree]
    if case .list(let list) = tree.form { elements = list } else { elements = [tree] }
    guard !elements.isEmpty else {
      page.report(.emptyValue("the list"), at: tree)
      return nil
    }
    let choices = elements.map { element in
      page.text(element, what).flatMap { word($0, known, what, element.place) }
    }
    var words: [String] = []
    for choice in choices {
      switch choice {
      case nil: return nil
      case .any?: return .any
      case .one(let names)?: words += names
      }
    }
    return .one(words)
  }

  func word(_ text: String, _ known: Known?, _ what: String, _ place: Place) -> Choice? {
    if PolicyReader.anything.contains(text) { return .any }
    if let known, !known.names.contains(text) {
      page.report(.unknown(known.code, what, text, known: known.names), at: place)
      return nil
    }
    return .one([text])
  }

  /// `where: { channel: …, amount: ">= 100.00 EUR", before: { FACET: STATE }, after: … }`
  func conditions(_ fields: Fields) -> OrderConditions {
    var conditions = OrderConditions()
    guard
      let fields = fields["where"].flatMap({
        page.fields($0, "`where`", keys: ["channel", "amount", "before", "after"])
      })
    else { return conditions }
    if let tree = fields["channel"] {
      conditions.channel = choice(tree, "channel", nil) ?? .any
    }
    if let tree = fields["amount"] {
      let elements = tree.elements.isEmpty ? [tree] : tree.elements
      conditions.amounts = elements.compactMap { amount($0) }
    }
    conditions.before = fields["before"].map { truth($0) } ?? []
    conditions.after = fields["after"].map { truth($0) } ?? []
    return conditions
  }

  private func amount(_ tree: Tree) -> OrderConditions.Amount? {
    guard let text = page.text(tree, "`amount`") else { return nil }
    for comparison in OrderConditions.Amount.Comparison.allCases
    where text.hasPrefix(comparison.rawValue) {
      guard let money = OrderMoney(text: text.dropFirst(comparison.rawValue.count)) else { break }
      return OrderConditions.Amount(comparison: comparison, money: money)
    }
    page.report(.badMoney(text, "a comparison, such as `\">= 100.00 EUR\"`"), at: tree)
    return nil
  }

  private func truth(_ tree: Tree) -> [OrderConditions.Truth] {
    (page.entries(tree, "the states") ?? []).compactMap { entry in
      guard names.facets.contains(entry.key) else {
        page.report(
          .unknown(.unknownFacet, "facet", entry.key, known: names.facets), at: entry.place)
        return nil
      }
      let known = (
        RulebookProblem.Code.unknownState, names.states(of: entry.key) + ["none"]
      )
      return choice(entry.value, "state", known).map {
        OrderConditions.Truth(facet: entry.key, state: $0)
      }
    }
  }
}
