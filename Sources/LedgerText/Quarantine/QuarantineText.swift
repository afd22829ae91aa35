package import LedgerEngine

/// Quarantined claims for people.
package struct QuarantineText {
  private let style: Style

  package init(style: Style) { self.style = style }

  package func text(_ shown: [QuarantineEntry], of total: Int, next: Int?) -> String {
    guard !shown.isEmpty else { return "Nothing is in quarantine.\n" }
    var table = TextTable([
      .init(title: "position", isRight: true), .init(title: "learned"), .init(title: "channel"),
      .init(title: "order"), .init(title: "facet"), .init(title: "why", wraps: true),
    ])
    for entry in shown {
      table.add([
        .init("\(entry.item)"), .init(entry.received.rfc3339), .init(entry.channel),
        .init(entry.order ?? "-"), .init(entry.facet ?? "-"), .init(entry.why),
      ])
    }
    var text = table.text(style)
    text += "\n\(Words.count(total, "claim")) in quarantine"
    if let next { text += "; more: --after \(next)" }
    return text + "\n"
  }
}

extension QuarantineEntry {
  /// `unknown value: order.status = wc-backordered`.
  var why: String {
    // The message's type stands where the shape of another would.
    if reason == "unknown_type", !shape.isEmpty { return "unknown type: \(shape)" }
    // Of a body that cannot be read: the byte where it goes wrong.
    if facet == nil, value.isEmpty, !fact.isEmpty, fact.utf8.allSatisfy({ (48...57).contains($0) })
    {
      return "\(Words.plain(reason)), byte \(fact)"
    }
    let what = fact.isEmpty ? "" : value.isEmpty ? ": \(fact)" : ": \(fact) = \(value)"
    return (reason.isEmpty ? "cannot be decoded" : Words.plain(reason)) + what
  }
}
