import LedgerRules

/// Differences are named by what differs: `opened: PATTERN`, `orders: split`, or a facet and its
/// move.
extension PolicyReader {
  private static let named: [(String, Effect.Kind)] = [
    ("opened", .opened), ("closed", .closed), ("rejudged", .rejudged), ("breached", .breached),
    ("unbreached", .unbreached), ("alert-earlier", .alertEarlier), ("alert-later", .alertLater),
    ("quarantined", .quarantined), ("released", .released), ("held", .held), ("unheld", .unheld),
    ("illegal", .illegal), ("legal", .legal), ("amount", .amount),
  ]
  private static let ofOrders: [(String, Effect.Kind)] = [
    ("appeared", .appeared), ("vanished", .vanished), ("split", .split), ("joined", .joined),
    ("test", .test),
  ]
  static let ordersKey = "orders"
  static let namedKeys = named.map(\.0) + [ordersKey]

  /// A mapping from what differs to how, or a list of such mappings.
  func patterns(_ tree: Tree, _ what: String) -> [EffectPattern] {
    if case .list(let elements) = tree.form { return elements.flatMap { patterns($0, what) } }
    return (page.entries(tree, what) ?? []).flatMap { patterns($0) }
  }

  private func patterns(_ entry: Tree.Entry) -> [EffectPattern] {
    if let (_, kind) = PolicyReader.named.first(where: { $0.0 == entry.key }) {
      return named(kind, entry).map { [$0] } ?? []
    }
    if entry.key == PolicyReader.ordersKey { return ofOrders(entry).map { [$0] } ?? [] }
    guard let target = target(entry) else { return [] }
    // Several moves of one facet.
    if case .list(let elements) = entry.value.form {
      return elements.compactMap { transition($0, target, entry) }
    }
    return transition(entry.value, target, entry).map { [$0] } ?? []
  }

  /// Names, a list of them, or `{ of: names, where: … }`.
  private func named(_ kind: Effect.Kind, _ entry: Tree.Entry) -> EffectPattern? {
    guard let (tree, conditions) = selected(entry) else { return nil }
    var subject = Choice.any
    var owner = Choice.any
    switch kind {
    case .quarantined, .released:
      guard let words = choice(tree, "reason", nil) else { return nil }
      subject = words
    case .held, .unheld, .illegal, .legal:
      guard let found = owned(tree, names.facets, .unknownFacet, "facet") else { return nil }
      (owner, subject) = found
    case .amount:
      guard let found = owned(tree, names.amounts, .unknownAmount, "amount") else { return nil }
      (owner, subject) = found
    default:
      guard let words = choice(tree, "pattern", (.unknownPattern, names.patterns)) else {
        return nil
      }
      subject = words
    }
    let name = owner == .any ? subject.text : "\(owner.text).\(subject.text)"
    return EffectPattern(
      kinds: [kind], subject: subject, owner: owner, from: .any, to: .any, conditions: conditions,
      text: "\(entry.key): \(name)\(conditions.text)", place: place(entry.place))
  }

  private func ofOrders(_ entry: Tree.Entry) -> EffectPattern? {
    guard let (tree, conditions) = selected(entry) else { return nil }
    let known = PolicyReader.ofOrders.map(\.0)
    guard let words = choice(tree, "change of an order", (.unknownOption, known)) else {
      return nil
    }
    let kinds = PolicyReader.ofOrders.filter { words.holds(of: $0.0) }.map(\.1)
    return EffectPattern(
      kinds: Set(kinds), subject: .any, owner: .any, from: .any, to: .any, conditions: conditions,
      text: "\(entry.key): \(words.text)\(conditions.text)", place: place(entry.place))
  }

  private func selected(_ entry: Tree.Entry) -> (tree: Tree, conditions: OrderConditions)? {
    guard case .map = entry.value.form else { return (entry.value, OrderConditions()) }
    guard let fields = page.fields(entry.value, "`\(entry.key)`", keys: ["of", "where"]),
      let tree = fields.required("of")
    else { return nil }
    return (tree, conditions(fields))
  }

  /// `SYSTEM.NAME` or `any`.
  private func owned(
    _ tree: Tree, _ known: [String], _ code: RulebookProblem.Code, _ what: String
  ) -> (owner: Choice, subject: Choice)? {
    guard let text = page.text(tree, what) else { return nil }
    if PolicyReader.anything.contains(text) { return (.any, .any) }
    let parts = text.split(separator: ".", maxSplits: 1).map(String.init)
    guard parts.count == 2 else {
      page.report(.badOwner(text), at: tree)
      return nil
    }
    guard let owner = word(parts[0], (.unknownSystem, names.systems), "system", tree.place),
      let subject = word(parts[1], (code, known), what, tree.place)
    else { return nil }
    return (owner, subject)
  }
}
