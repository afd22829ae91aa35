import LedgerRules

extension PolicyReader {
  /// What a key such as `truth.refund`, `refund`, `shopify.payment` or `presence.netsuite` names.
  struct Target {
    var kind: Effect.Kind
    var facet: Choice
    var owner: Choice
    /// That a state may be.
    var states: [String]
  }

  private static let truthKey = "truth"
  private static let presenceKey = "presence"

  func target(_ entry: Tree.Entry) -> Target? {
    let parts = entry.key.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
      .map(String.init)
    if parts.count == 1 {
      let isFacet = PolicyReader.anything.contains(parts[0]) || names.facets.contains(parts[0])
      guard isFacet else {
        let known = names.facets + PolicyReader.namedKeys
        page.report(.unknownEffect(entry.key, known: known), at: entry.place)
        return nil
      }
      return target(.truth, .any, parts[0], entry)
    }
    if parts[0] == PolicyReader.truthKey { return target(.truth, .any, parts[1], entry) }
    let isPresence = parts[0] == PolicyReader.presenceKey
    let known = isPresence ? names.systems : names.systems + [PolicyReader.truthKey, "presence"]
    guard
      let system = word(
        parts[isPresence ? 1 : 0], (.unknownSystem, known), "system", entry.place)
    else { return nil }
    guard isPresence else { return target(.claim, system, parts[1], entry) }
    return Target(
      kind: .presence, facet: .any, owner: system, states: Presence.allCases.map(\.name))
  }

  private func target(
    _ kind: Effect.Kind, _ owner: Choice, _ word: String, _ entry: Tree.Entry
  ) -> Target? {
    guard let facet = self.word(word, (.unknownFacet, names.facets), "facet", entry.place) else {
      return nil
    }
    let states = names.states(of: facet == .any ? nil : word)
    return Target(kind: kind, facet: facet, owner: owner, states: states)
  }

  /// `FROM → TO`, or `{ from: …, to: …, where: … }`.
  func transition(_ tree: Tree, _ target: Target, _ entry: Tree.Entry) -> EffectPattern? {
    let known = (RulebookProblem.Code.unknownState, target.states + ["none"])
    var conditions = OrderConditions()
    let from: Choice?
    let to: Choice?
    if case .map = tree.form {
      guard let fields = page.fields(tree, "the transition", keys: ["from", "to", "where"]) else {
        return nil
      }
      conditions = self.conditions(fields)
      from = fields["from"].map { choice($0, "state", known) } ?? .any
      to = fields["to"].map { choice($0, "state", known) } ?? .any
    } else {
      guard let text = page.text(tree, "the transition") else { return nil }
      guard let sides = PolicyReader.sides(of: text) else {
        page.report(.badTransition(text), at: tree)
        return nil
      }
      from = word(sides.from, known, "state", tree.place)
      to = word(sides.to, known, "state", tree.place)
    }
    guard let from, let to else { return nil }
    return EffectPattern(
      kinds: [target.kind], subject: target.facet, owner: target.owner, from: from, to: to,
      conditions: conditions,
      text: "\(entry.key): \(from.text) → \(to.text)\(conditions.text)", place: place(tree.place))
  }

  /// `captured → authorized`.
  private static func sides(of text: String) -> (from: String, to: String)? {
    for arrow in ["→", "->"] {
      let parts = text.split(separator: arrow, omittingEmptySubsequences: false).map { part in
        String(part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
      }
      if parts.count == 2, parts.allSatisfy({ !$0.isEmpty }) { return (parts[0], parts[1]) }
    }
    return nil
  }
}
