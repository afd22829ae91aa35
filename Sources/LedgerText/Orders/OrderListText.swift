package import LedgerEngine

/// A list of orders for people, one line each.
package struct OrderListText {
  private let asOf: AsOf
  private let style: Style

  package init(asOf: AsOf, style: Style) {
    self.asOf = asOf
    self.style = style
  }

  package func text(_ page: Page<OrderReport>, of what: String) -> String {
    guard !page.elements.isEmpty else { return "No \(what).\n" }
    var table = TextTable([
      .init(title: "order"), .init(title: "known as", wraps: true), .init(title: "origin"),
      .init(title: "truth", wraps: true), .init(title: "disagrees", wraps: true),
      .init(title: "total", isRight: true),
    ])
    for order in page.elements {
      let open = order.disagreements.filter { $0.status != "in_flight" }.map(\.pattern)
      table.add([
        .init(order.order), .init(order.knownAs), .init(order.origin ?? ""),
        .init(order.truth.map { "\($0.facet) \($0.state)" }.joined(separator: ", ")),
        .init(open.joined(separator: ", "), .red), .init(order.total?.text ?? ""),
      ])
    }
    return table.text(style) + OrderListText.more(page.cursor)
  }

  /// How to get the next page.
  package static func more(_ cursor: String?) -> String {
    cursor.map { "\nMore: --after \($0)\n" } ?? ""
  }
}

extension OrderReport {
  /// What people call it.
  package var knownAs: String {
    Words.shortName(OrderReport.identities(names), except: order)
      ?? names.first?.reference.value ?? ""
  }
}
