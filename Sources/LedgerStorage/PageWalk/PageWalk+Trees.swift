extension PageWalk {
  /// A branch whose pages below are being walked.
  fileprivate struct Level {
    let buffer: PageBuffer
    let bounds: PageTree.Bounds
    /// Whether its keys say between which others those below must lie.
    let isInOrder: Bool
    var next = 0
  }

  /// Walks a tree, with a stack that is as high as the tree is deep, and holds what was found
  /// against its record.
  ///
  /// - Returns: the entries that were found.
  @discardableResult
  mutating func walk(_ tree: inout PageTree, _ record: TreeRecord) -> UInt64 {
    guard check(record, tree) else { return 0 }
    guard !record.isEmpty else { return 0 }
    let findingsBefore = findingsCount
    var counts = TreeCounts()
    var levels: [Level] = []
    visit(record.root, PageTree.Bounds(), &tree, record.depth, &levels, &counts)
    while var level = levels.popLast() {
      guard level.next < level.buffer.nodes.count else {
        giveBack(level.buffer)
        continue
      }
      let index = level.next
      level.next += 1
      levels.append(level)
      let bounds = level.isInOrder ? level.boundsBelow(index) : PageTree.Bounds()
      visit(level.buffer.nodes[index].child, bounds, &tree, record.depth, &levels, &counts)
    }
    if findingsCount == findingsBefore { compare(counts, record, tree) }
    return counts.entries
  }

  /// Looks at a page: a branch is put on the stack, a leaf is looked through.
  private mutating func visit(
    _ page: UInt64, _ bounds: PageTree.Bounds, _ tree: inout PageTree, _ depth: Int,
    _ levels: inout [Level], _ counts: inout TreeCounts
  ) {
    guard claim(page, tree.name) else { return }
    let isBranch = levels.count + 1 < depth
    if isBranch { counts.branchPages += 1 } else { counts.leafPages += 1 }
    let buffer = takeBuffer()
    guard read(page, tree.name, into: buffer.storage), let frame = PageFrame(buffer.page) else {
      giveBack(buffer)
      return
    }
    let kind = isBranch ? PageKind.branch : tree.leafKind
    if let fault = self.fault(of: frame, at: page, kind) {
      note(page, tree.name, fault)
    } else if isBranch {
      if let level = branch(buffer, frame, at: page, bounds, tree) {
        levels.append(level)
        return
      }
    } else {
      leaf(buffer, frame, at: page, bounds, &tree, &counts)
    }
    giveBack(buffer)
  }

  private func fault(of frame: PageFrame, at page: UInt64, _ kind: PageKind) -> PageFault? {
    if frame.number != page { return .misplaced(number: frame.number) }
    if frame.flags != kind.flags { return .kind(flags: frame.flags, expected: kind) }
    return nil
  }

  /// Nil where the pages below cannot be told.
  private mutating func branch(
    _ buffer: PageBuffer, _ frame: PageFrame, at page: UInt64, _ bounds: PageTree.Bounds,
    _ tree: PageTree
  ) -> Level? {
    if let fault = layout.read(buffer.page, frame, isBranch: true, into: &buffer.nodes) {
      note(page, tree.name, fault)
      return nil
    }
    // In the list of free pages the store itself leaves branches of one.
    if buffer.nodes.count < (tree.isFreeList ? 1 : 2) {
      note(page, tree.name, .tooFewNodes(buffer.nodes.count))
      return nil
    }
    // The first key of a branch stands for whatever comes before the second.
    let keys = buffer.nodes.indices.dropFirst()
    let fault =
      buffer.nodes[0].keySize > PageTree.keyBytesMax
      ? PageFault.keySize(node: 0, bytes: buffer.nodes[0].keySize)
      : keyFault(of: buffer, keys, tree, bounds, isBranch: true)
    if let fault { note(page, tree.name, fault) }
    return Level(buffer: buffer, bounds: bounds, isInOrder: fault == nil)
  }

  /// The first key that is not where it should be.
  func keyFault(
    of buffer: PageBuffer, _ keys: Range<Int>, _ tree: PageTree, _ bounds: PageTree.Bounds,
    isBranch: Bool
  ) -> PageFault? {
    for index in keys where !tree.allows(keySize: buffer.nodes[index].keySize) {
      return .keySize(node: index, bytes: buffer.nodes[index].keySize)
    }
    guard let first = keys.first, let last = keys.last else { return nil }
    for index in keys.dropFirst() {
      let previous = buffer.key(buffer.nodes[index - 1])
      if !tree.isAscending(previous, buffer.key(buffer.nodes[index])) {
        return .keyOrder(node: index)
      }
    }
    let lowest = buffer.key(buffer.nodes[first])
    guard tree.isAtOrAfter(lowest, bounds),
      // What lies between the lower bound and this key is not empty.
      !isBranch || bounds.lower?.withUnsafeBytes({ tree.isAscending($0, lowest) }) ?? true
    else { return .keyOutside(node: first) }
    guard tree.isBefore(buffer.key(buffer.nodes[last]), bounds) else {
      return .keyOutside(node: last)
    }
    return nil
  }
}

extension PageWalk {
  /// Whether a record can be one.
  private mutating func check(_ record: TreeRecord, _ tree: PageTree) -> Bool {
    if record.isEmpty {
      let isRight =
        record.depth == 0 && record.entries == 0 && record.branchPages == 0
        && record.leafPages == 0 && record.overflowPages == 0
      // The values of a key are at least one.
      if case .values = tree.purpose { return refuse(record, .root, record.root, tree) }
      return isRight || refuse(record, .depth, UInt64(record.depth), tree)
    }
    guard (1...TreeRecord.depthMax).contains(record.depth) else {
      return refuse(record, .depth, UInt64(record.depth), tree)
    }
    return true
  }

  private mutating func refuse(
    _ record: TreeRecord, _ field: PageFault.RecordField, _ recorded: UInt64, _ tree: PageTree
  ) -> Bool {
    note(nil, tree.name, .record(field, recorded: recorded))
    return false
  }

  private mutating func compare(_ counts: TreeCounts, _ record: TreeRecord, _ tree: PageTree) {
    let pairs: [(PageFault.RecordField, UInt64, UInt64)] = [
      (.branchPages, record.branchPages, counts.branchPages),
      (.leafPages, record.leafPages, counts.leafPages),
      (.overflowPages, record.overflowPages, counts.overflowPages),
      (.entries, record.entries, counts.entries),
    ]
    for (field, recorded, counted) in pairs where recorded != counted {
      note(nil, tree.name, .counter(field, recorded: recorded, counted: counted))
    }
  }
}

extension PageWalk.Level {
  /// Between which keys those below a node lie.
  fileprivate func boundsBelow(_ index: Int) -> PageTree.Bounds {
    let nodes = buffer.nodes
    return PageTree.Bounds(
      lower: index == 0 ? bounds.lower : Array(buffer.key(nodes[index])),
      upper: index + 1 < nodes.count ? Array(buffer.key(nodes[index + 1])) : bounds.upper)
  }
}
