import LedgerCore
public import LedgerFold
public import LedgerRules

/// The changes of a rulebook, taken apart into units that can be made one without another.
public struct ChangeUnits: Sendable {
  /// What of a signature two rulebooks read otherwise: a facet's claim, or (nil) what is no claim.
  struct Cell: Hashable {
    var code: UInt32
    var facet: FacetID?
  }

  /// A part of the fold that is one side's or the other's.
  enum Piece: Hashable {
    case authority(FacetID)
    case facet(FacetID)
    case pattern(String)
    case handoff(String)
    case prerequisites, presence, causes, origin
  }

  public let changes: [RulebookChange]
  /// By unit: indices in `changes`. A change that can have no effect is a unit too.
  public private(set) var units: [[Int]] = []
  let before: FoldTable
  let after: FoldTable
  private(set) var unitOfCell: [Cell: Int] = [:]
  private(set) var unitOfPiece: [Piece: Int] = [:]

  /// Nil where the two number facets, states, systems or amounts otherwise, or read bodies otherwise: then
  /// the changes can only be made together.
  ///
  /// - Parameters:
  ///   - before: the codes of the history as the former rulebook reads them.
  ///   - after: the same codes as the revised one does.
  public init?(
    _ before: FoldTable, _ after: FoldTable, _ difference: FoldDifference,
    _ changes: [RulebookChange]
  ) {
    guard difference.isNumberedAlike,
      before.rulebook.extractionRevision == after.rulebook.extractionRevision
    else { return nil }
    self.before = before
    self.after = after
    self.changes = changes
    var unitOfChange: [Int: Int] = [:]
    for (number, change) in changes.enumerated() where change.kind != .mapping {
      guard let piece = piece(of: change) else { continue }
      let unit = unit(for: piece)
      units[unit].append(number)
      unitOfChange[number] = unit
    }
    for code in before.codesRead(otherwiseThan: after) {
      for (cell, number) in cells(of: code) where unitOfCell[cell] == nil {
        let known = number.flatMap { unitOfChange[$0] }
        let unit = known ?? units.count
        if known == nil { units.append(number.map { [$0] } ?? []) }
        if let number { unitOfChange[number] = unit }
        unitOfCell[cell] = unit
      }
    }
    for number in changes.indices where unitOfChange[number] == nil { units.append([number]) }
  }

  private mutating func unit(for piece: Piece) -> Int {
    if let known = unitOfPiece[piece] { return known }
    unitOfPiece[piece] = units.count
    units.append([])
    return units.count - 1
  }

  private func piece(of change: RulebookChange) -> Piece? {
    func named(_ prefix: String) -> String? {
      guard change.subject.hasPrefix(prefix) else { return nil }
      return String(change.subject.dropFirst(prefix.count).prefix { $0 != ":" })
    }
    switch change.kind {
    case .authority:
      return named("authority of ").flatMap { before.rulebook.facet(named: $0) }
        .map { .authority($0) }
    case .facet:
      return named("facet ").flatMap { before.rulebook.facet(named: $0) }.map { .facet($0) }
    case .pattern:
      // The order of patterns is a matter of words.
      return (named("pattern ") ?? named("SLA ")).map { .pattern($0) }
    case .handoff: return named("hand-off ").map { .handoff($0) }
    case .prerequisite: return .prerequisites
    case .presence: return .presence
    case .causes: return .causes
    case .origin: return .origin
    case .mapping, .extraction, .system, .trait, .words, .intake, .examples: return nil
    }
  }

  /// What a code is read otherwise in, each with the change that does it.
  private func cells(of code: UInt32) -> [(Cell, change: Int?)] {
    let signature = before.signatures[Int(code)]
    let shape = "\(signature.channelKind) \(signature.shape)"
    let epochs = Set(before.rulebook.epochs + after.rulebook.epochs).sorted()
    var found: [(Cell, change: Int?)] = []
    for instant in [Timestamp.distantPast] + epochs {
      for cell in before.differences(of: code, at: instant, from: after) {
        let subject =
          cell.facet.map { "\(shape).\(before.rulebook[$0].name)" } ?? shape
        found.append(
          (
            Cell(code: code, facet: cell.facet),
            change(of: subject, before: cell.before, after: cell.after)
          ))
      }
    }
    return found
  }

  /// The change that stands in the line of one of two rules; of several in one line that of the same value;
  /// else one of the same table.
  private func change(of subject: String, before old: RuleID?, after new: RuleID?) -> Int? {
    let own = changes.indices.filter {
      changes[$0].kind == .mapping && changes[$0].subject.hasPrefix(subject)
    }
    let revised = new.map { after.rulebook[$0] }
    let former = old.map { before.rulebook[$0] }
    return own.first { changes[$0].stands(in: revised, changes[$0].afterPlace, isExact: true) }
      ?? own.first { changes[$0].stands(in: former, changes[$0].beforePlace, isExact: true) }
      ?? own.first { changes[$0].stands(in: revised, changes[$0].afterPlace, isExact: false) }
      ?? own.first { changes[$0].stands(in: former, changes[$0].beforePlace, isExact: false) }
      ?? own.first
  }

  /// Units that a signature of the history or a part of the fold belongs to: the others can have no effect.
  public var effectiveUnits: [Int] {
    Set(unitOfCell.values).union(unitOfPiece.values).sorted()
  }

  /// The history's codes and the rules of a rulebook that takes some of the units from the revised one, and
  /// all else from the former.
  public func table(with taken: Set<Int>) -> FoldTable {
    let rulebook = rulebook(with: taken)
    return FoldTable.mixing(before, after, for: rulebook) { code, _, facet in
      guard let unit = unitOfCell[Cell(code: code, facet: facet)] else { return false }
      return taken.contains(unit)
    }
  }

  private func rulebook(with taken: Set<Int>) -> Rulebook {
    let (old, new) = (before.rulebook, after.rulebook)
    func takes(_ piece: Piece) -> Bool { unitOfPiece[piece].map(taken.contains) ?? false }
    var mixed = old
    // It is neither of the two.
    mixed.revision = .zero
    mixed.rules = old.rules + new.rules.filter { rule in !old.rules.contains { $0.id == rule.id } }
    mixed.epochs = Set(old.epochs + new.epochs).sorted()
    for index in old.facets.indices {
      let facet = FacetID(rawValue: UInt8(index))
      if takes(.authority(facet)) { mixed.authority[index] = new.authority[index] }
      if takes(.facet(facet)) { mixed.facets[index] = new.facets[index] }
    }
    if takes(.prerequisites) { mixed.prerequisites = new.prerequisites }
    if takes(.causes) { mixed.causes = new.causes }
    if takes(.origin) { mixed.originRoles = new.originRoles }
    mixed.handoffs = []
    let oldHandoffs = Dictionary(old.handoffs.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
    let newHandoffs = Dictionary(new.handoffs.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
    for name in Set(oldHandoffs.keys).union(newHandoffs.keys).sorted() {
      let (former, revised) = (oldHandoffs[name], newHandoffs[name])
      let chosen = takes(.handoff(name)) ? revised ?? former : former ?? revised
      if let chosen { mixed.handoffs.append(chosen) }
    }
    func handoff(_ index: Int, _ rulebook: Rulebook) -> Int {
      mixed.handoffs.firstIndex { $0.name == rulebook.handoffs[index].name } ?? 0
    }
    let presence = takes(.presence) ? new : old
    mixed.presence = presence.presence.map { expectation in
      var expectation = expectation
      expectation.handoff = handoff(expectation.handoff, presence)
      return expectation
    }
    let known = Dictionary(old.patterns.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
    let revised = Dictionary(new.patterns.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
    var patterns: [(pattern: Pattern, of: Rulebook)] = []
    for name in old.patterns.map(\.name) + new.patterns.map(\.name).filter({ known[$0] == nil }) {
      if takes(.pattern(name)) {
        if let pattern = revised[name] { patterns.append((pattern, new)) }
      } else if let pattern = known[name] {
        patterns.append((pattern, old))
      }
    }
    mixed.patterns = patterns.map { pattern, rulebook in
      var mixed = pattern
      mixed.handoff = handoff(pattern.handoff, rulebook)
      mixed.unless = pattern.unless.compactMap { other in
        patterns.firstIndex { $0.pattern.name == rulebook.patterns[other].name }
      }
      return mixed
    }
    return mixed
  }
}

extension RulebookChange {
  /// Whether it is about a rule that stands at a place.
  ///
  /// - Parameter isExact: the rule is also of the value that the change names.
  fileprivate func stands(in rule: Rule?, _ place: SourcePlace?, isExact: Bool) -> Bool {
    guard let rule, let place, place == SourcePlace(file: rule.file, line: rule.line) else {
      return false
    }
    guard isExact else { return true }
    let value = subject.split(separator: ": ").last.map(String.init) ?? ""
    return rule.text.hasPrefix(value) || rule.text.contains(" = \(value) →")
  }
}
