import LedgerCore

/// The flow of money from the states that orders leave to those that they come to; of orders, where
/// no money is known.
struct HTMLFlow {
  private struct Node {
    var state: String
    var value: Int64
    var y = 0
    var height = 0
    /// How much of its height ribbons have taken.
    var used = 0
  }

  private let currency: Currency?
  private let moves: [(from: String, to: String, value: Int64)]
  private let total: Int64

  private static let width = 380
  private static let bar = 10
  private static let heightMax = 190
  private static let gap = 26
  private static let left = 118
  private static let hues = 6

  /// - Parameter currency: nil for the number of orders.
  init(_ moves: [TransitionMatrix.Move], in currency: Currency?) {
    self.currency = currency
    self.moves = moves.map { move in
      let value =
        currency.map { move.weight.money[$0] ?? 0 } ?? Int64(move.weight.orders)
      return (move.from, move.to, max(0, value))
    }.filter { $0.value > 0 }.sorted { ($1.value, $0.from, $0.to) < ($0.value, $1.from, $1.to) }
    total = self.moves.reduce(0) { sum, move in
      let (next, overflow) = sum.addingReportingOverflow(move.value)
      return overflow ? .max : next
    }
  }

  var isEmpty: Bool { moves.isEmpty }

  var svg: String {
    var sources = nodes(moves.map { ($0.from, $0.value) })
    var targets = nodes(moves.map { ($0.to, $0.value) })
    let height = max(bottom(sources), bottom(targets)) + 8
    let right = Self.width - Self.left
    var ribbons = ""
    for move in moves {
      guard let source = sources.firstIndex(where: { $0.state == move.from }),
        let target = targets.firstIndex(where: { $0.state == move.to })
      else { continue }
      let thick = pixels(move.value)
      let (from, to) = (
        sources[source].y + sources[source].used, targets[target].y + targets[target].used
      )
      sources[source].used += thick
      targets[target].used += thick
      ribbons += ribbon(
        from: (Self.left + Self.bar, from), to: (right - Self.bar, to), thick, hue: target,
        title: "\(move.from) → \(move.to): \(words(move.value))")
    }
    var svg =
      "<svg class=\"flow\" role=\"img\" viewBox=\"0 0 \(Self.width) \(height)\" "
      + "width=\"\(Self.width)\" height=\"\(height)\" "
      + "aria-label=\"\(HTMLText.escaped(description))\">" + ribbons
    for node in sources {
      svg += label(node, barAt: Self.left, textAt: Self.left - 8, anchor: "end", hue: nil)
    }
    for (hue, node) in targets.enumerated() {
      svg += label(
        node, barAt: right - Self.bar, textAt: right + 8, anchor: "start", hue: hue)
    }
    return svg + "</svg>"
  }

  private var description: String {
    moves.map { "\($0.from) → \($0.to): \(words($0.value))" }.joined(separator: "; ")
  }

  private func words(_ value: Int64) -> String {
    currency.map { ReportText.money(value, $0) } ?? ReportText.count(Int(value), "order")
  }

  /// Whole pixels, so that pictures are the same on any machine; nothing is too thin to be seen.
  private func pixels(_ value: Int64) -> Int {
    max(2, Int(Double(value) / Double(max(1, total)) * Double(Self.heightMax)))
  }

  private func nodes(_ values: [(state: String, value: Int64)]) -> [Node] {
    var nodes: [Node] = []
    for (state, value) in values {
      let index = nodes.firstIndex { $0.state == state } ?? nodes.endIndex
      if index == nodes.endIndex { nodes.append(Node(state: state, value: 0)) }
      nodes[index].value += min(value, .max - nodes[index].value)
      nodes[index].height += pixels(value)
    }
    var y = 8
    for index in nodes.indices {
      nodes[index].y = y
      y += max(nodes[index].height, 14) + Self.gap - 14 + 6
    }
    return nodes
  }

  private func bottom(_ nodes: [Node]) -> Int {
    nodes.last.map { $0.y + max($0.height, 30) } ?? 0
  }

  private func ribbon(
    from: (x: Int, y: Int), to: (x: Int, y: Int), _ thick: Int, hue: Int, title: String
  ) -> String {
    let middle = (from.x + to.x) / 2
    let path =
      "M\(from.x) \(from.y)C\(middle) \(from.y) \(middle) \(to.y) \(to.x) \(to.y)v\(thick)"
      + "C\(middle) \(to.y + thick) \(middle) \(from.y + thick) \(from.x) \(from.y + thick)z"
    return "<path class=\"ribbon h\(hue % Self.hues)\" d=\"\(path)\">"
      + "<title>\(HTMLText.escaped(title))</title></path>"
  }

  private func label(
    _ node: Node, barAt x: Int, textAt: Int, anchor: String, hue: Int?
  ) -> String {
    let tone = hue.map { "h\($0 % Self.hues)" } ?? "source"
    let middle = node.y + max(node.height, 2) / 2
    return "<rect class=\"node \(tone)\" x=\"\(x)\" y=\"\(node.y)\" width=\"\(Self.bar)\" "
      + "height=\"\(max(2, node.height))\" rx=\"2\"/>"
      + "<text class=\"state\" text-anchor=\"\(anchor)\" x=\"\(textAt)\" y=\"\(middle)\">"
      + "\(HTMLText.words(node.state))</text>"
      + "<text class=\"value\" text-anchor=\"\(anchor)\" x=\"\(textAt)\" y=\"\(middle + 14)\">"
      + "\(HTMLText.escaped(words(node.value)))</text>"
  }
}
