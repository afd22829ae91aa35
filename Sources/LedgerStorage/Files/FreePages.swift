internal import Glibc

/// Tells a file that was cut short from one that merely ends with pages that were never written.
///
/// The store does not write pages that one transaction took and gave back, so a sound file may end
/// before its last page; those pages are then in its list of free pages. A file that misses any
/// other page was cut short, and reading it through the map would kill the process. Pages are read
/// here with bounds checked, never through the map.
///
/// Layout (LMDB 0.9): a page begins with its number (8), padding (2), flags (2: 1 branch, 2 leaf),
/// lower and upper bound (2 + 2), then two-byte offsets of its nodes. A node: size or child page
/// (2 + 2, and for a child 2 more), flags (2: 1 the data is on overflow pages), key size (2), key,
/// data. An entry of the free table is a count and as many page numbers, 8 bytes each.
struct FreePages {
  private let descriptor: Int32
  private let meta: MetaPages
  private var found: Set<UInt64> = []
  private var pagesLeft: UInt64

  private static let headerBytes = 16
  private static let nodeHeaderBytes = 8
  private static let noPage = UInt64.max
  /// The store itself follows no more levels than this.
  private static let depthMax = 32

  /// Whether every page that lies behind the end of the file is free.
  static func coverMissingPages(of path: String, _ meta: MetaPages) -> Bool {
    let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { Glibc.close(descriptor) }
    var walk = FreePages(descriptor: descriptor, meta: meta, pagesLeft: meta.pagesInFile)
    guard meta.freeRoot == noPage || walk.visit(meta.freeRoot, depth: 1) else { return false }
    return UInt64(walk.found.count) == meta.lastPage + 1 - meta.pagesInFile
  }

  private init(descriptor: Int32, meta: MetaPages, pagesLeft: UInt64) {
    self.descriptor = descriptor
    self.meta = meta
    self.pagesLeft = pagesLeft
  }

  /// Reads `count` pages; nil where they are not all in the file.
  private func read(_ page: UInt64, count: Int = 1) -> [UInt8]? {
    guard page < meta.pagesInFile, UInt64(count) <= meta.pagesInFile - page else { return nil }
    let size = count * meta.pageSize
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, filled in
      let offset = off_t(page) * off_t(meta.pageSize)
      filled = max(0, pread(descriptor, buffer.baseAddress, size, offset))
    }
    return bytes.count == size ? bytes : nil
  }

  /// Collects what the tree below a page lists; false where the tree is not sound.
  private mutating func visit(_ number: UInt64, depth: Int) -> Bool {
    // Each page once at most, so that a loop in a damaged file ends.
    guard depth <= Self.depthMax, pagesLeft > 0, let page = read(number) else { return false }
    pagesLeft -= 1
    let flags = page.word16(at: 10)
    let nodes = (Int(page.word16(at: 12)) - Self.headerBytes) / 2
    guard nodes >= 0, Self.headerBytes + 2 * nodes <= page.count else { return false }
    for index in 0..<nodes {
      let node = Int(page.word16(at: Self.headerBytes + 2 * index))
      guard node >= Self.headerBytes, node + Self.nodeHeaderBytes <= page.count else {
        return false
      }
      let isSound =
        flags & 1 != 0 ? visit(page.child(at: node), depth: depth + 1) : collect(page, node)
      guard isSound else { return false }
    }
    return true
  }

  private mutating func collect(_ page: [UInt8], _ node: Int) -> Bool {
    let size = Int(page.word16(at: node)) | Int(page.word16(at: node + 2)) << 16
    let data = node + Self.nodeHeaderBytes + Int(page.word16(at: node + 6))
    if page.word16(at: node + 4) & 1 == 0 { return collect(page, data, size) }
    guard data + 8 <= page.count else { return false }
    let count = (Self.headerBytes + size + meta.pageSize - 1) / meta.pageSize
    guard let overflow = read(page.word64(at: data), count: count) else { return false }
    return collect(overflow, Self.headerBytes, size)
  }

  private mutating func collect(_ bytes: [UInt8], _ start: Int, _ size: Int) -> Bool {
    guard size >= 8, start + size <= bytes.count else { return false }
    let count = bytes.word64(at: start)
    guard count <= UInt64(size / 8 - 1) else { return false }
    for index in 0..<Int(count) {
      let page = bytes.word64(at: start + 8 + 8 * index)
      if page >= meta.pagesInFile, page <= meta.lastPage { found.insert(page) }
    }
    return true
  }
}

extension [UInt8] {
  fileprivate func word16(at offset: Int) -> UInt16 {
    withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: UInt16.self) }
  }

  fileprivate func word64(at offset: Int) -> UInt64 {
    withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: UInt64.self) }
  }

  /// The 48-bit number of a child page.
  fileprivate func child(at node: Int) -> UInt64 {
    UInt64(word16(at: node)) | UInt64(word16(at: node + 2)) << 16
      | UInt64(word16(at: node + 4)) << 32
  }
}
