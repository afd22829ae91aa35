package import LedgerEngine

/// An order's report for people.
package struct OrderText {
  let style: Style
  let asOf: AsOf

  package init(asOf: AsOf, style: Style) {
    self.asOf = asOf
    self.style = style
  }

  package func title(_ text: String) -> String { "\n" + style(text, .bold) + "\n" }

  /// The order's names and what it is about.
  package func head(_ order: OrderReport) -> String {
    let names = OrderReport.identities(order.names).filter { $0 != order.order }
    var facts: [String] = []
    if order.kind == .unlinked { facts.append("unlinked: no reference ties it to an order yet") }
    if let origin = order.origin { facts.append("origin \(origin)") }
    if let total = order.total { facts.append("total \(total.text)") }
    facts.append(Words.count(order.counts.items, "item"))
    facts.append(
      order.counts.items == 0
        ? "nothing was known of it then"
        : "learned \(order.firstLearned.rfc3339) to \(order.lastLearned.rfc3339)")
    if order.isTest { facts.append("a test order") }
    facts += order.traits
    let kind = order.kind == .order ? "Order" : "Group"
    var text = style("\(kind) \(order.order)", .bold) + "\n"
    if !names.isEmpty {
      text += Wrapping.paragraph(names.joined(separator: ", "), label: "  also     ")
    }
    if !order.aliases.isEmpty {
      text += Wrapping.paragraph(order.aliases.joined(separator: ", "), label: "  aliases  ")
    }
    text += Wrapping.paragraph(facts.joined(separator: " · "), label: "  ")
    return text + "  as of \(asOfText)\n"
  }

  private var asOfText: String {
    guard let position = asOf.position else { return asOf.time.rfc3339 }
    return "position \(position), \(asOf.time.rfc3339)"
  }

  package func systems(_ order: OrderReport) -> String {
    var table = TextTable(
      [
        .init(title: "facet"), .init(title: "state"), .init(title: "since"),
        .init(title: "because", wraps: true),
      ], indent: 4)
    for system in order.systems {
      table.add(heading: heading(system))
      for facet in system.facets {
        let held = facet.heldUntil.map { " (held until \($0.rfc3339))" } ?? ""
        table.add([
          .init(facet.facet), .init(facet.state + held), .init(facet.since.rfc3339),
          .init(OrderText.because(facet.because)),
        ])
      }
    }
    return table.isEmpty ? "" : title("Systems") + table.text(style)
  }

  private func heading(_ system: OrderReport.SystemReport) -> String {
    let reason = system.reason.isEmpty ? "" : ": \(system.reason)"
    return "\(style(system.name, .bold)) (\(system.role.name)), \(presence(system))\(reason)"
  }

  private func presence(_ system: OrderReport.SystemReport) -> String {
    let name = Words.plain(system.presence.name)
    let due = system.due.map { ", due \($0.rfc3339)" } ?? ""
    switch system.presence {
    case .present, .notExpected: return name
    case .expected: return style(name + due, .dim)
    case .silent, .absent, .rejected, .deleted: return style(name + due, .red)
    case .unobservable: return style(name + due, .yellow)
    }
  }

  package func truth(_ order: OrderReport) -> String {
    guard !order.truth.isEmpty else { return title("Truth") + "  none yet\n" }
    var table = TextTable([
      .init(title: "facet"), .init(title: "state"), .init(title: "by"),
      .init(title: "because", wraps: true), .init(title: "no claim from", wraps: true),
    ])
    for truth in order.truth {
      table.add([
        .init(truth.facet), .init(truth.state, .bold), .init(truth.system),
        .init(OrderText.because(truth.because)), .init(truth.skipped.joined(separator: ", ")),
      ])
    }
    return title("Truth") + table.text(style)
  }

  /// `17 channels/shopify.yaml:42`: the item, and the rule that reads it.
  static func because(_ because: OrderReport.Because) -> String {
    "\(because.item) \(because.file):\(because.line)"
  }
}
