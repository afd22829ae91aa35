import LedgerCore
import LedgerIndex
import LedgerLog
import LedgerProofs
import LedgerStorage

/// Makes order proofs from a directory, the log and a checkpoint. It asks the directory just what a checker
/// will ask, and puts that into the proof.
final class OrderProver: DirectoryView {
  private let file: DirectoryFile
  private let log: LogReader
  private let key: ReferenceKey
  /// By key: references by name, of threads that were visited and of the question.
  private var names: [Hash256: NamedReference] = [:]
  private var references: [Hash256: OrderProof.ProvedReference] = [:]
  private var threads: [UInt64: (leaf: ThreadLeaf, bytes: [UInt8])] = [:]
  /// Knows the references of threads by name.
  private let index: LiveIndex

  init(_ file: DirectoryFile, log: LogReader, index: LiveIndex) {
    self.file = file
    self.log = log
    self.index = index
    key = log.key.referenceKey
  }

  /// - Parameters:
  ///   - asked: references that name the order.
  ///   - note: a checkpoint behind the directory's entry.
  ///   - withBodies: whether the proof holds headers and bodies too.
  func proof(
    of asked: [NamedReference], under note: SignedNote, size: UInt64, withBodies: Bool
  ) throws(LedgerError) -> OrderProof {
    var keys: [Hash256] = []
    for named in asked { keys.append(remember(named)) }
    let closure = try OrderClosure.of(keys, in: self)
    var positions: Set<LogPosition> = []
    for number in closure?.threads ?? [] { try collect(number, into: &positions) }
    let tree = log.tree(size: LogPosition(size))
    let threadTree = file.tree
    var proof = OrderProof(
      note: note, directory: try included(file.position, tree, size),
      directoryBody: try opened(file.position), referenceKey: key, asked: asked,
      references: references.values.sorted { $0.key < $1.key }, threads: [], entries: [],
      bodies: [])
    for (number, thread) in threads.sorted(by: { $0.key < $1.key }) {
      let path = try LedgerError.storing { () throws(StorageError) in
        try threadTree.inclusionPath(index: number, size: file.head.threads)
      }
      proof.threads.append(
        OrderProof.ProvedThread(number: number, leaf: thread.bytes, path: path))
    }
    for position in positions.sorted() {
      proof.entries.append(try included(position, tree, size))
      if withBodies, let body = try openedIfKept(position) { proof.bodies.append(body) }
    }
    return proof
  }

  private func remember(_ named: NamedReference) -> Hash256 {
    let key = key.key(of: named.reference, run: UInt64(named.run))
    names[key] = named
    return key
  }

  // MARK: What is asked

  func hits(of key: Hash256) throws(LedgerError) -> [ReferenceValue.Hit] {
    if references[key] == nil {
      guard let name = names[key] else {
        throw .storage(
          .corrupted(
            path: file.environment.path, detail: "it lists a reference that its thread lacks"))
      }
      let found = try LedgerError.storing { () throws(StorageError) in try file.proof(of: key) }
      references[key] = OrderProof.ProvedReference(
        reference: name, key: key, value: found.value, proof: found.proof)
    }
    guard let value = references[key]?.value else { return [] }
    guard let decoded = try? ReferenceValue(value) else {
      throw .storage(
        .corrupted(path: file.environment.path, detail: "the threads of a reference are damaged"))
    }
    return decoded.hits
  }

  func thread(_ number: UInt64) throws(LedgerError) -> ThreadLeaf {
    if let known = threads[number] { return known.leaf }
    let leaf = try file.leaf(number)
    let mentions = try LedgerError.storing { () throws(StorageError) in
      try index.environment.read { (base) throws(StorageError) in
        try index.mentions(of: leaf.thread, base)
      }
    }
    for mention in mentions { _ = remember(NamedReference(mention.reference, run: mention.run)) }
    threads[number] = (leaf, leaf.bytes)
    return leaf
  }

  // MARK: What it is about

  /// Positions of the items of a thread and of its chain.
  private func collect(
    _ number: UInt64, into positions: inout Set<LogPosition>
  ) throws(LedgerError) {
    let leaf = try thread(number)
    positions.formUnion(leaf.items.map(\.position))
    var next = leaf.chain?.head
    while let position = next {
      positions.insert(position)
      next = try LedgerError.logging { () throws(LogError) in
        // Earlier items of the same delivery go before: the first of them names the one before.
        try log.entry(at: position).links.filter { $0.thread == leaf.thread }
          .min { $0.sequence < $1.sequence }?.previous
      }
      if let earlier = next, earlier >= position { next = nil }
    }
  }

  private func included(
    _ position: LogPosition, _ tree: TiledHashes<LogTree>, _ size: UInt64
  ) throws(LedgerError) -> OrderProof.Included {
    try LedgerError.logging { () throws(LogError) in
      OrderProof.Included(
        position: position, entry: try log.canonicalEntry(at: position),
        path: try tree.inclusionPath(index: position.rawValue, size: size))
    }
  }

  private func opened(_ position: LogPosition) throws(LedgerError) -> OrderProof.Opened {
    guard let opened = try openedIfKept(position) else {
      throw .log(.bodyAbsent(position))
    }
    return opened
  }

  /// Nil where the entry has no body, or it is not kept.
  private func openedIfKept(_ position: LogPosition) throws(LedgerError) -> OrderProof.Opened? {
    try LedgerError.logging { () throws(LogError) in
      try log.openedBody(at: position).map {
        OrderProof.Opened(position: position, salt: $0.salt, payload: $0.payload)
      }
    }
  }
}
