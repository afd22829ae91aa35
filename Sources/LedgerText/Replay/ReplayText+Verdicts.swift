import LedgerEngine

/// What stands in the way: the baseline, the policy, and what was not meant.
extension ReplayText {
  var verdicts: String {
    let isExact = report.baseline.isExact
    var text = verdict(
      "baseline", isExact ? "exact" : "off", isExact ? .green : .red,
      report.baselineSentence.prefix(1).lowercased() + report.baselineSentence.dropFirst())
    if let judgement = made.judgement, judgement.hasThresholds {
      let parts = judgement.verdict.sentence.split(separator: ":", maxSplits: 1)
      let tone: Style.Tone = judgement.verdict.outcome == .within ? .green : .red
      text += verdict(
        "policy", String(parts[0]), tone,
        parts.count > 1 ? String(parts[1].drop { $0 == " " }) : "")
      text += findings(judgement.verdict)
    }
    if let remainder {
      let isEmpty = remainder.weight.orders == 0 && remainder.unmet.isEmpty
      text += verdict(
        "expected", isEmpty ? "all" : "not all", isEmpty ? .green : .red, expectation(remainder))
    }
    return text
  }

  private func expectation(_ remainder: Remainder) -> String {
    let unmet = remainder.unmet.count
    guard unmet > 0 else { return remainder.sentence }
    return "\(remainder.sentence); \(Words.count(unmet, "expectation")) "
      + "\(unmet == 1 ? "is" : "are") not met"
  }

  private func verdict(
    _ name: String, _ word: String, _ tone: Style.Tone, _ sentence: String
  ) -> String {
    let label = "  \(name)" + String(repeating: " ", count: max(1, 10 - name.count))
    let paragraph = Wrapping.paragraph("\(word): \(sentence)", label: label)
    return label + style(word, tone) + paragraph.dropFirst(label.count + word.count)
  }

  private func findings(_ verdict: PolicyVerdict) -> String {
    guard !verdict.findings.isEmpty else { return "" }
    var table = TextTable(
      [
        .init(title: "threshold", wraps: true), .init(title: "allowed"),
        .init(title: "found", wraps: true), .init(title: ""), .init(title: "", wraps: true),
      ], indent: 12)
    for finding in verdict.findings {
      table.add([
        .init(finding.name), .init(finding.limit), .init(finding.found),
        finding.isWithin ? .init("within", .green) : .init("beyond", .red),
        .init(finding.place?.description ?? "", .dim),
      ])
    }
    return table.text(style)
  }

  var differing: String {
    let orders = report.baseline.differing
    var text = title("Where it differs")
    for order in orders.prefix(max(ReplayText.rowsMax, limit)) { text += "  \(order)\n" }
    return text + ReplayText.more(orders.count, than: max(ReplayText.rowsMax, limit))
  }

  var unexpected: String {
    guard let remainder else { return "" }
    var text = ""
    if !remainder.effects.isEmpty {
      text += title("Not expected")
      var table = TextTable([.init(title: "what", wraps: true)] + weightColumns)
      for (effect, weight) in remainder.effects.prefix(ReplayText.rowsMax) {
        table.add([.init(report.effects[effect].text, .red)] + cells(weight))
      }
      text += table.text(style) + ReplayText.more(remainder.effects.count)
    }
    guard !remainder.unmet.isEmpty else { return text }
    text += title("Expected, and not so")
    for pattern in remainder.unmet {
      let place = pattern.place.map { "  (\($0))" } ?? ""
      text += Wrapping.paragraph(pattern.text + place, label: "  ")
    }
    return text
  }
}
