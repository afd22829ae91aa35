import LedgerCore

/// The rulebook as a document for the people who run the orders: which value of which system
/// becomes which state, what states there are, and how systems may disagree.
public enum RulebookDocument {
  /// Markdown. Same rulebook, same bytes.
  public static func markdown(_ rulebook: Rulebook) -> String {
    var writer = MarkdownWriter(rulebook: rulebook)
    writer.write()
    return writer.text
  }
}

struct MarkdownWriter {
  let rulebook: Rulebook
  let names: ConditionText
  private(set) var text = ""

  init(rulebook: Rulebook) {
    self.rulebook = rulebook
    names = ConditionText(rulebook)
  }

  mutating func write() {
    line("# Rulebook \(rulebook.name)")
    line("Revision `\(rulebook.revision)`. Made from the rulebook's files; do not edit.")
    writeFacets()
    writeAuthority()
    writePatterns()
    for kind in rulebook.kinds.values.sorted(by: { $0.name < $1.name }) { write(kind) }
  }

  /// A paragraph.
  mutating func line(_ line: String) { text += line + "\n\n" }

  mutating func table(_ header: [String], _ rows: [[String]]) {
    guard !rows.isEmpty else { return }
    text += row(header) + row(header.map { _ in "---" })
    for cells in rows { text += row(cells) }
    text += "\n"
  }

  private func row(_ cells: [String]) -> String {
    "| " + cells.map { MarkdownWriter.escaped($0) }.joined(separator: " | ") + " |\n"
  }

  /// Of a cell: no bar and no line break may end it early.
  static func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
      switch character {
      case "|": result += "\\|"
      case "\\": result += "\\\\"
      case "<": result += "&lt;"
      case _ where character.isNewline: result += " "
      default: result.append(character)
      }
    }
    return result
  }

  private mutating func writeFacets() {
    line("## Facets")
    for (number, facet) in rulebook.facets.enumerated() {
      let id = FacetID(rawValue: UInt8(number))
      line("### \(facet.name)")
      let moves = zip(facet.states, facet.moves).enumerated().map { index, pair in
        let place = index < facet.forwardCount ? "\(index + 1)" : "side"
        return [place, pair.0, pair.1.isEmpty ? "" : names.states(pair.1, of: id)]
      }
      table(["Order", "State", "May move to"], moves)
      guard let rollup = facet.rollup else { continue }
      line(
        "Of several entities: all in \(facet.name(of: rollup.full)) make "
          + "\(facet.name(of: rollup.full)), some make \(facet.name(of: rollup.partial)).")
    }
  }

  private mutating func writeAuthority() {
    line("## Authority")
    line("The first with a claim wins.")
    table(
      ["Facet", "Authority"],
      zip(rulebook.facets, rulebook.authority).map { facet, steps in
        let steps = steps.map { step in
          names.text(step.of) + (step.traits.isEmpty ? "" : " (\(names.text(step.traits)))")
        }
        return [facet.name, steps.joined(separator: ", then ")]
      })
    table(
      ["Expected in", "When", "Hand-off"],
      rulebook.presence.map {
        [$0.role.name, names.text($0.when), rulebook.handoffs[$0.handoff].name]
      })
    table(
      ["A claim of", "Waits for", "At most"],
      rulebook.prerequisites.map { item in
        [
          "\(rulebook[item.facet].name) \(names.states(item.states, of: item.facet))"
            + (item.roles.isEmpty ? "" : " by \(Text.list(item.roles.map(\.name)))"),
          "\(rulebook[item.needsFacet].name) "
            + names.states(item.needsStates, of: item.needsFacet),
          item.hold.exactText,
        ]
      })
  }

  private mutating func writePatterns() {
    for (title, kind) in [("Patterns", Pattern.Kind.mismatch), ("Promises of time", .sla)] {
      let patterns = rulebook.patterns.filter { $0.kind == kind }
      guard !patterns.isEmpty else { continue }
      line("## \(title)")
      for pattern in patterns { write(pattern) }
    }
  }

  private mutating func write(_ pattern: Pattern) {
    let handoff = rulebook.handoffs[pattern.handoff]
    line("### \(pattern.title)")
    var rows = [
      ["Name", pattern.name], ["Severity", pattern.severity.name],
      ["When", names.text(pattern.upstream)],
    ]
    if let downstream = pattern.downstream { rows.append(["Expected", names.text(downstream)]) }
    if let of = pattern.downstreamOf { rows.append(["Side", names.text(of)]) }
    rows.append(["Grace", graceText(handoff)])
    if !pattern.unless.isEmpty {
      let others = pattern.unless.map { rulebook.patterns[$0].title }
      rows.append(["Not while open", others.joined(separator: ", ")])
    }
    if !pattern.owner.isEmpty { rows.append(["Owner", pattern.owner]) }
    if !pattern.remedy.isEmpty { rows.append(["Remedy", pattern.remedy]) }
    table(["", ""], rows)
  }

  private func graceText(_ handoff: Handoff) -> String {
    var text = handoff.grace.exactText
    if let deadline = handoff.deadline { text = "until \(names.text(deadline)), else \(text)" }
    if let every = handoff.every { text += " from the next batch (every \(every.exactText))" }
    if let calendar = handoff.calendar {
      let days = calendar.weekdays.sorted().map { WorkCalendar.dayNames[$0] }
      text +=
        ", \(days.joined(separator: " ")) \(WorkCalendar.clock(calendar.opensMinute)) to "
        + "\(WorkCalendar.clock(calendar.closesMinute)) \(calendar.zone.name)"
    }
    if let pause = handoff.pause { text += ", not while \(names.text(pause))" }
    return text + "; a mismatch at the latest after \(handoff.hard.exactText)"
  }
}
