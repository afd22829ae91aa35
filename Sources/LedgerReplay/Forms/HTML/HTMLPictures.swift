import LedgerCore

/// Matrices of transitions by facet, one card for each channel or system, and the flow of money.
struct HTMLPictures {
  var title: String
  var note: String
  var matrices: [TransitionMatrix]
  /// Those whose flow is shown, the most important first; of orders where there are none. Nil for
  /// no flow.
  var currencies: [Currency]?

  private static let currenciesMax = 2

  var html: String {
    guard !matrices.isEmpty else { return "" }
    let most = matrices.flatMap(\.moves).map(\.weight.orders).max() ?? 1
    var facets: [String] = []
    for matrix in matrices where !facets.contains(matrix.facet) { facets.append(matrix.facet) }
    var html =
      "<section><h2>\(title)</h2><p class=\"note\">\(note)</p><div class=\"cards\">"
    for facet in facets {
      let own = matrices.filter { $0.facet == facet }
      for matrix in own { html += card(matrix, most) }
      if let currencies { html += flows(own, facet, currencies) }
    }
    return html + "</div></section>"
  }

  private func card(_ matrix: TransitionMatrix, _ most: Int) -> String {
    var weight = Weight()
    for move in matrix.moves { weight.add(move.weight) }
    return "<figure class=\"card\"><figcaption><b>\(HTMLText.words(matrix.facet)) "
      + "<small>\(HTMLText.escaped(matrix.owner))</small></b> "
      + "<span>\(HTMLText.words(weight))</span></figcaption>"
      + "<div class=\"scroll\">\(HTMLMatrix(matrix: matrix, most: most).svg)</div>"
      + rows(matrix) + "</figure>"
  }

  /// The same in words, since a picture has no room for money.
  private func rows(_ matrix: TransitionMatrix) -> String {
    guard matrix.moves.count > 1 else { return "" }
    let moves = matrix.moves.sorted {
      ($1.weight.orders, $0.from, $0.to) < ($0.weight.orders, $1.from, $1.to)
    }
    var html = "<table class=\"moves\">"
    for move in moves.prefix(HTMLForm.rowsMax) {
      html +=
        "<tr><td>\(HTMLText.words(move.from)) → \(HTMLText.words(move.to))</td>"
        + "<td class=\"number\">\(ReportText.grouped(move.weight.orders))</td>"
        + "<td class=\"number\">\(HTMLText.money(move.weight))</td></tr>"
    }
    return html + "</table>"
  }

  /// None where all goes one way: that is no picture.
  private func flows(
    _ matrices: [TransitionMatrix], _ facet: String, _ currencies: [Currency]
  ) -> String {
    let moves = TransitionMatrix.sum(matrices)
    guard moves.count > 1 else { return "" }
    let flows = currencies.prefix(HTMLPictures.currenciesMax).map { currency in
      (name: "flow of \(currency)", flow: HTMLFlow(moves, in: currency))
    }.filter { !$0.flow.isEmpty }
    let shown = flows.isEmpty ? [(name: "flow of orders", flow: HTMLFlow(moves, in: nil))] : flows
    return shown.map { name, flow in
      "<figure class=\"card\"><figcaption><b>\(HTMLText.words(facet)) <small>\(name)</small></b> "
        + "<span>all channels</span></figcaption>"
        + "<div class=\"scroll\">\(flow.svg)</div></figure>"
    }.joined()
  }
}

extension ReplayReport {
  /// Of the changed orders: that of the most orders first.
  var currencies: [Currency] {
    var counts: [Currency: Int] = [:]
    for order in changed {
      if let money = order.money { counts[money.currency, default: 0] += 1 }
    }
    return counts.sorted { ($1.value, "\($0.key)") < ($0.value, "\($1.key)") }.map(\.key)
  }
}
