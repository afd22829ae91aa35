/// Finds the nodes of a page, or of an inner page, and checks that they lie in their place side by
/// side.
///
/// Layout (LMDB 0.9): after the frame two-byte offsets of the nodes, in the order of their keys; the
/// nodes fill the end of the page, from the upper bound on, each at an even offset. A node: low and
/// high half of the value's size (2 + 2), flags (2), key size (2), key, value or the number of its
/// overflow page (8). In a branch the first three are the number of the page below.
struct NodeLayout {
  /// Bytes of the page that belong to a node, one bit each.
  private var taken: [UInt64]

  init(pageSize: Int) { taken = [UInt64](repeating: 0, count: pageSize / 64 + 1) }

  /// - Parameter nodes: what was found; without meaning where a fault is returned.
  mutating func read(
    _ page: PageBytes, _ frame: PageFrame, isBranch: Bool, into nodes: inout [PageNode]
  ) -> PageFault? {
    nodes.removeAll(keepingCapacity: true)
    guard frame.lower >= PageFrame.size, frame.lower % 2 == 0, frame.lower <= frame.upper,
      frame.upper <= page.count
    else { return .bounds(lower: frame.lower, upper: frame.upper) }
    clear(page.count)
    var bytes = 0
    for index in 0..<frame.count {
      guard let node = Self.node(page, index, isBranch: isBranch) else {
        return .nodeOutside(node: index)
      }
      let inPage = isBranch ? 0 : node.flags & PageNode.isLarge != 0 ? 8 : node.valueSize
      let size = Self.even(PageNode.headerSize + node.keySize + inPage)
      guard node.start >= frame.upper, node.start % 2 == 0, size <= page.count - node.start else {
        return .nodeOutside(node: index)
      }
      guard take(node.start, size) else { return .nodesOverlap(node: index) }
      bytes += size
      nodes.append(node)
    }
    guard bytes == page.count - frame.upper else {
      return .nodesDoNotFill(bytes: bytes, expected: page.count - frame.upper)
    }
    return nil
  }

  private static func node(_ page: PageBytes, _ index: Int, isBranch: Bool) -> PageNode? {
    guard let start = page.word16(at: PageFrame.size + 2 * index),
      let low = page.word16(at: start), let high = page.word16(at: start + 2),
      let flags = page.word16(at: start + 4), let keySize = page.word16(at: start + 6)
    else { return nil }
    let number = UInt64(low) | UInt64(high) << 16 | UInt64(flags) << 32
    return PageNode(
      start: start, flags: isBranch ? 0 : flags, keySize: keySize,
      valueSize: isBranch ? 0 : low | high << 16, child: isBranch ? number : 0)
  }

  private static func even(_ size: Int) -> Int { (size + 1) & ~1 }

  private mutating func clear(_ bytes: Int) {
    for index in 0..<min(taken.count, bytes / 64 + 1) { taken[index] = 0 }
  }

  /// False where one of the bytes is taken already. They lie within the page.
  private mutating func take(_ start: Int, _ size: Int) -> Bool {
    var position = start
    let end = start + size
    while position < end {
      let count = min(end - position, 64 - position % 64)
      let mask = (count == 64 ? UInt64.max : (1 << UInt64(count)) - 1) << UInt64(position % 64)
      guard taken[position / 64] & mask == 0 else { return false }
      taken[position / 64] |= mask
      position += count
    }
    return true
  }
}
