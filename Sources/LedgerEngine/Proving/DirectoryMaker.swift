import Crypto
import LedgerCore
import LedgerIndex
import LedgerProofs
import LedgerStorage
import LedgerStorageWriting

/// Makes a directory file from one snapshot of the index file: first the leaves of all threads, then from
/// these the values of all references. Neither is ever whole in memory.
struct DirectoryMaker {
  private let file: WritableEnvironment
  private let index: LiveIndex
  private let key: ReferenceKey
  /// Told how many threads and references are made.
  var progress: (Int) -> Void = { _ in }

  /// Threads that are read, then encoded on all cores, then written.
  private static let threadsTogether = 8_192
  private static let threadsInTurn = 64
  /// Hits that are sorted in memory at a time: about 200 MB.
  private static let hitsTogether = 4_000_000

  init(_ file: WritableEnvironment, _ index: LiveIndex, _ key: ReferenceKey) {
    self.file = file
    self.index = index
    self.key = key
  }

  /// What is written of all threads.
  private struct Threads {
    var count: UInt64 = 0
    var mentions = 0
    var root = MerkleTree.emptyRoot
  }

  func make(
    through end: LogPosition, _ base: borrowing ReadTransaction, separations: [LogPosition]
  ) throws(StorageError) -> DirectoryHead {
    let threads = try writeThreads(base)
    let references = try writeReferences(of: threads)
    let head = DirectoryHead(
      through: end, threads: threads.count, threadRoot: threads.root,
      references: references.count, referenceRoot: references.root,
      referenceKeyHash: key.commitment, rulebook: index.rulebook.revision,
      separations: separations)
    try file.write { (transaction) throws(StorageError) in
      try transaction.put(Schema.meta, DirectorySchema.headKey, head.bytes)
      try transaction.put(Schema.meta, DirectorySchema.topKey, references.top)
    }
    try file.sync()
    return head
  }

  private func writeThreads(
    _ base: borrowing ReadTransaction
  ) throws(StorageError) -> Threads {
    var threads = Threads()
    var frontier = MerkleFrontier()
    var waiting: [StoredThread] = []
    try index.forEachStoredThread(base) { (thread) throws(StorageError) in
      waiting.append(thread)
      guard waiting.count == DirectoryMaker.threadsTogether else { return }
      try write(waiting, &frontier, &threads)
      waiting.removeAll(keepingCapacity: true)
    }
    try write(waiting, &frontier, &threads)
    threads.root = frontier.root
    return threads
  }

  private func write(
    _ waiting: [StoredThread], _ frontier: inout MerkleFrontier, _ threads: inout Threads
  ) throws(StorageError) {
    let key = key
    let leaves = Parallel.map(waiting, inTurn: DirectoryMaker.threadsInTurn) { thread in
      let leaf = ThreadLeaf(thread, key)
      let bytes = leaf.bytes
      return (bytes: bytes, hash: MerkleTree.leafHash(bytes), mentions: leaf.mentions.count)
    }
    var subtrees: [(level: UInt8, index: UInt64, hash: Hash256)] = []
    let first = threads.count
    for leaf in leaves {
      frontier.append(leaf.hash) { subtrees.append((UInt8($0), $1, $2)) }
      threads.mentions += leaf.mentions
    }
    threads.count += UInt64(leaves.count)
    try file.write { (transaction) throws(StorageError) in
      for (number, leaf) in leaves.enumerated() {
        try transaction.append(DirectorySchema.threads, first + UInt64(number), leaf.bytes)
      }
      for subtree in subtrees {
        try transaction.put(
          DirectorySchema.subtrees, Pair(subtree.level, subtree.index), subtree.hash)
      }
    }
    progress(Int(threads.count))
  }

  private struct Mentioned {
    var key: Hash256
    var hit: ReferenceValue.Hit
  }

  private func writeReferences(
    of threads: Threads
  ) throws(StorageError) -> (count: UInt64, root: Hash256, top: [UInt8]) {
    // Keys are spread evenly, so equal ranges of their first byte hold about as many each.
    let parts = min(256, threads.mentions / DirectoryMaker.hitsTogether + 1)
    let depth = ReferenceMap.Top.depth(forKeys: threads.mentions)
    var rows = ReferenceMap.RowBuilder(depth: depth, prefixes: 0..<1 << depth)
    var count: UInt64 = 0
    for part in 0..<parts {
      let range = UInt64(part * 256 / parts)..<UInt64((part + 1) * 256 / parts)
      let mentioned = try mentions(in: range)
      var next = mentioned.startIndex
      try file.write { (transaction) throws(StorageError) in
        while next < mentioned.endIndex {
          let key = mentioned[next].key
          var hits: [ReferenceValue.Hit] = []
          while next < mentioned.endIndex, mentioned[next].key == key {
            hits.append(mentioned[next].hit)
            next += 1
          }
          let value = ReferenceValue(hits: hits).bytes
          try transaction.append(DirectorySchema.references, key, value)
          rows.add(ReferenceMap.Leaf(key: key, valueHash: Hash256.sha256(of: value)))
          count += 1
        }
      }
      progress(Int(threads.count + count))
    }
    let top = ReferenceMap.Top(depth: depth, places: rows.finish())
    return (count, top.root, top.bytes)
  }

  /// What threads mention whose keys begin with a byte of a range, ascending.
  private func mentions(in range: Range<UInt64>) throws(StorageError) -> [Mentioned] {
    var found: [Mentioned] = []
    try file.read { (base) throws(StorageError) in
      try base.scan(DirectorySchema.threads) { (number, bytes) throws(StorageError) in
        let leaf = try DirectoryFile.decode(Array(bytes), number, file.path)
        for mention in leaf.mentions where range.contains(mention.key.words.0 >> 56) {
          found.append(
            Mentioned(
              key: mention.key,
              hit: ReferenceValue.Hit(
                mention.referenceClass, isIdentified: leaf.isIdentified, thread: number)))
        }
        return .next
      }
    }
    found.sort { $0.key == $1.key ? $0.hit < $1.hit : $0.key < $1.key }
    return found
  }
}

extension ThreadLeaf {
  /// As the index file has the thread.
  fileprivate init(_ thread: StoredThread, _ key: ReferenceKey) {
    let mentions = thread.mentions.map {
      Mention($0.kind, key.key(of: $0.reference, run: UInt64($0.run)))
    }
    self.init(
      thread: thread.id, isIdentified: thread.hasIdentity,
      chain: thread.chainCount == 0
        ? nil : Chain(count: UInt64(thread.chainCount), head: thread.chainHead),
      items: thread.items, mentions: Set(mentions).sorted())
  }
}
