extension PageWalk {
  /// Looks at the pages that a transaction freed: their number, then each of them, the last first,
  /// 8 bytes each. Behind them there may be room.
  mutating func freePages(
    at index: Int, _ place: LeafPlace, _ tree: PageTree, _ counts: inout TreeCounts
  ) {
    counts.entries += 1
    let buffer = place.buffer
    let node = buffer.nodes[index]
    let transaction = PageBytes(buffer.key(node)).word64(at: 0) ?? 0
    if transaction == 0 || transaction > header.transaction {
      note(place.page, tree.name, .freeTransaction(node: index, transaction: transaction))
    }
    guard node.valueSize >= 8, node.valueSize % 8 == 0 else {
      return note(place.page, tree.name, .valueSize(node: index, bytes: node.valueSize))
    }
    var list = FreeList(node: index, words: node.valueSize / 8)
    guard node.flags == PageNode.isLarge else {
      guard let value = buffer.page.part(at: node.valueStart, count: node.valueSize) else { return }
      take(value, &list, place, tree)
      return
    }
    guard let first = overflow(at: index, place, tree, &counts) else { return }
    let page = takeBuffer()
    defer { giveBack(page) }
    var next = first
    while list.next < list.words, list.next <= list.count {
      guard read(next, tree.name, into: page.storage) else { return }
      let start = next == first ? PageFrame.size : 0
      let count = min(pageSize - start, (list.words - list.next) * 8)
      guard let part = page.page.part(at: start, count: count), take(part, &list, place, tree)
      else { return }
      next += 1
    }
  }

  private struct FreeList {
    let node: Int
    /// Of the whole value.
    let words: Int
    /// The next of them.
    var next = 0
    var count = 0
    var previous = UInt64.max
  }

  /// Takes the next words of a list; false where it is not sound.
  @discardableResult
  private mutating func take(
    _ value: PageBytes, _ list: inout FreeList, _ place: LeafPlace, _ tree: PageTree
  ) -> Bool {
    for offset in stride(from: 0, to: value.count, by: 8) {
      guard let word = value.word64(at: offset) else { return false }
      let fault: PageFault?
      if list.next == 0 {
        fault =
          word < list.words
          ? nil : .freeCount(node: list.node, count: word, room: UInt64(list.words - 1))
        list.count = Int(truncatingIfNeeded: word)
      } else if list.next <= list.count {
        fault = self.fault(ofFree: word, list)
        if fault == nil, reached.contains(word) { noteContested(word, tree.name) }
        list.previous = word
      } else {
        return true
      }
      if let fault {
        note(place.page, tree.name, fault)
        return false
      }
      list.next += 1
    }
    return true
  }

  private mutating func fault(ofFree page: UInt64, _ list: FreeList) -> PageFault? {
    guard page >= 2, page <= header.lastPage, page < free.limit else {
      return .freeOutside(node: list.node, page: page)
    }
    guard page < list.previous else { return .freeOrder(node: list.node) }
    return free.insert(page) ? nil : .freeTwice(node: list.node, page: page)
  }
}
