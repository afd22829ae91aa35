import LedgerEngine

/// What causes the difference, and what those that differ have in common.
extension ReplayText {
  var changes: String {
    (made.report.attribution.map { units($0) } ?? listed) + changesWithoutHit
  }

  private var listed: String {
    let changes = made.report.tellingChanges
    let note = made.report.examplesSentence.map { "  \($0)\n" } ?? ""
    guard !changes.isEmpty else { return title("The rulebooks say the same") + note }
    return title("The rulebooks differ in") + ReplayText.list(changes) + note
  }

  /// Each change with what it causes alone, and what would not be without it.
  private func units(_ attribution: Attribution) -> String {
    var text = title("Which change causes what")
    for unit in attribution.units.prefix(ReplayText.rowsMax) {
      for change in unit.changes {
        text += Wrapping.paragraph(change.description, label: "  ")
      }
      guard !unit.isWithoutEffect else {
        text += "    " + style("without effect", .yellow) + "\n"
        continue
      }
      text += "    alone   \(ReportText.words(unit.alone))\n"
      text += "    needed  \(ReportText.words(unit.needed))\n"
    }
    text += ReplayText.more(attribution.units.count)
    guard attribution.interacting.orders > 0 else { return text }
    return text
      + Wrapping.paragraph(
        "\(ReportText.words(attribution.interacting)) that no change makes alone: there they "
          + "interact.", label: "  ")
  }

  var commonalities: String {
    let found = made.report.commonalities
    guard !found.isEmpty else { return "" }
    var text = title("What the changed orders have in common")
    for fact in found.prefix(ReplayText.rowsMax) {
      text += Wrapping.paragraph(fact.sentence(in: made.report), label: "  ")
    }
    if let sentence = made.report.baseRateSentence {
      text += Wrapping.paragraph(sentence, label: "  ")
    }
    return text + ReplayText.more(found.count)
  }

  /// What was changed and never met stands with the changes; the rest is for those who tidy up.
  var unused: String {
    let files = made.report.unusedRows
    guard !files.isEmpty else { return "" }
    var text = title("Rows that no item of the history hits")
    for (file, rows, lines) in files {
      let shown = lines.count > 160 ? "\(lines.prefix(160)) …" : lines
      text += Wrapping.paragraph("\(file): \(Words.count(rows, "row")), \(shown)", label: "  ")
    }
    return text
  }

  private var changesWithoutHit: String {
    let changes = made.report.changesWithoutHit
    guard !changes.isEmpty else { return "" }
    return title("Changed, and never hit by any item of the history") + ReplayText.list(changes)
  }

  /// The first changes, and how many there are besides.
  static func list(_ changes: [RulebookChange]) -> String {
    changes.prefix(rowsMax).map { Wrapping.paragraph($0.description, label: "  ") }.joined()
      + ReplayText.more(changes.count)
  }
}
