/// What the store keeps of a tree: of a table, of the values of one key, of the list of free pages.
///
/// Layout (LMDB 0.9, 48 bytes): padding, or the size of the values (4), flags (2), depth (2), branch
/// pages, leaf pages, overflow pages, entries, root (8 each).
struct TreeRecord {
  let pad: UInt32
  let flags: Int
  let depth: Int
  let branchPages: UInt64
  let leafPages: UInt64
  let overflowPages: UInt64
  let entries: UInt64
  let root: UInt64

  static let size = 48
  /// The root of an empty tree.
  static let noPage = UInt64.max
  /// The store itself follows no more levels than this.
  static let depthMax = 32

  init?(_ page: PageBytes, at offset: Int) {
    guard let record = page.part(at: offset, count: Self.size),
      let pad = record.word32(at: 0), let flags = record.word16(at: 4),
      let depth = record.word16(at: 6), let branchPages = record.word64(at: 8),
      let leafPages = record.word64(at: 16), let overflowPages = record.word64(at: 24),
      let entries = record.word64(at: 32), let root = record.word64(at: 40)
    else { return nil }
    self.pad = pad
    self.flags = flags
    self.depth = depth
    self.branchPages = branchPages
    self.leafPages = leafPages
    self.overflowPages = overflowPages
    self.entries = entries
    self.root = root
  }

  var isEmpty: Bool { root == Self.noPage }
}

/// The flags of a tree that this program's tables have.
enum TreeFlags {
  static let duplicates = 0x04
  static let numberKeys = 0x08
  static let fixedDuplicates = 0x10
  /// In the record of the free list also stands how the file was first opened: without a directory
  /// of its own.
  static let noDirectory = 0x4000
}
