package import LedgerEngine

/// Disagreements for people.
package struct DisagreementText {
  let style: Style
  let asOf: AsOf

  package init(asOf: AsOf, style: Style) {
    self.asOf = asOf
    self.style = style
  }

  /// One after the other, each with all that is known of it.
  package func paragraphs(_ found: [DisagreementReport]) -> String {
    found.map { paragraph($0) }.joined(separator: "\n")
  }

  private func paragraph(_ found: DisagreementReport) -> String {
    let status = style(found.status, Style.tone(ofStatus: found.status))
    var text = "  \(status)  \(style(found.title, .bold)) (\(found.pattern))\n"
    let sides =
      side(found.upstream, found.upstreamClaim, found.upstreamItem)
      + "  ≠  " + side(found.downstream, found.downstreamClaim, found.downstreamItem)
    text += Wrapping.paragraph(sides, label: "    ")
    text += Wrapping.paragraph(times(found), label: "    ")
    text += Wrapping.paragraph(
      "cause \(found.cause.name) · severity \(found.severity.name) · owner \(found.owner)"
        + (found.total.map { " · \($0.text)" } ?? ""), label: "    ")
    if found.status != "closed" {
      text += Wrapping.paragraph(found.remedy, label: "    remedy: ")
    }
    return text
  }

  private func side(_ system: String?, _ claim: String?, _ item: ItemID?) -> String {
    let place = item.map { " (position \($0))" } ?? ""
    return "\(system ?? "-"): \(claim ?? "no claim")\(place)"
  }

  private func times(_ found: DisagreementReport) -> String {
    var parts = ["since \(found.start.rfc3339) (\(asOf.time - found.start))"]
    if let closed = found.closedAt {
      let how = found.closing.map { ", \(Words.plain($0))" } ?? ""
      return parts[0] + " · closed \(closed.rfc3339)\(how)"
    }
    parts.append("due \(found.due.rfc3339)")
    if found.hard > found.due { parts.append("hard limit \(found.hard.rfc3339)") }
    return parts.joined(separator: " · ")
  }

  /// One line each.
  package func table(_ found: [DisagreementReport]) -> String {
    var table = TextTable([
      .init(title: "order"), .init(title: "known as", wraps: true), .init(title: "status"),
      .init(title: "pattern", wraps: true), .init(title: "cause", wraps: true),
      .init(title: "age", isRight: true), .init(title: "severity"),
      .init(title: "total", isRight: true),
    ])
    for found in found {
      table.add([
        .init(found.order), .init(found.knownAs),
        .init(found.status, Style.tone(ofStatus: found.status)), .init(found.pattern),
        .init(found.cause.name), .init("\(asOf.time - found.start)"),
        .init(found.severity.name), .init(found.total?.text ?? ""),
      ])
    }
    return table.text(style)
  }

  /// Several orders with one disagreement: not accidents.
  package func structural(_ groups: [StructuralFinding]) -> String {
    guard !groups.isEmpty else { return "" }
    var table = TextTable([
      .init(title: "orders", isRight: true), .init(title: "pattern"), .init(title: "between"),
      .init(title: "values", wraps: true), .init(title: "such as", wraps: true),
    ])
    for group in groups {
      table.add([
        .init(Words.grouped(group.orders.count)), .init(group.pattern),
        .init("\(group.upstream) and \(group.downstream)"), .init(group.values),
        .init(group.orders.prefix(2).joined(separator: ", ")),
      ])
    }
    return "\n" + style("Structural", .bold)
      + ": the same in three or more orders within seven days; look for one cause\n"
      + table.text(style)
  }
}

extension DisagreementReport {
  /// What people call the order.
  package var knownAs: String { Words.shortName(names, except: order) ?? "" }
}
