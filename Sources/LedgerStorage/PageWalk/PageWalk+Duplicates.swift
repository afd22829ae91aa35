extension PageWalk {
  /// Looks at the values of a key.
  ///
  /// - Returns: how many there are.
  mutating func duplicates(
    at index: Int, _ place: LeafPlace, _ tree: inout PageTree, isFixed: Bool
  ) -> UInt64 {
    let node = place.buffer.nodes[index]
    guard let value = place.buffer.page.part(at: node.valueStart, count: node.valueSize) else {
      return 0
    }
    switch node.flags {
    case PageNode.isDuplicates:
      return UInt64(innerPage(value, at: index, place, &tree, isFixed: isFixed))
    case PageNode.isDuplicates | PageNode.isTree:
      guard value.count == TreeRecord.size, let record = TreeRecord(value, at: 0) else { break }
      return values(record, at: index, place, &tree, isFixed: isFixed)
    default:
      let fits =
        isFixed
        ? Self.fits(value.count, &tree) : value.count <= PageTree.keyBytesMax
      guard fits else { break }
      return 1
    }
    note(place.page, tree.name, .valueSize(node: index, bytes: node.valueSize))
    return 0
  }

  /// Whether values of this size are of the size of all others in the table.
  private static func fits(_ size: Int, _ tree: inout PageTree) -> Bool {
    guard (1...PageTree.keyBytesMax).contains(size) else { return false }
    if tree.fixedSize == nil { tree.fixedSize = size }
    return tree.fixedSize == size
  }

  /// Values in a tree of their own.
  private mutating func values(
    _ record: TreeRecord, at index: Int, _ place: LeafPlace, _ tree: inout PageTree, isFixed: Bool
  ) -> UInt64 {
    guard record.flags == (isFixed ? TreeFlags.fixedDuplicates : 0) else {
      note(place.page, tree.name, .record(.flags, recorded: UInt64(record.flags)))
      return 0
    }
    guard isFixed ? Self.fits(Int(record.pad), &tree) : record.pad == 0 else {
      note(place.page, tree.name, .record(.valueSize, recorded: UInt64(record.pad)))
      return 0
    }
    var values = PageTree(.values(size: isFixed ? Int(record.pad) : nil), name: tree.name)
    return walk(&values, record)
  }

  /// Values on a page inside a leaf.
  private mutating func innerPage(
    _ page: PageBytes, at index: Int, _ place: LeafPlace, _ tree: inout PageTree, isFixed: Bool
  ) -> Int {
    let kind = isFixed ? PageKind.packedInner : .inner
    guard let frame = PageFrame(page) else {
      note(place.page, tree.name, .valueSize(node: index, bytes: page.count))
      return 0
    }
    // Its number is that of a page that the leaf was once on.
    guard frame.flags == kind.flags else {
      note(place.page, tree.name, .kind(flags: frame.flags, expected: kind))
      return 0
    }
    guard isFixed else { return innerNodes(page, frame, at: index, place, tree) }
    guard Self.fits(frame.pad, &tree) else {
      note(place.page, tree.name, .valueSize(node: index, bytes: frame.pad))
      return 0
    }
    return packed(
      page, frame, size: frame.pad, at: place.page, tree, node: index, PageTree.Bounds())
  }

  private mutating func innerNodes(
    _ page: PageBytes, _ frame: PageFrame, at index: Int, _ place: LeafPlace, _ tree: PageTree
  ) -> Int {
    if let fault = layout.read(page, frame, isBranch: false, into: &inner) {
      note(place.page, tree.name, fault)
      return 0
    }
    if inner.isEmpty { note(place.page, tree.name, .tooFewNodes(0)) }
    for (number, node) in inner.enumerated() {
      guard node.flags == 0 else {
        note(place.page, tree.name, .nodeFlags(node: index, flags: node.flags))
        return 0
      }
      guard node.valueSize == 0, node.keySize <= PageTree.keyBytesMax else {
        note(place.page, tree.name, .valueSize(node: index, bytes: node.keySize))
        return 0
      }
      guard number > 0 else { continue }
      if page.key(of: inner[number - 1]).order(against: page.key(of: node)) >= 0 {
        note(place.page, tree.name, .valueOrder(node: index))
        return 0
      }
    }
    return inner.count
  }

  /// Values of one size, one after the other behind the frame of their page. The bounds tell their
  /// number, and the room behind them.
  ///
  /// - Parameter node: of the leaf that they lie in; nil where they have a page of their own.
  /// - Returns: how many there are.
  mutating func packed(
    _ page: PageBytes, _ frame: PageFrame, size: Int, at number: UInt64, _ tree: PageTree,
    node: Int?, _ bounds: PageTree.Bounds
  ) -> Int {
    let room = page.count - PageFrame.size - frame.count * size
    guard frame.lower >= PageFrame.size, frame.lower % 2 == 0, room >= 0,
      frame.upper - frame.lower == room
    else {
      note(number, tree.name, .bounds(lower: frame.lower, upper: frame.upper))
      return 0
    }
    guard frame.pad == size else {
      note(number, tree.name, .valueSize(node: node ?? 0, bytes: frame.pad))
      return 0
    }
    guard frame.count > 0 else {
      note(number, tree.name, .tooFewNodes(0))
      return 0
    }
    func value(_ index: Int) -> UnsafeRawBufferPointer {
      let start = PageFrame.size + index * size
      return UnsafeRawBufferPointer(rebasing: page.bytes[start..<(start + size)])
    }
    for index in 1..<max(1, frame.count)
    where value(index - 1).order(against: value(index)) >= 0 {
      note(number, tree.name, .valueOrder(node: node ?? index))
      return frame.count
    }
    guard tree.isAtOrAfter(value(0), bounds), tree.isBefore(value(frame.count - 1), bounds) else {
      note(number, tree.name, .keyOutside(node: node ?? 0))
      return frame.count
    }
    return frame.count
  }
}
