import LedgerCore

/// What opens and closes, by pattern, to the two sides of a line.
struct HTMLBalance {
  private let report: ReplayReport
  private let rows: [(pattern: String, isSLA: Bool, closes: Weight, opens: Weight)]

  init(_ report: ReplayReport) {
    self.report = report
    var rows: [(pattern: String, isSLA: Bool, closes: Weight, opens: Weight)] = []
    for (effect, weight) in zip(report.effects, report.tallies)
    where (effect.kind == .opened || effect.kind == .closed) && weight.orders > 0 {
      let index = rows.firstIndex { $0.pattern == effect.subject } ?? rows.endIndex
      if index == rows.endIndex {
        rows.append((effect.subject, effect.isSLA, Weight(), Weight()))
      }
      if effect.kind == .opened {
        rows[index].opens.add(weight)
      } else {
        rows[index].closes.add(weight)
      }
    }
    self.rows = rows.sorted { left, right in
      let (first, second) = (
        left.closes.orders + left.opens.orders, right.closes.orders + right.opens.orders
      )
      return first == second ? left.pattern < right.pattern : first > second
    }
  }

  var html: String {
    guard !rows.isEmpty else { return "" }
    let most = rows.map { max($0.closes.orders, $0.opens.orders) }.max() ?? 1
    var html =
      "<section><h2>What opens and closes</h2><p class=\"note\">Disagreements between systems, "
      + "and service levels, in orders.</p><div class=\"balance\">"
      + "<div class=\"axis\"><span>closes</span><span></span><span>opens</span></div>"
    for row in rows {
      html +=
        "<div class=\"line\"><span class=\"side good\">"
        + "\(bar(row.closes, most, isLeft: true))</span><span class=\"name\">"
        + "\(HTMLText.escaped(row.pattern))\(name(row.pattern, row.isSLA))</span>"
        + "<span class=\"side bad\">\(bar(row.opens, most, isLeft: false))</span></div>"
    }
    return html + "</div></section>"
  }

  private func name(_ title: String, _ isSLA: Bool) -> String {
    let names = [isSLA ? "service level" : nil, report.patternName(ofTitle: title)]
      .compactMap { $0 }
    return names.isEmpty ? "" : "<br/><small>\(names.joined(separator: ", "))</small>"
  }

  private func bar(_ weight: Weight, _ most: Int, isLeft: Bool) -> String {
    guard weight.orders > 0 else { return "" }
    let width = max(1, weight.orders * 70 / max(1, most))
    let bar = "<i style=\"width:\(width)%\"></i>"
    let text =
      "<em title=\"\(ReportText.words(weight))\">"
      + "\(ReportText.grouped(weight.orders))</em>"
    return isLeft ? text + bar : bar + text
  }
}
