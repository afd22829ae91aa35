extension PageFault: CustomStringConvertible {
  /// What was found.
  package var description: String {
    switch self {
    case .headerMissing: "the header is missing"
    case .header(let field, let found): "the header's \(field.rawValue) is \(found)"
    case .headersDisagree(let field, let first, let second):
      "the headers do not go together: \(field.rawValue) \(first) and \(second)"
    case .missingPages(let count): "the file ends before \(count) pages that are not free"
    case .outside(let last): "there is no such page: the last one is \(last)"
    case .cutShort: "the file ends before the end of this page"
    case .unreadable(let errno): "the page cannot be read: error \(errno) of the system"
    case .misplaced(let number): "the page calls itself \(number)"
    case .kind(let flags, let expected):
      "the page has flags \(flags) where a page of kind \(expected.rawValue) belongs"
    case .reachedTwice: "the page is used in two places"
    case .reachedAndFree: "the page is in use, and in the list of free pages"
    case .bounds(let lower, let upper): "the page's bounds, \(lower) and \(upper), cannot be"
    case .nodeOutside(let node): "node \(node) lies outside of the page's nodes"
    case .nodesOverlap(let node): "node \(node) overlaps another one"
    case .nodesDoNotFill(let bytes, let expected):
      "the nodes take \(bytes) bytes, and their place has \(expected)"
    case .tooFewNodes(let count): "the page has too few nodes: \(count)"
    case .keySize(let node, let bytes): "the key of node \(node) has \(bytes) bytes"
    case .nodeFlags(let node, let flags): "node \(node) has flags \(flags), which it cannot have"
    case .valueSize(let node, let bytes): "the value of node \(node) has \(bytes) bytes"
    case .keyOrder(let node): "the key of node \(node) does not come after the one before it"
    case .keyOutside(let node): "the key of node \(node) is not between those of the page above"
    case .valueOrder(let node): "a value of node \(node) does not come after the one before it"
    case .overflowTooShort(let pages, let needed):
      "a value of \(needed) pages has \(pages)"
    case .record(let field, let recorded):
      "the record of the tree says \(field.rawValue) \(recorded), which cannot be"
    case .counter(let field, let recorded, let counted):
      "the record of the tree says \(field.rawValue) \(recorded), and there are \(counted)"
    case .freeTransaction(let node, let transaction):
      "node \(node) lists pages as freed by transaction \(transaction), which cannot be"
    case .freeCount(let node, let count, let room):
      "node \(node) lists \(count) pages and has room for \(room)"
    case .freeOrder(let node): "the pages that node \(node) lists are not in order"
    case .freeOutside(let node, let page): "node \(node) lists page \(page), which cannot be free"
    case .freeTwice(let node, let page): "node \(node) lists page \(page), which is listed already"
    }
  }

  /// Stable, for programs.
  package var code: String {
    switch self {
    case .headerMissing: "header_missing"
    case .header: "header"
    case .headersDisagree: "headers_disagree"
    case .missingPages: "missing_pages"
    case .outside: "page_outside"
    case .cutShort: "cut_short"
    case .unreadable: "unreadable"
    case .misplaced: "misplaced"
    case .kind: "page_kind"
    case .reachedTwice: "reached_twice"
    case .reachedAndFree: "reached_and_free"
    case .bounds: "bounds"
    case .nodeOutside: "node_outside"
    case .nodesOverlap: "nodes_overlap"
    case .nodesDoNotFill: "nodes_do_not_fill"
    case .tooFewNodes: "too_few_nodes"
    case .keySize: "key_size"
    case .nodeFlags: "node_flags"
    case .valueSize: "value_size"
    case .keyOrder: "key_order"
    case .keyOutside: "key_outside"
    case .valueOrder: "value_order"
    case .overflowTooShort: "overflow_too_short"
    case .record: "record"
    case .counter: "counter"
    case .freeTransaction: "free_transaction"
    case .freeCount: "free_count"
    case .freeOrder: "free_order"
    case .freeOutside: "free_outside"
    case .freeTwice: "free_twice"
    }
  }
}

extension WalkFinding {
  /// What it means for whoever reads or writes the file.
  package var meaning: String {
    switch fault {
    case .headerMissing, .header, .headersDisagree:
      "which commit is the last one cannot be relied on; do not open the file for writing"
    case .missingPages, .cutShort:
      "the file was cut short; what was there is lost, and reading it would end the program"
    case .unreadable: "the disk does not give it back; rows on it and below it cannot be read"
    case .freeTransaction, .freeCount, .freeOrder, .freeOutside, .freeTwice, .reachedAndFree:
      "rows can be read, but a writer would overwrite pages that are in use"
    case .counter:
      "entries or pages were lost, or the record was altered; what is there can be read"
    case .keyOrder, .keyOutside, .valueOrder:
      "look-ups in \(place) miss rows that are there; a scan of all of it still finds them"
    default:
      "rows of \(place) on it and below it cannot be trusted, and reading them may end the program"
    }
  }

  private var place: String { table.map { "table \($0)" } ?? "the file" }
}
