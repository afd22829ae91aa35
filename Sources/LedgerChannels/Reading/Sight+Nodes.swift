internal import LedgerCore

extension Sight {
  /// The node of a path's entry, or of the first element on its way.
  func node(
    _ entry: LookupTable.Entry, _ scope: Scope, _ element: JSONNode
  ) -> JSONNode? {
    switch entry.kind {
    case .path: return follow(entry, scope, element)
    case .each:
      guard let list = follow(table.entries[Int(entry.first)], scope, element) else { return nil }
      let rest = table.entries[Int(entry.second)]
      for child in document.children(of: list) {
        if let node = node(rest, scope, child) { return node }
      }
      return nil
    case .query:
      guard hasNodes(entry, scope, element) else { return nil }
      return answer(entry) { $0.first(in: document, from: start(entry, scope, element)) }
    default: return nil
    }
  }

  func eachNode(
    _ entry: LookupTable.Entry, _ scope: Scope, _ element: JSONNode, _ body: (JSONNode) -> Void
  ) {
    switch entry.kind {
    case .path: if let node = follow(entry, scope, element) { body(node) }
    case .each:
      guard let list = follow(table.entries[Int(entry.first)], scope, element) else { return }
      let rest = table.entries[Int(entry.second)]
      for child in document.children(of: list) { eachNode(rest, scope, child, body) }
    case .query:
      guard hasNodes(entry, scope, element) else { return }
      let nodes = answer(entry) { $0.nodes(in: document, from: start(entry, scope, element)) }
      for node in nodes { body(node) }
    default: break
    }
  }

  /// Whoever watches is told on whose behalf the query's filters look at values.
  private func answer<Result>(
    _ entry: LookupTable.Entry, _ body: (JSONPath) -> Result
  ) -> Result {
    let query = table.queries[Int(entry.first)]
    guard let watch = document.watch else { return body(query) }
    return watch.answering(query.text) { body(query) }
  }

  /// All nodes of a path.
  func nodes(_ lookup: Lookup, _ scope: Scope) -> [JSONNode] {
    var nodes: [JSONNode] = []
    eachNode(table.entries[Int(lookup.index)], scope, scope.part) { nodes.append($0) }
    return nodes
  }

  /// Whether there is something that a query could select from.
  func hasNodes(
    _ entry: LookupTable.Entry, _ scope: Scope, _ element: JSONNode
  ) -> Bool {
    guard entry.second >= 0 else { return true }
    guard let list = follow(table.entries[Int(entry.second)], scope, element) else { return false }
    return document.count(of: list) > 0
  }

  func start(
    _ entry: LookupTable.Entry, _ scope: Scope, _ element: JSONNode
  ) -> JSONNode {
    switch entry.base {
    case .item: scope.item
    case .part: scope.part
    case .body: document.root
    case .element: element
    }
  }

  func follow(
    _ entry: LookupTable.Entry, _ scope: Scope, _ element: JSONNode
  ) -> JSONNode? {
    var node = start(entry, scope, element)
    var step = Int(entry.first)
    let end = step + Int(entry.count)
    let filled = entry.base == .item ? scope.itemSlots : scope.partSlots
    if entry.slot >= 0, filled >= 0, let slots {
      guard let known = slots[filled + Int(entry.slot)] else { return nil }
      node = known
      step += 1
    }
    while step < end {
      guard let next = take(table.steps[step], from: node) else { return nil }
      node = next
      step += 1
    }
    return node
  }

  func take(_ step: LookupTable.Step, from node: JSONNode) -> JSONNode? {
    guard !step.isElement else { return document.element(Int(step.index), of: node) }
    return table.names.withUnsafeBufferPointer { names in
      let name = names[Int(step.start)..<Int(step.start + step.count)]
      return document.member(UnsafeBufferPointer(rebasing: name), hash: step.hash, of: node)
    }
  }
}
