import Yams

/// Turns nodes of the YAML parser into a `Tree`: refuses aliases, keys that are no texts, doubled
/// keys and deep nesting.
struct TreeBuilder {
  let file: String
  let problems: ProblemList
  let repair: DuplicateKeyRepair

  func build(_ node: Node) -> Tree { build(node, path: []) }

  private func build(_ node: Node, path: [String]) -> Tree {
    let place = place(of: node)
    guard path.count < YAMLReader.depthMax else {
      problems.report(.tooDeep(limit: YAMLReader.depthMax), in: file, at: place)
      return Tree(place: place, form: .text("", isPlain: true))
    }
    // An alias is the anchored node once more, with its anchor: so nothing is expanded here.
    guard node.anchor == nil else {
      problems.report(.anchor, in: file, at: place)
      return Tree(place: place, form: .text("", isPlain: true))
    }
    switch node {
    case .scalar(let scalar):
      let isPlain = scalar.style == .plain || scalar.style == .any
      return Tree(place: place, form: .text(scalar.string, isPlain: isPlain))
    case .sequence(let sequence):
      return Tree(place: place, form: .list(sequence.map { build($0, path: path + ["[]"]) }))
    case .mapping(let mapping):
      return Tree(place: place, form: .map(entries(mapping, path: path)))
    case .alias:
      problems.report(.anchor, in: file, at: place)
      return Tree(place: place, form: .text("", isPlain: true))
    }
  }

  private func entries(_ mapping: Node.Mapping, path: [String]) -> [Tree.Entry] {
    var entries: [Tree.Entry] = []
    var lines: [String: Int] = [:]
    for (keyNode, valueNode) in mapping {
      let place = place(of: keyNode)
      guard case .scalar(let scalar) = keyNode, keyNode.anchor == nil else {
        let fault: Fault =
          keyNode.anchor != nil
          ? .anchor
          : .wrongForm("the key", expected: "a text as key", found: "a list or mapping")
        problems.report(fault, in: file, at: place)
        continue
      }
      let key = DuplicateKeyRepair.unmarked(scalar.string)
      if let first = lines[key] {
        let isShape = path == ["items"] || path.last == "parts"
        problems.report(
          isShape ? .duplicateShape(key, first: first) : .duplicateKey(key, first: first),
          in: file, at: place)
        continue
      }
      lines[key] = place.line
      entries.append(
        Tree.Entry(key: key, place: place, value: build(valueNode, path: path + [key])))
    }
    return entries
  }

  private func place(of node: Node) -> Place {
    let mark = node.mark
    return repair.original(line: mark?.line ?? 1, column: mark?.column ?? 1)
  }
}
