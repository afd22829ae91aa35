extension PageWalk {
  /// Looks through a leaf.
  mutating func leaf(
    _ buffer: PageBuffer, _ frame: PageFrame, at page: UInt64, _ bounds: PageTree.Bounds,
    _ tree: inout PageTree, _ counts: inout TreeCounts
  ) {
    if case .values(let size?) = tree.purpose {
      counts.entries += UInt64(
        packed(buffer.page, frame, size: size, at: page, tree, node: nil, bounds))
      return
    }
    if let fault = layout.read(buffer.page, frame, isBranch: false, into: &buffer.nodes) {
      return note(page, tree.name, fault)
    }
    guard !buffer.nodes.isEmpty else { return note(page, tree.name, .tooFewNodes(0)) }
    let keys = buffer.nodes.indices
    if let fault = keyFault(of: buffer, keys, tree, bounds, isBranch: false) {
      note(page, tree.name, fault)
      if case .keySize = fault { return }
    }
    let place = LeafPlace(page: page, buffer: buffer)
    for index in keys { value(at: index, place, &tree, &counts) }
  }

  struct LeafPlace {
    let page: UInt64
    let buffer: PageBuffer
  }

  private mutating func value(
    at index: Int, _ place: LeafPlace, _ tree: inout PageTree, _ counts: inout TreeCounts
  ) {
    let node = place.buffer.nodes[index]
    let allowed: [Int] =
      switch tree.purpose {
      case .freeList, .plain: [0, PageNode.isLarge]
      case .tables: [PageNode.isTree]
      case .duplicates: [0, PageNode.isDuplicates, PageNode.isDuplicates | PageNode.isTree]
      case .values: [0]
      }
    guard allowed.contains(node.flags) else {
      return note(place.page, tree.name, .nodeFlags(node: index, flags: node.flags))
    }
    let inPage = PageNode.headerSize + node.keySize + node.valueSize
    guard node.flags == PageNode.isLarge || inPage <= nodeBytesMax else {
      return note(place.page, tree.name, .valueSize(node: index, bytes: node.valueSize))
    }
    switch tree.purpose {
    case .freeList: freePages(at: index, place, tree, &counts)
    case .plain:
      counts.entries += 1
      guard node.flags == PageNode.isLarge else { return }
      _ = overflow(at: index, place, tree, &counts)
    case .tables:
      counts.entries += 1
      table(at: index, place, tree)
    case .duplicates(let isFixed):
      counts.entries += duplicates(at: index, place, &tree, isFixed: isFixed)
    case .values:
      counts.entries += 1
      if node.valueSize != 0 {
        note(place.page, tree.name, .valueSize(node: index, bytes: node.valueSize))
      }
    }
  }

  /// A larger node is not kept in a leaf: two fit a page.
  private var nodeBytesMax: Int { (((pageSize - PageFrame.size) / 2) & ~1) - 2 }

  private mutating func table(at index: Int, _ place: LeafPlace, _ tree: PageTree) {
    let node = place.buffer.nodes[index]
    guard node.valueSize == TreeRecord.size,
      let record = TreeRecord(place.buffer.page, at: node.valueStart)
    else { return note(place.page, tree.name, .valueSize(node: index, bytes: node.valueSize)) }
    walkTable(Self.name(place.buffer.key(node)), record)
  }

  /// The name of a table, where it is one: bytes of a damaged file are not shown.
  private static func name(_ bytes: UnsafeRawBufferPointer) -> String {
    let isName = bytes.count <= 64 && bytes.allSatisfy { (0x21...0x7e).contains($0) }
    return isName ? String(decoding: bytes, as: UTF8.self) : "(unreadable name)"
  }

  /// Claims the overflow pages of a value.
  ///
  /// - Returns: the first of them; nil where they are not sound.
  mutating func overflow(
    at index: Int, _ place: LeafPlace, _ tree: PageTree, _ counts: inout TreeCounts
  ) -> UInt64? {
    let node = place.buffer.nodes[index]
    guard let page = place.buffer.page.word64(at: node.valueStart),
      claim(page, tree.name)
    else { return nil }
    let frame: PageFrame? = withUnsafeTemporaryAllocation(
      byteCount: PageFrame.size, alignment: 8
    ) { bytes in
      guard read(page, tree.name, into: bytes) else { return nil }
      return PageFrame(PageBytes(UnsafeRawBufferPointer(bytes)))
    }
    guard let frame else { return nil }
    let needed = UInt64((PageFrame.size + node.valueSize + pageSize - 1) / pageSize)
    let fault: PageFault? =
      if frame.number != page {
        .misplaced(number: frame.number)
      } else if frame.flags != PageKind.overflow.flags {
        .kind(flags: frame.flags, expected: .overflow)
      } else if frame.overflowPages < needed {
        .overflowTooShort(pages: frame.overflowPages, needed: needed)
      } else {
        nil
      }
    if let fault {
      note(page, tree.name, fault)
      return nil
    }
    counts.overflowPages += frame.overflowPages
    for next in (page + 1)..<(page + max(1, frame.overflowPages)) {
      guard claim(next, tree.name) else { return nil }
    }
    return page
  }
}
