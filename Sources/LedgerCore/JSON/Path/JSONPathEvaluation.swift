/// One run of a query over a document: nodes in the order of RFC 9535.
///
/// Segments are applied depth first, which gives the same order as one after the other, and allows
/// to stop early.
struct JSONPathEvaluation {
  let document: JSONDocument
  /// What `$` stands for.
  let root: JSONNode
  let countMax: Int
  private(set) var nodes: [JSONNode] = []

  init(document: JSONDocument, root: JSONNode, countMax: Int) {
    self.document = document
    self.root = root
    self.countMax = countMax
  }

  private var isFull: Bool { nodes.count >= countMax }

  mutating func run(_ query: JSONPathQuery, from node: JSONNode) {
    apply(query.segments[...], to: node)
  }

  private mutating func apply(_ segments: ArraySlice<JSONPathSegment>, to node: JSONNode) {
    guard !isFull else { return }
    guard let segment = segments.first else {
      nodes.append(node)
      return
    }
    let rest = segments.dropFirst()
    guard segment.isDescendant else {
      for selector in segment.selectors { select(selector, of: node, rest) }
      return
    }
    // The tape is in document order: a node's descendants follow it, with keys among them.
    let end = document.tape[node.place].end(from: node.place)
    for place in node.place..<end where !isFull && document.tape[place].isContainer {
      for selector in segment.selectors { select(selector, of: JSONNode(place), rest) }
    }
  }

  private mutating func select(
    _ selector: JSONPathSelector, of node: JSONNode, _ rest: ArraySlice<JSONPathSegment>
  ) {
    switch selector {
    case .name(let name):
      let member = name.utf8.withUnsafeBufferPointer {
        document.member($0, hash: name.hash, of: node)
      }
      if let member { apply(rest, to: member) }
    case .index(let index):
      if let element = document.element(index, of: node) { apply(rest, to: element) }
    case .wildcard:
      for child in document.children(of: node) { apply(rest, to: child) }
    case .slice(let start, let end, let step):
      selectSlice(start, end, step, of: node, rest)
    case .filter(let test):
      let filter = JSONPathFilter(document: document, root: root)
      for child in document.children(of: node) where !isFull && filter.holds(test, for: child) {
        apply(rest, to: child)
      }
    }
  }

  /// RFC 9535, section 2.3.4.2.2.
  private mutating func selectSlice(
    _ start: Int?, _ end: Int?, _ step: Int, of node: JSONNode,
    _ rest: ArraySlice<JSONPathSegment>
  ) {
    guard step != 0, document.kind(node) == .array else { return }
    let elements = Array(document.children(of: node))
    let count = elements.count
    func normalized(_ index: Int) -> Int { index >= 0 ? index : count + index }
    if step > 0 {
      let lower = min(max(normalized(start ?? 0), 0), count)
      let upper = min(max(normalized(end ?? count), 0), count)
      for index in stride(from: lower, to: upper, by: step) { apply(rest, to: elements[index]) }
    } else {
      let upper = min(max(normalized(start ?? count - 1), -1), count - 1)
      let lower = min(max(end.map(normalized) ?? -1, -1), count - 1)
      for index in stride(from: upper, to: lower, by: step) { apply(rest, to: elements[index]) }
    }
  }
}
