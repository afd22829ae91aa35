/// The steps of a query that yields at most one node, flat, so that following them allocates
/// nothing and counts no references.
struct SingularPath: Sendable {
  struct Step: Sendable {
    /// In `names`; an empty range with `isIndex`.
    let start: Int32
    let count: Int32
    let hash: UInt32
    let isIndex: Bool
    let index: Int
  }

  private let steps: [Step]
  /// The names of all steps, one after the other.
  private let names: [UInt8]

  init?(_ segments: [JSONPathSegment]) {
    var steps: [Step] = []
    var names: [UInt8] = []
    for segment in segments {
      guard !segment.isDescendant, segment.selectors.count == 1 else { return nil }
      switch segment.selectors[0] {
      case .name(let name):
        steps.append(
          Step(
            start: Int32(names.count), count: Int32(name.utf8.count), hash: name.hash,
            isIndex: false, index: 0))
        names += name.utf8
      case .index(let index):
        steps.append(Step(start: 0, count: 0, hash: 0, isIndex: true, index: index))
      case .wildcard, .slice, .filter: return nil
      }
    }
    self.steps = steps
    self.names = names
  }

  /// The steps, each with its name.
  var path: [JSONPath.Step] {
    steps.map { step in
      let name = names[Int(step.start)..<Int(step.start + step.count)]
      return step.isIndex ? .element(step.index) : .member(String(decoding: name, as: UTF8.self))
    }
  }

  func node(in document: JSONDocument, from start: JSONNode) -> JSONNode? {
    var node = start
    return names.withUnsafeBufferPointer { names in
      for step in steps {
        let place = Int(step.start)
        let found =
          step.isIndex
          ? document.element(step.index, of: node)
          : document.member(
            UnsafeBufferPointer(rebasing: names[place..<place + Int(step.count)]),
            hash: step.hash, of: node)
        guard let found else { return nil }
        node = found
      }
      return node
    }
  }
}
