public import LedgerCore
public import LedgerStorage

/// A group of threads as a scan lends it: everything ends with the closure that it is lent to.
public struct ScannedGroup {
  public var root: ThreadID
  public var row: OrderRow.Outline
  /// The entries of all its threads, in log order; those of shared threads are marked.
  public var spine: UnsafeBufferPointer<SpineEntry>

  /// The correlation ID: the caller's, else minted.
  public var correlationID: String { row.correlation ?? CorrelationID.minted(root) }
}

/// Which groups a scan visits.
public enum ScanRange: Sendable {
  /// Those whose root is in a range.
  case roots(Range<UInt64>)
  /// These, ascending.
  case these(ArraySlice<ThreadID>)
}

extension LiveIndex {
  /// Makes the index ready to be scanned by several threads at a time, until it takes in more.
  public func settleForScans(_ base: borrowing ReadTransaction) throws(StorageError) {
    let settlement = try settle(base)
    if scanned == nil { scanned = settlement.rows.keys.sorted() }
  }

  /// Visits groups in ascending order of their roots: those of the file, with the tail laid over. Many
  /// threads may scan at a time, each with a snapshot of its own, after `settleForScans`.
  public func scanGroups(
    _ range: ScanRange, _ base: borrowing ReadTransaction,
    _ body: (ScannedGroup) throws(StorageError) -> Void
  ) throws(StorageError) {
    guard let settlement = settled, let fresh = scanned else {
      preconditionFailure("an index is settled before it is scanned")
    }
    try base.sortedReader(IndexSchema.spine) { (spines) throws(StorageError) in
      var entries: [SpineEntry] = []
      switch range {
      case .these(let roots):
        for root in roots where !settlement.removed.contains(root) {
          if let bytes = settlement.encoded[root] {
            try visit(root, bytes, spines, &entries, body)
          } else {
            try base.withBytes(IndexSchema.orders, root.rawValue) { (bytes) throws(StorageError) in
              try visit(root, bytes, spines, &entries, body)
            }
          }
        }
      case .roots(let range):
        guard !range.isEmpty else { return }
        var next = fresh.partitioningIndex { $0.rawValue >= range.lowerBound }
        try base.scan(
          IndexSchema.orders, from: range.lowerBound, through: range.upperBound - 1
        ) { (key, bytes) throws(StorageError) in
          while next < fresh.count, fresh[next].rawValue < key {
            try visit(fresh[next], settlement.encoded[fresh[next]] ?? [], spines, &entries, body)
            next += 1
          }
          let root = ThreadID(rawValue: key)
          if settlement.rows[root] == nil, !settlement.removed.contains(root) {
            try visit(root, bytes, spines, &entries, body)
          }
          return .next
        }
        while next < fresh.count, fresh[next].rawValue < range.upperBound {
          try visit(fresh[next], settlement.encoded[fresh[next]] ?? [], spines, &entries, body)
          next += 1
        }
      }
    }
  }

  private func visit(
    _ root: ThreadID, _ bytes: [UInt8], _ spines: borrowing SortedReader<UInt64, StoredSpineEntry>,
    _ entries: inout [SpineEntry], _ body: (ScannedGroup) throws(StorageError) -> Void
  ) throws(StorageError) {
    // A copy, since the closure of an array's own bytes could not lend the reader on.
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 1)
    defer { buffer.deallocate() }
    buffer.copyBytes(from: bytes)
    try visit(root, UnsafeRawBufferPointer(buffer), spines, &entries, body)
  }

  private func visit(
    _ root: ThreadID, _ bytes: UnsafeRawBufferPointer,
    _ spines: borrowing SortedReader<UInt64, StoredSpineEntry>, _ entries: inout [SpineEntry],
    _ body: (ScannedGroup) throws(StorageError) -> Void
  ) throws(StorageError) {
    let row = try IndexFault.reading("orders") { () throws(MalformedBytes) in
      try OrderRow.Outline(of: bytes)
    }
    entries.removeAll(keepingCapacity: true)
    for thread in row.threads { try append(thread, false, spines, &entries) }
    for thread in row.shared { try append(thread, true, spines, &entries) }
    if row.threads.count + row.shared.count > 1 { LiveIndex.sort(&entries) }
    let visited = entries.withUnsafeBufferPointer { buffer in
      Swift.Result { () throws(StorageError) in
        try body(ScannedGroup(root: root, row: row, spine: buffer))
      }
    }
    try visited.get()
  }

  private func append(
    _ thread: ThreadID, _ isShared: Bool,
    _ spines: borrowing SortedReader<UInt64, StoredSpineEntry>, _ entries: inout [SpineEntry]
  ) throws(StorageError) {
    let first = entries.count
    try spines.forEachDuplicatePage(thread.rawValue) { page in
      for offset in stride(from: 0, to: page.count, by: SpineEntry.size) {
        var entry = page.loadUnaligned(fromByteOffset: offset, as: SpineEntry.self)
        entry.position = UInt64(bigEndian: entry.position)
        entry.item = UInt16(bigEndian: entry.item)
        entry.slot = UInt16(bigEndian: entry.slot)
        entries.append(entry)
      }
    }
    if let fresh = tail.spine[thread] { entries += fresh }
    if isShared {
      for index in first..<entries.count { entries[index].flags.insert(.shared) }
    }
  }

  /// Into log order. Threads are each in order already, and few; a long history is another matter.
  private static func sort(_ entries: inout [SpineEntry]) {
    guard entries.count <= 256 else { return entries.sort { $0.isBefore($1) } }
    entries.withUnsafeMutableBufferPointer { entries in
      for index in entries.indices.dropFirst() {
        let entry = entries[index]
        var place = index
        while place > 0, entry.isBefore(entries[place - 1]) {
          entries[place] = entries[place - 1]
          place -= 1
        }
        entries[place] = entry
      }
    }
  }

  /// The groups that hold an item with one of some codes, ascending.
  public func roots(
    having codes: [UInt32], _ base: borrowing ReadTransaction
  ) throws(StorageError) -> [ThreadID] {
    let settlement = try settle(base)
    var threads: Set<ThreadID> = []
    for code in codes {
      try base.duplicates(of: IndexSchema.postings, code) { threads.insert(ThreadID(rawValue: $0)) }
    }
    let wanted = Set(codes)
    for (thread, entries) in tail.spine
    where entries.contains(where: { $0.isMain && wanted.contains($0.code) }) {
      threads.insert(thread)
    }
    var roots: Set<ThreadID> = []
    for thread in threads {
      if let fresh = settlement.membership[thread] {
        roots.formUnion(fresh)
      } else {
        roots.formUnion(try base.membership(thread))
      }
    }
    return roots.sorted()
  }

  /// What a group is; nil where there is none of that root.
  public func kind(
    of root: ThreadID, _ base: borrowing ReadTransaction
  ) throws(StorageError) -> OrderRow.Kind? {
    let settlement = try settle(base)
    if let fresh = settlement.rows[root] { return fresh.kind }
    if settlement.removed.contains(root) { return nil }
    return try base.withBytes(IndexSchema.orders, root.rawValue) { (bytes) throws(StorageError) in
      try IndexFault.reading("orders") { () throws(MalformedBytes) in
        try OrderRow.Summary(of: bytes).kind
      }
    }
  }

  /// How many threads hold an item with one of some codes, at most.
  public func threadCount(
    having codes: [UInt32], _ base: borrowing ReadTransaction
  ) throws(StorageError) -> Int {
    var count = 0
    for code in codes { count += try base.duplicateCount(IndexSchema.postings, code) }
    return count
  }
}

extension SpineEntry {
  fileprivate func isBefore(_ other: SpineEntry) -> Bool {
    if position != other.position { return position < other.position }
    if item != other.item { return item < other.item }
    return slot < other.slot
  }
}

extension [ThreadID] {
  /// The first place from which on a condition holds.
  fileprivate func partitioningIndex(_ holds: (ThreadID) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if holds(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
