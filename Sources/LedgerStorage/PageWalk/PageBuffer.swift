/// A page that was read, and its nodes.
final class PageBuffer {
  let storage: UnsafeMutableRawBufferPointer
  var nodes: [PageNode] = []

  init(pageSize: Int) {
    storage = .allocate(byteCount: pageSize, alignment: 8)
  }

  deinit { storage.deallocate() }

  var page: PageBytes { PageBytes(UnsafeRawBufferPointer(storage)) }

  func key(_ node: PageNode) -> UnsafeRawBufferPointer { page.key(of: node) }
}

/// A node whose bytes lie within its page.
struct PageNode {
  /// From the beginning of the page, or of the inner page.
  let start: Int
  let flags: Int
  let keySize: Int
  /// Of the value, which may lie on overflow pages.
  let valueSize: Int
  /// The page below; of a branch only.
  let child: UInt64

  static let headerSize = 8

  var valueStart: Int { start + Self.headerSize + keySize }

  /// The value lies on overflow pages, and the node holds the number of the first.
  static let isLarge = 0x01
  /// The value is the record of a tree.
  static let isTree = 0x02
  /// The value is all values of the key: an inner page, or with `isTree` a tree of them.
  static let isDuplicates = 0x04
}

extension PageBytes {
  /// Only of a node that was found in these bytes.
  func key(of node: PageNode) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(
      rebasing: bytes[(node.start + PageNode.headerSize)..<node.valueStart])
  }
}
