import LedgerCore

/// What a person must know first.
extension HTMLForm {
  var banner: String {
    var html =
      "<header><p class=\"over\">Replay of \(HTMLText.escaped(name(report.after))) "
      + "against \(HTMLText.escaped(name(report.before)))</p>"
      + "<h1>\(HTMLText.escaped(title))</h1>"
    let money = HTMLText.money(report.weight)
    if !money.isEmpty { html += "<p class=\"money\">with <b>\(money)</b> in them</p>" }
    html += chips
    guard report.baseline.isExact else {
      return html + "<p class=\"lead\">\(HTMLText.escaped(report.baselineSentence))</p></header>"
    }
    html += proportion + "<ul class=\"lead\">"
    // The first sentence is the title.
    for sentence in report.headline.dropFirst() {
      html += "<li>\(HTMLText.words(sentence))</li>"
    }
    return html + "</ul></header>"
  }

  private func name(_ side: ReplayReport.Side) -> String { "\(side.name) \(side.revision.short)" }

  private var chips: String {
    let isExact = report.baseline.isExact
    var chips = [chip(isExact, isExact ? "Baseline exact" : "Baseline off")]
    if let judgement, judgement.hasThresholds {
      switch judgement.verdict.outcome {
      case .within: chips.append(chip(true, "Within policy"))
      case .beyond: chips.append(chip(false, "Beyond policy"))
      case .notEvaluable: chips.append(chip(false, "Policy cannot be evaluated"))
      }
    }
    if let remainder = judgement?.remainder {
      let isAll = remainder.weight.orders == 0
      chips.append(
        chip(
          isAll,
          isAll
            ? "All as expected"
            : "\(ReportText.grouped(remainder.weight.orders)) not expected"))
      if !remainder.unmet.isEmpty {
        chips.append(
          chip(false, ReportText.count(remainder.unmet.count, "expectation") + " not met"))
      }
    }
    return "<p class=\"chips\">\(chips.joined(separator: " "))</p>"
  }

  private func chip(_ isGood: Bool, _ text: String) -> String {
    "<span class=\"chip \(isGood ? "good" : "bad")\">\(isGood ? "✓" : "✗") "
      + "\(HTMLText.escaped(text))</span>"
  }

  /// A bar of all orders, and below it what its parts are.
  private var proportion: String {
    let parts = [
      ("changed", "changed", report.changed.count), ("unchanged", "unchanged", report.unchanged),
      ("unseen", "not evaluable", report.notEvaluable.count),
    ].filter { $0.2 > 0 || $0.0 != "unseen" }
    var bar = ""
    var legend = ""
    for (style, name, count) in parts {
      let share = report.total > 0 ? count * 10_000 / report.total : 0
      if count > 0 {
        bar +=
          "<span class=\"\(style)\" style=\"flex-grow:\(max(40, share))\" "
          + "title=\"\(ReportText.count(count, "order")) \(name)\"></span>"
      }
      legend +=
        "<li class=\"\(style)\"><b>\(ReportText.grouped(count))</b> \(name)</li>"
    }
    return "<div class=\"proportion\" role=\"img\" aria-label=\"\(HTMLText.escaped(title))\">"
      + "\(bar)</div><ul class=\"legend\">\(legend)</ul>"
  }
}
