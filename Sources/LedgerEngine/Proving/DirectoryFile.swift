import Glibc
import LedgerCore
import LedgerProofs
import LedgerStorage

/// The directory behind the last checkpoint: `directory-POSITION.mdb` in a ledger's directory, where the
/// position is that of the entry with its roots. It may be lost: the next checkpoint makes another.
struct DirectoryFile {
  /// Of its entry.
  let position: LogPosition
  let environment: Environment
  let head: DirectoryHead
  private let map: ReferenceMap.Top

  private static let prefix = "directory-"
  private static let suffix = ".mdb"

  static func path(of position: LogPosition, in ledger: String) -> String {
    "\(ledger)/\(prefix)\(position)\(suffix)"
  }

  /// Where one stands that has no entry yet.
  static func unfinishedPath(in ledger: String) -> String {
    "\(ledger)/\(prefix)unfinished\(suffix)"
  }

  /// Positions of the directories that there are, ascending.
  static func positions(in ledger: String) -> [LogPosition] {
    Directory.names(in: ledger).compactMap { name in
      guard name.hasPrefix(prefix), name.hasSuffix(suffix) else { return nil }
      return UInt64(name.dropFirst(prefix.count).dropLast(suffix.count)).map { LogPosition($0) }
    }.sorted()
  }

  static func openNewest(in ledger: String) throws(LedgerError) -> DirectoryFile {
    guard let position = positions(in: ledger).last else {
      throw .proving(.directoryMissing(path: "\(ledger)/\(prefix)*\(suffix)"))
    }
    return try DirectoryFile(position, in: ledger)
  }

  init(_ position: LogPosition, in ledger: String) throws(LedgerError) {
    let path = DirectoryFile.path(of: position, in: ledger)
    self.position = position
    let environment = try LedgerError.storing { () throws(StorageError) in
      try Environment.open(path: path, schema: DirectorySchema.schema)
    }
    self.environment = environment
    let (head, top) = try LedgerError.storing { () throws(StorageError) in
      try environment.read { (base) throws(StorageError) in
        (
          try base.get(Schema.meta, DirectorySchema.headKey),
          try base.get(Schema.meta, DirectorySchema.topKey)
        )
      }
    }
    guard let head, let top, let decoded = try? DirectoryHead(head),
      let map = try? ReferenceMap.Top(bytes: top)
    else { throw .proving(.directoryMissing(path: path)) }
    self.head = decoded
    self.map = map
  }

  /// Removes all but one.
  static func sweep(in ledger: String, keeping kept: LogPosition) {
    for position in positions(in: ledger) where position != kept {
      unlink(path(of: position, in: ledger))
      unlink(path(of: position, in: ledger) + "-lock")
    }
  }

  /// The value of a reference's key, nil where it has none, and the proof of that.
  func proof(
    of key: Hash256
  ) throws(StorageError) -> (value: [UInt8]?, proof: ReferenceMap.Proof) {
    var bits = map.depth
    var leaves: [ReferenceMap.Leaf] = []
    var own: [UInt8]?
    // What lies below a place of the top: one with a single key stands higher, so it takes two to see
    // where.
    while true {
      let range = key.range(sharing: bits)
      leaves.removeAll(keepingCapacity: true)
      try environment.read { (base) throws(StorageError) in
        try base.scan(
          DirectorySchema.references, from: range.lowerBound, through: range.upperBound
        ) { found, value in
          leaves.append(ReferenceMap.Leaf(key: found, valueHash: Hash256.sha256(of: value)))
          if found == key { own = Array(value) }
          return .next
        }
      }
      guard leaves.count < 2, bits > 0 else { break }
      bits -= 1
    }
    return (own, ReferenceMap.proof(of: key, in: leaves, top: map))
  }

  /// The root of the reference map, worked out again.
  func referenceRoot() throws(LedgerError) -> Hash256 {
    try LedgerError.storing { () throws(StorageError) in
      var builder = ReferenceMap.PlaceBuilder(depth: 0)
      try environment.read { (base) throws(StorageError) in
        try base.scan(DirectorySchema.references) { key, value in
          builder.add(ReferenceMap.Leaf(key: key, valueHash: Hash256.sha256(of: Array(value))))
          return .next
        }
      }
      return builder.finish().hash
    }
  }

  /// Whether the kept upper hashes of the reference map are those of its rows.
  func isTopRight() throws(LedgerError) -> Bool {
    let depth = map.depth
    let top = try LedgerError.storing { () throws(StorageError) in
      var rows = ReferenceMap.RowBuilder(depth: depth, prefixes: 0..<1 << depth)
      try environment.read { (base) throws(StorageError) in
        try base.scan(DirectorySchema.references) { key, value in
          rows.add(ReferenceMap.Leaf(key: key, valueHash: Hash256.sha256(of: Array(value))))
          return .next
        }
      }
      return ReferenceMap.Top(depth: depth, places: rows.finish())
    }
    return top == map
  }

  /// Whether it has so many threads and these hashes of their tree, and no others.
  func holds(threads: UInt64, _ subtrees: [DirectorySubtree]) throws(LedgerError) -> Bool {
    try LedgerError.storing { () throws(StorageError) in
      try environment.read { (base) throws(StorageError) in
        var kept: Set<DirectorySubtree> = []
        try base.scan(DirectorySchema.subtrees) { key, bytes in
          let hash = Hash256(encoded: bytes) ?? .zero
          kept.insert(DirectorySubtree(level: key.first, index: key.second, hash: hash))
          return .next
        }
        let count = try base.count(DirectorySchema.threads)
        return kept == Set(subtrees) && UInt64(count) == threads
      }
    }
  }

  func thread(_ number: UInt64) throws(StorageError) -> [UInt8] {
    let leaf = try environment.read { (base) throws(StorageError) in
      try base.get(DirectorySchema.threads, number)
    }
    guard let leaf else {
      throw .corrupted(path: environment.path, detail: "thread \(number) is missing")
    }
    return leaf
  }

  /// The number of a thread; nil where the directory has none of that name.
  func number(of thread: ThreadID) throws(LedgerError) -> UInt64? {
    var (low, high) = (UInt64(0), head.threads)
    while low < high {
      let middle = (low + high) / 2
      if try leaf(middle).thread < thread { low = middle + 1 } else { high = middle }
    }
    guard low < head.threads, try leaf(low).thread == thread else { return nil }
    return low
  }

  func leaf(_ number: UInt64) throws(LedgerError) -> ThreadLeaf {
    try LedgerError.storing { () throws(StorageError) in
      try DirectoryFile.decode(try thread(number), number, environment.path)
    }
  }

  static func decode(
    _ bytes: [UInt8], _ number: UInt64, _ path: String
  ) throws(StorageError) -> ThreadLeaf {
    guard let leaf = try? ThreadLeaf(bytes) else {
      throw .corrupted(path: path, detail: "the leaf of thread \(number) is damaged")
    }
    return leaf
  }

  /// The tree over all threads.
  var tree: TiledHashes<ThreadTree> { TiledHashes(ThreadTree(file: self)) }
}

/// A kept hash of the thread tree: of 2^level leaves.
struct DirectorySubtree: Hashable {
  var level: UInt8
  var index: UInt64
  var hash: Hash256
}

/// The hash tree over the threads of a directory.
struct ThreadTree: TileSource {
  let file: DirectoryFile

  var size: UInt64 { file.head.threads }

  func hashes(level: Int, _ indices: Range<UInt64>) throws(StorageError) -> [Hash256] {
    var hashes: [Hash256] = []
    try file.environment.read { (base) throws(StorageError) in
      if level == 0 {
        try base.scan(
          DirectorySchema.threads, from: indices.lowerBound, through: indices.upperBound - 1
        ) { _, bytes in
          hashes.append(MerkleTree.leafHash(bytes))
          return .next
        }
      } else {
        try base.scan(
          DirectorySchema.subtrees, from: Pair(UInt8(level), indices.lowerBound),
          through: Pair(UInt8(level), indices.upperBound - 1)
        ) { _, bytes in
          if let hash = Hash256(encoded: bytes) { hashes.append(hash) }
          return .next
        }
      }
    }
    guard hashes.count == indices.count else {
      throw .corrupted(path: file.environment.path, detail: "hashes of the thread tree are missing")
    }
    return hashes
  }
}

extension Hash256 {
  /// The keys that share the first bits with this one.
  ///
  /// - Parameter bits: at most 64.
  fileprivate func range(sharing bits: Int) -> ClosedRange<Hash256> {
    let rest = bits == 0 ? UInt64.max : bits == 64 ? 0 : UInt64.max >> UInt64(bits)
    return Hash256(
      words: (words.0 & ~rest, 0, 0, 0))...Hash256(
        words: (words.0 | rest, .max, .max, .max))
  }
}
