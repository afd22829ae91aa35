public import LedgerCore
import LedgerRules

/// A report as a comment on a pull request (GitHub flavoured Markdown): what does not fit is named.
public struct MarkdownForm {
  /// A comment has at most 65,536 characters.
  public static let charactersMax = 65_000
  static let rowsMax = 20
  private static let samplesMax = 5

  let report: ReplayReport
  let judgement: Judgement?
  private let limit: Int
  private let digest: Hash256

  /// - Parameters:
  ///   - limit: samples; nil for a few.
  ///   - digest: of the report, where it is known already.
  public init(
    _ report: ReplayReport, judgement: Judgement? = nil, limit: Int? = nil, digest: Hash256? = nil
  ) {
    self.report = report
    self.judgement = judgement
    self.limit = limit ?? MarkdownForm.samplesMax
    self.digest = digest ?? report.digest
  }

  /// As long as a comment may be, at most.
  public var text: String {
    let footer = footer
    var text = title + verdict
    var left: [String] = []
    var blocks = [("what is not expected", unexpected), ("the rulebooks' difference", changes)]
    blocks += report.sections.map { ($0.title, table($0)) }
    blocks += [
      ("what the changed orders have in common", commonalities),
      ("what cannot be evaluated", obstacles), ("rows that no item hits", unused),
    ]
    blocks += samples.enumerated().map { ("sample \($0.offset + 1)", $0.element) }
    let room = MarkdownForm.charactersMax - 400 - footer.utf16.count
    for (name, block) in blocks where !block.isEmpty {
      if text.utf16.count + block.utf16.count <= room {
        text += block
      } else {
        left.append(name)
      }
    }
    if !left.isEmpty {
      let names = left.prefix(6).joined(separator: ", ")
      text += "\n_Not shown, to fit a comment: \(names)\(left.count > 6 ? " and more" : "")._\n"
    }
    return text + footer
  }

  private var title: String {
    let line: String
    if !report.baseline.isExact {
      line = "the live state is not what the active rulebook gives"
    } else if report.changed.isEmpty {
      line = "no order changes"
    } else {
      line =
        "\(ReportText.grouped(report.changed.count)) of "
        + "\(ReportText.count(report.total, "order")) change"
    }
    return "## Replay: \(line)\n\n"
  }

  private var verdict: String {
    var text = ""
    if let judgement, judgement.hasThresholds {
      let verdict = judgement.verdict
      let sign: String =
        switch verdict.outcome {
        case .within: "✅"
        case .beyond: "❌"
        case .notEvaluable: "⚠️"
        }
      text += "\(sign) **Policy** \(MarkdownText.plain(verdict.sentence)).\n\n"
      let shown = verdict.findings.filter { !$0.isWithin || verdict.findings.count <= 12 }
      if !shown.isEmpty {
        text += MarkdownText.head(["", "threshold", "allowed", "found"])
        for finding in shown {
          text += MarkdownText.row([
            finding.isWithin ? "" : "❌", MarkdownText.code(finding.name), finding.limit,
            finding.found,
          ])
        }
        text += "\n"
      }
    }
    return text + report.headline.map { "- \(MarkdownText.plain($0))\n" }.joined()
  }

  private var unexpected: String {
    guard let remainder = judgement?.remainder else { return "" }
    var text = "\n### Not expected\n\n\(MarkdownText.plain(remainder.sentence)).\n"
    if !remainder.effects.isEmpty {
      text += "\n" + MarkdownText.head(["what", "orders", "money"], right: [1, 2])
      for (effect, weight) in remainder.effects.prefix(MarkdownForm.rowsMax) {
        text += row([MarkdownText.code(report.effects[effect].text)], weight)
      }
      text += more(remainder.effects.count)
    }
    if !remainder.unmet.isEmpty {
      text += "\nExpected, and nowhere to be seen:\n\n"
      for pattern in remainder.unmet.prefix(MarkdownForm.rowsMax) {
        text += "- \(MarkdownText.code(pattern.text))\n"
      }
    }
    return text
  }

  private func table(_ section: ReportSection) -> String {
    let count = section.columns.count
    var text =
      "\n### \(section.title)\n\n"
      + MarkdownText.head(section.columns + ["orders", "money"], right: [count, count + 1])
    for part in section.rows.prefix(MarkdownForm.rowsMax) {
      let cells = zip(section.columns, part.cells).map { column, cell in
        column == "what" || column == "when" ? cell : MarkdownText.code(cell)
      }
      text += row(cells, part.weight)
    }
    return text + more(section.rows.count)
  }

  private func row(_ cells: [String], _ weight: Weight) -> String {
    MarkdownText.row(
      cells + [ReportText.grouped(weight.orders), ReportText.money(weight)])
  }

  func more(_ count: Int) -> String {
    count > MarkdownForm.rowsMax
      ? "\nand \(ReportText.grouped(count - MarkdownForm.rowsMax)) more\n" : ""
  }

  private var samples: [String] {
    report.shown(limit: limit, unexpected: judgement?.remainder?.changed ?? []).map {
      MarkdownSample(SampleView(report.changed[$0], in: report), report.scope).text
    }
  }

  private var footer: String {
    let scope = report.scope
    let facts = [
      "log \(scope.ledger) before position \(scope.through), head \(scope.head.short)",
      "\(report.before.name) \(report.before.revision.short) → "
        + "\(report.after.name) \(report.after.revision.short)",
      "as of \(scope.asOf.rfc3339)", "engine \(scope.engine)",
    ]
    let selection =
      scope.selection.isEmpty ? [] : ["only " + scope.selection.joined(separator: ", ")]
    return "\n---\n<sub>"
      + (facts + selection).map { MarkdownText.plain($0) }
      .joined(separator: " · ")
      + "<br>report `\(digest)`</sub>\n"
  }
}
