internal import LedgerCore
internal import LedgerRules

/// Makes the sources of a channel kind ready.
struct LookupBuilder {
  private(set) var entries: [LookupTable.Entry] = []
  private(set) var steps: [LookupTable.Step] = []
  private(set) var names: [UInt8] = []
  private(set) var queries: [JSONPath] = []
  private(set) var texts: [String] = []
  private(set) var members: [Lookup] = []
  private(set) var changes: [LookupTable.Change] = []
  /// First steps of the paths that start from the item, and of those that start from each part that
  /// is being compiled; nil outside of shapes.
  private var itemSlots: [LookupTable.Step]?
  private var partSlots: [[LookupTable.Step]] = []

  // MARK: Slots

  /// Calls `body` for all that belongs to an item's shape, and gives the slots that it asked for.
  mutating func itemScope<Outcome>(
    _ body: (inout LookupBuilder) -> Outcome
  ) -> (Outcome, SlotTable) {
    itemSlots = []
    let outcome = body(&self)
    defer { itemSlots = nil }
    return (outcome, SlotTable(itemSlots ?? []))
  }

  mutating func partScope<Outcome>(
    _ body: (inout LookupBuilder) -> Outcome
  ) -> (Outcome, SlotTable) {
    partSlots.append([])
    let outcome = body(&self)
    return (outcome, SlotTable(partSlots.removeLast()))
  }

  /// The slot of a path's first step; -1 where there is none.
  private mutating func slot(_ base: LookupTable.Base, _ step: LookupTable.Step) -> Int32 {
    func slot(in slots: inout [LookupTable.Step]) -> Int32 {
      if let known = slots.firstIndex(where: { $0.start == step.start }) { return Int32(known) }
      slots.append(step)
      return Int32(slots.count - 1)
    }
    guard !step.isElement else { return -1 }
    if base == .item, var slots = itemSlots {
      defer { itemSlots = slots }
      return slot(in: &slots)
    }
    guard base == .part, !partSlots.isEmpty else { return -1 }
    return slot(in: &partSlots[partSlots.count - 1])
  }

  // MARK: Sources

  mutating func add(_ source: Source) -> Lookup {
    switch source {
    case .header(let name): entry(.init(kind: .header, first: add(text: HeaderName.folded(name))))
    // Outside of a part, the part is the item.
    case .part(let path): add(path, from: partSlots.isEmpty ? .item : .part)
    case .item(let path): add(path, from: .item)
    case .body(let path): add(path, from: .body)
    case .literal(let text): entry(.init(kind: .literal, first: add(text: text)))
    case .type: entry(.init(kind: .type))
    case .channel: entry(.init(kind: .channel))
    case .first(let sources): add(sources)
    case .after(let prefix, let of): add(.after(Array(prefix.utf8)), of)
    case .before(let delimiter, let of): add(.before(Array(delimiter.utf8)), of)
    case .capture(let text, let of):
      if let expression = try? IRegexp(parsing: text) {
        add(.capture(expression), of)
      } else {
        entry(.init(kind: .nothing))
      }
    case .alias(let table, let of): add(.alias(table), of)
    case .lowercase(let of): add(.lowercase, of)
    case .join(let sources, let separator):
      group(.join, sources, second: add(text: separator))
    case .split(let separator, let of):
      entry(.init(kind: .split, first: add(of).index, second: add(text: separator)))
    }
  }

  mutating func add(_ sources: [Source]) -> Lookup {
    sources.count == 1 ? add(sources[0]) : group(.choice, sources, second: 0)
  }

  private mutating func add(_ change: LookupTable.Change, _ of: Source) -> Lookup {
    let of = add(of)
    changes.append(change)
    return entry(
      .init(kind: .changed, first: of.index, second: Int32(changes.count - 1)))
  }

  private mutating func group(
    _ kind: LookupTable.Kind, _ sources: [Source], second: Int32
  ) -> Lookup {
    let lookups = sources.map { add($0) }
    let first = Int32(members.count)
    members += lookups
    return entry(.init(kind: kind, first: first, second: second, count: Int32(lookups.count)))
  }

  private mutating func entry(_ entry: LookupTable.Entry) -> Lookup {
    entries.append(entry)
    return Lookup(index: Int32(entries.count - 1))
  }

  private mutating func add(text: String) -> Int32 {
    texts.append(text)
    return Int32(texts.count - 1)
  }

  // MARK: Paths

  mutating func add(_ path: JSONPath, from base: LookupTable.Base) -> Lookup {
    if let steps = path.singularSteps { return add(steps, from: base) }
    let star = LookupBuilder.parts(of: path.text, at: "[*]")
    // `$.a[*].b` is walked without the general machinery; a filter may look at the whole item.
    if let star, !star.rest.contains("?"), let rest = try? JSONPath(parsing: "$" + star.rest) {
      let list = add(star.list, from: base)
      let second = add(rest, from: .element)
      return entry(.init(kind: .each, base: base, first: list.index, second: second.index))
    }
    queries.append(path)
    let query = Int32(queries.count - 1)
    let list = (star ?? LookupBuilder.parts(of: path.text, at: "[?"))?.list
    let second = list.map { add($0, from: base).index } ?? -1
    return entry(.init(kind: .query, base: base, first: query, second: second))
  }

  private mutating func add(_ path: [JSONPath.Step], from base: LookupTable.Base) -> Lookup {
    let first = Int32(steps.count)
    for step in path {
      switch step {
      case .element(let index):
        steps.append(
          .init(start: 0, count: 0, hash: 0, index: Int32(clamping: index), isElement: true))
      case .member(let name): steps.append(add(name: Array(name.utf8)))
      }
    }
    var entry = LookupTable.Entry(kind: .path, base: base, first: first, count: Int32(path.count))
    if !path.isEmpty { entry.slot = slot(base, steps[Int(first)]) }
    return self.entry(entry)
  }

  /// A name is kept once, so that two of them are the same where they start at the same place.
  private mutating func add(name: [UInt8]) -> LookupTable.Step {
    let hash = name.withUnsafeBufferPointer { JSONDocument.hash($0) }
    let known = steps.first { step in
      !step.isElement && step.hash == hash
        && names[Int(step.start)..<Int(step.start + step.count)].elementsEqual(name)
    }
    if let known { return known }
    // Where no name is kept, the place of an empty one is taken by none.
    let start = Int32(names.count)
    names += name.isEmpty ? [0] : name
    return .init(start: start, count: Int32(name.count), hash: hash, index: 0, isElement: false)
  }

  /// The path of the list before a selector of its elements, and the text after that.
  private static func parts(
    of text: String, at selector: String
  ) -> (list: [JSONPath.Step], rest: String)? {
    guard let range = text.firstRange(of: selector),
      let list = try? JSONPath(parsing: String(text[..<range.lowerBound])),
      let steps = list.singularSteps
    else { return nil }
    return (steps, String(text[range.upperBound...]))
  }
}

// MARK: What a lookup is

extension LookupBuilder {
  /// It finds at most one value, wherever it looks.
  func isSingle(_ lookup: Lookup) -> Bool {
    let entry = entries[Int(lookup.index)]
    switch entry.kind {
    case .path, .header, .literal, .type, .channel, .join, .nothing: return true
    case .each, .query, .split: return false
    case .changed: return isSingle(Lookup(index: entry.first))
    case .choice: return members(of: entry).allSatisfy { isSingle($0) }
    }
  }

  /// It looks into the body.
  func needsBody(_ lookup: Lookup) -> Bool {
    let entry = entries[Int(lookup.index)]
    switch entry.kind {
    case .path, .each, .query, .type: return true
    case .header, .literal, .channel, .nothing: return false
    case .changed, .split: return needsBody(Lookup(index: entry.first))
    case .choice, .join: return members(of: entry).contains { needsBody($0) }
    }
  }

  private func members(of entry: LookupTable.Entry) -> ArraySlice<Lookup> {
    members[Int(entry.first)..<Int(entry.first + entry.count)]
  }
}

extension Source {
  /// How a flaw names the source: as the rulebook writes it, in short.
  var place: String {
    switch self {
    case .header(let name): "header \(name)"
    case .item(let path), .part(let path): path.text
    case .body(let path): "body \(path.text)"
    case .literal(let text): text
    case .type: "type"
    case .channel: "channel"
    case .first(let sources): sources.first?.place ?? ""
    case .after(_, let of), .before(_, let of), .capture(_, let of), .split(_, let of),
      .alias(_, let of), .lowercase(let of):
      of.place
    case .join(let sources, _): sources.map(\.place).joined(separator: " ")
    }
  }
}
