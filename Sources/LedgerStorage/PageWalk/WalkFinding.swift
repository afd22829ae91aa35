/// Something in a file that the store could stumble over, and where.
package struct WalkFinding: Hashable, Sendable {
  /// Nil where it is about the file as a whole.
  package var page: UInt64?
  /// Nil where it belongs to no table; the list of free pages and the list of tables have names too.
  package var table: String?
  package var fault: PageFault

  init(page: UInt64? = nil, table: String? = nil, fault: PageFault) {
    self.page = page
    self.table = table
    self.fault = fault
  }

  static let freeList = "(free pages)"
  static let tableList = "(tables)"
}

/// What was found. Facts only: numbers of pages, nodes and bytes, never keys or values.
package enum PageFault: Hashable, Sendable {
  package enum HeaderField: String, Hashable, Sendable {
    case kind = "kind"
    case number = "page number"
    case magic = "magic number"
    case version = "version"
    case address = "address"
    case pageSize = "page size"
    case mapSize = "map size"
    case lastPage = "last page"
    case transaction = "transaction"
    case freeFlags = "flags of the free list"
    case tablesFlags = "flags of the list of tables"
  }

  package enum RecordField: String, Hashable, Sendable {
    case flags, depth, entries
    case root = "root page"
    case valueSize = "size of values"
    case branchPages = "branch pages"
    case leafPages = "leaf pages"
    case overflowPages = "overflow pages"
  }

  // Headers and the file as a whole.
  case headerMissing
  case header(HeaderField, found: UInt64)
  case headersDisagree(HeaderField, UInt64, UInt64)
  /// The file ends before pages that are not free.
  case missingPages(UInt64)

  // Which page it is.
  case outside(last: UInt64)
  case cutShort
  case unreadable(errno: Int32)
  case misplaced(number: UInt64)
  case kind(flags: Int, expected: PageKind)
  case reachedTwice
  case reachedAndFree

  // How a page is laid out.
  case bounds(lower: Int, upper: Int)
  case nodeOutside(node: Int)
  case nodesOverlap(node: Int)
  case nodesDoNotFill(bytes: Int, expected: Int)
  case tooFewNodes(Int)

  // What nodes hold.
  case keySize(node: Int, bytes: Int)
  case nodeFlags(node: Int, flags: Int)
  case valueSize(node: Int, bytes: Int)
  case keyOrder(node: Int)
  case keyOutside(node: Int)
  case valueOrder(node: Int)
  case overflowTooShort(pages: UInt64, needed: UInt64)

  // What is recorded of a tree.
  case record(RecordField, recorded: UInt64)
  case counter(RecordField, recorded: UInt64, counted: UInt64)

  // The list of free pages.
  case freeTransaction(node: Int, transaction: UInt64)
  case freeCount(node: Int, count: UInt64, room: UInt64)
  case freeOrder(node: Int)
  case freeOutside(node: Int, page: UInt64)
  case freeTwice(node: Int, page: UInt64)
}
