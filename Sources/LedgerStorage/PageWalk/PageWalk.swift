/// A walk of all pages of a file, without the store: the store trusts what it reads, and ends the
/// process on some files that are damaged. Everything is read with bounds checked, nothing through a
/// map; whatever the bytes are, a walk ends, and says what it found.
///
/// What a walk calls sound the store can read to the last row, and go on writing. Whether keys and
/// values are the ones that were once written it does not say: that takes what they mean.
package struct PageWalk {
  let file: PageFile
  let header: HeaderPage
  let pageSize: Int
  /// Whole pages of the file.
  let pagesInFile: UInt64
  private(set) var reached: PageSet
  var free: PageSet
  private(set) var findings: [WalkFinding] = []
  private(set) var findingsCount = 0
  private(set) var tables = 0
  /// Pages that are in use and free at once.
  private var contested: UInt64 = 0
  private var spare: [PageBuffer] = []
  var layout: NodeLayout
  /// Nodes of the inner page that is looked at.
  var inner: [PageNode] = []

  /// What comes after these is counted only: a file of garbage has one in every page.
  static let findingsMax = 1_000

  /// Pages that one commit may have taken and given back behind the end of the file: more are not
  /// believed, since a bit is kept for each.
  static let missingPagesMax: UInt64 = 1 << 24

  /// - Parameter pageSize: of the header.
  init(_ file: PageFile, _ header: HeaderPage, pageSize: Int) {
    self.file = file
    self.header = header
    self.pageSize = pageSize
    pagesInFile = UInt64(file.size / pageSize)
    let limit = min(header.lastPage + 1, pagesInFile + Self.missingPagesMax)
    reached = PageSet(limit: limit)
    free = PageSet(limit: limit)
    layout = NodeLayout(pageSize: pageSize)
  }

  mutating func walkFreeList() {
    var tree = PageTree(.freeList, name: WalkFinding.freeList)
    walk(&tree, header.free)
  }

  mutating func walkTables() {
    var tree = PageTree(.tables, name: WalkFinding.tableList)
    walk(&tree, header.main)
  }

  /// Walks a table whose record stands in the list of tables.
  mutating func walkTable(_ name: String, _ record: TreeRecord) {
    tables += 1
    let purpose: PageTree.Purpose? =
      switch record.flags {
      case 0: .plain
      case TreeFlags.duplicates: .duplicates(isFixed: false)
      case TreeFlags.duplicates | TreeFlags.fixedDuplicates: .duplicates(isFixed: true)
      default: nil
      }
    guard let purpose, record.pad == 0 else {
      note(nil, name, .record(purpose == nil ? .flags : .valueSize, recorded: record.kindNumber))
      return
    }
    var tree = PageTree(purpose, name: name)
    walk(&tree, record)
  }

  /// Pages behind the end of the file that are not free. Others may be missing: what a commit took
  /// and gave back was never written.
  var missingPages: UInt64 {
    guard header.lastPage >= pagesInFile else { return 0 }
    return header.lastPage + 1 - pagesInFile - free.count(from: pagesInFile)
  }

  mutating func noteMissingPages() {
    if missingPages > 0 { note(nil, nil, .missingPages(missingPages)) }
  }

  /// Pages that are neither in use nor free: they are lost to the file and do no harm.
  var pagesLeftOver: UInt64 {
    let all = header.lastPage - 1
    let known = reached.count + free.count - contested
    return all > known ? all - known : 0
  }

  mutating func note(_ page: UInt64?, _ table: String?, _ fault: PageFault) {
    findingsCount += 1
    guard findings.count < Self.findingsMax else { return }
    findings.append(WalkFinding(page: page, table: table, fault: fault))
  }

  mutating func noteContested(_ page: UInt64, _ table: String?) {
    contested += 1
    note(page, table, .reachedAndFree)
  }

  /// Takes a page as used by a tree; false where it cannot be.
  mutating func claim(_ page: UInt64, _ table: String) -> Bool {
    guard page >= 2, page <= header.lastPage else {
      note(page, table, .outside(last: header.lastPage))
      return false
    }
    guard page < pagesInFile else {
      note(page, table, .cutShort)
      return false
    }
    guard reached.insert(page) else {
      note(page, table, .reachedTwice)
      return false
    }
    if free.contains(page) { noteContested(page, table) }
    return true
  }

  /// Reads the first `count` bytes of a page that was claimed; false where they are not to be had.
  mutating func read(
    _ page: UInt64, _ table: String, into buffer: UnsafeMutableRawBufferPointer
  ) -> Bool {
    switch file.read(into: buffer, at: Int(page) * pageSize) {
    case .whole: return true
    case .short: note(page, table, .cutShort)
    case .failed(let errno): note(page, table, .unreadable(errno: errno))
    }
    return false
  }

  mutating func takeBuffer() -> PageBuffer { spare.popLast() ?? PageBuffer(pageSize: pageSize) }

  mutating func giveBack(_ buffer: PageBuffer) { spare.append(buffer) }
}

extension TreeRecord {
  fileprivate var kindNumber: UInt64 { UInt64(pad) << 16 | UInt64(flags) }
}
