import LedgerEngine

/// Changed orders side by side, and what the report is about.
extension ReplayText {
  var samples: String {
    let report = made.report
    let shown = report.shown(
      limit: limit, unexpected: made.judgement?.remainder?.changed ?? [])
    guard !shown.isEmpty else { return "" }
    let isAll = shown.count == report.changed.count
    var text = title(isAll ? "Changed orders" : "Samples of the changed orders")
    for index in shown {
      text += sample(SampleView(report.changed[index], in: report))
    }
    let left = report.changed.count - shown.count
    guard left > 0 else { return text }
    return text + "  and \(Words.grouped(left)) more; --csv and --ndjson have all\n"
  }

  private func sample(_ sample: SampleView) -> String {
    let order = sample.order
    let known = sample.name == order.order ? "" : " (\(sample.name))"
    var facts = [order.channel]
    if let money = order.money { facts.append(ReportText.money(money.amount, money.currency)) }
    var text =
      "  " + style(order.order, .bold) + known + "  " + facts.joined(separator: ", ") + "\n"
    if !order.irreversible.isEmpty {
      text += Wrapping.paragraph(
        "not to be undone: " + order.irreversible.joined(separator: ", "), label: "    ")
    }
    return text + table(sample) + consequences(sample)
  }

  private func table(_ sample: SampleView) -> String {
    let isThreeWay = made.report.scope.believedAsOf != nil
    var columns = [
      TextTable.Column(title: "", wraps: true), .init(title: "before", wraps: true),
      .init(title: "after", wraps: true),
    ]
    if isThreeWay { columns.append(.init(title: "believed then", wraps: true)) }
    var table = TextTable(columns, indent: 4)
    for row in sample.rows {
      table.add(
        [.init(row.what), .init(row.before, .dim), .init(row.after, ReplayText.tone(row.tone))]
          + (isThreeWay ? [.init(row.believed ?? "")] : []))
    }
    if let found = sample.order.divergence {
      let verb = found.isReading ? "reads" : "weighs"
      let blank: [TextTable.Cell] = isThreeWay ? [""] : []
      table.add(
        [
          .init("\(verb) position \(found.item)"), .init(found.before.reading, .dim),
          .init(found.after.reading),
        ] + blank)
      table.add(
        [
          .init("\(found.channelKind) \(found.shape)", .dim), .init(found.before.place, .dim),
          .init(found.after.place, .dim),
        ] + blank)
      table.add(
        [
          .init(found.received.rfc3339, .dim), .init(found.before.rule, .dim),
          .init(found.after.rule, .dim),
        ] + blank)
    }
    return table.text(style)
  }

  private func consequences(_ sample: SampleView) -> String {
    var text = ""
    for found in sample.consequences.prefix(6) {
      text += Wrapping.paragraph(
        "follows at position \(found.item), \(found.received.rfc3339): "
          + found.texts.joined(separator: "; "), label: "    ")
    }
    let left = sample.consequences.count - 6
    return text + (left > 0 ? "    and \(Words.count(left, "later event"))\n" : "")
  }

  /// By what the report can be made again.
  var scope: String {
    let report = made.report
    let scope = report.scope
    let end = scope.through.rawValue
    let positions = end == 0 ? "an empty log" : "positions 0 to \(end - 1)"
    var lines = [
      ("log", "\(positions) of ledger \(scope.ledger), head \(scope.head)"),
      ("as of", scope.asOf.rfc3339),
    ]
    if let believed = scope.believedAsOf { lines.append(("believed", believed.rfc3339)) }
    if !scope.selection.isEmpty {
      lines.append(("orders", "only those with " + scope.selection.joined(separator: ", ")))
    }
    lines += [
      ("before", "\(report.before.name) \(report.before.revision)"),
      ("after", "\(report.after.name) \(report.after.revision)"), ("engine", scope.engine),
      ("digest", "\(made.digest)"),
    ]
    var text = title("Scope")
    for (name, value) in lines {
      let label = "  \(name)" + String(repeating: " ", count: 10 - name.count)
      text += Wrapping.paragraph(value, label: label)
    }
    return text
  }
}
