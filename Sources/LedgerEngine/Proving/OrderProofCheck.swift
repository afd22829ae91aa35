public import LedgerCore
import LedgerLog
public import LedgerProofs

/// Checks order proofs, by `docs/proofs.md`, with nothing but the proof and keys that are trusted.
public struct OrderProofCheck: Sendable {
  /// What a proof shows.
  public struct Shown: Sendable {
    /// How an item belongs to the order.
    public enum Standing: String, Sendable {
      case own
      /// It is filed for other orders too.
      case shared
      /// It was filed for the order, and the rulebook in force reads it as another's.
      case filed
    }

    public struct Item: Sendable, Hashable {
      public var item: ItemID
      public var received: Timestamp
      public var channel: String
      public var standing: Standing
    }

    public var checkpoint: VerifiedCheckpoint
    public var directory: DirectoryHead
    public var asked: [NamedReference]
    /// All that was filed for the order in the first `directory.through` entries; nil where no thread
    /// carries the reference.
    public var items: [Item]?
    /// Entries whose headers and bodies were compared with their fingerprints.
    public var bodies: [LogPosition]
  }

  private let proof: OrderProof
  private let checkpoint: VerifiedCheckpoint
  private var head: DirectoryHead
  private var values: [Hash256: [ReferenceValue.Hit]] = [:]
  private var leaves: [UInt64: ThreadLeaf] = [:]
  private var entries: [LogPosition: Entry] = [:]

  /// Checks everything.
  ///
  /// - Throws: why the proof shows nothing.
  public static func check(
    _ proof: OrderProof, trusting keys: [VerifierKey]
  ) throws(OrderProofFault) -> Shown {
    var check = try OrderProofCheck(proof, trusting: keys)
    try check.takeReferences()
    try check.takeThreads()
    try check.takeEntries()
    try check.checkAgreement()
    return try check.shown()
  }

  private init(_ proof: OrderProof, trusting keys: [VerifierKey]) throws(OrderProofFault) {
    self.proof = proof
    checkpoint = try OrderProofFault.reading { () throws(ProofFault) in
      try VerifiedCheckpoint(proof.note, trusting: keys)
    }
    let entry = try OrderProofCheck.entry(proof.directory, in: checkpoint.checkpoint)
    guard case .control("directory") = entry.kind else { throw .notADirectory(entry.position) }
    let payload = try OrderProofCheck.payload(proof.directoryBody, of: entry)
    guard payload.headers.isEmpty else { throw .notADirectory(entry.position) }
    head = try OrderProofFault.reading { () throws(ProofFault) in try DirectoryHead(payload.body) }
    guard head.through <= entry.position else {
      throw .beyondDirectory(entry.position, through: head.through)
    }
    guard proof.referenceKey.commitment == head.referenceKeyHash else {
      throw .referenceKeyDiffers
    }
  }

  private static func entry(
    _ included: OrderProof.Included, in checkpoint: Checkpoint
  ) throws(OrderProofFault) -> Entry {
    let inclusion = InclusionProof(
      index: included.position.rawValue, size: checkpoint.size, path: included.path)
    guard inclusion.root(ofLeaf: MerkleTree.leafHash(included.entry)) == checkpoint.root else {
      throw .entryNotIncluded(included.position)
    }
    guard let entry = try? Entry(decoding: included.entry), entry.position == included.position
    else { throw .entryDamaged(included.position) }
    return entry
  }

  private static func payload(
    _ opened: OrderProof.Opened, of entry: Entry
  ) throws(OrderProofFault) -> Payload {
    guard let salt = Salt(bytes: opened.salt), let content = entry.content,
      opened.payload.withUnsafeBytes({ Fingerprint.compute(salt: salt, payload: $0) })
        == content.fingerprint, let payload = try? Payload(decoding: opened.payload)
    else { throw .bodyDiffers(entry.position) }
    return payload
  }

  private mutating func takeReferences() throws(OrderProofFault) {
    for proved in proof.references {
      let reference = proved.reference.reference
      let key = proof.referenceKey.key(of: reference, run: UInt64(proved.reference.run))
      guard key == proved.key else { throw .referenceMisnamed(reference) }
      guard values[key] == nil else { throw .repeated("\(reference)") }
      guard proved.proof.root(of: key) == head.referenceRoot else {
        throw .referenceNotProved(reference)
      }
      switch (proved.proof.ending, proved.value) {
      case (.present(let hash), let bytes?):
        guard Hash256.sha256(of: bytes) == hash else { throw .referenceNotProved(reference) }
        values[key] = try OrderProofFault.reading { () throws(ProofFault) in
          try ReferenceValue(bytes).hits
        }
      case (.nothing, nil), (.other, nil): values[key] = []
      default: throw .referenceNotProved(reference)
      }
    }
  }

  private mutating func takeThreads() throws(OrderProofFault) {
    for proved in proof.threads {
      let inclusion = InclusionProof(index: proved.number, size: head.threads, path: proved.path)
      guard inclusion.root(ofLeaf: MerkleTree.leafHash(proved.leaf)) == head.threadRoot else {
        throw .threadNotIncluded(proved.number)
      }
      guard leaves[proved.number] == nil else { throw .repeated("thread \(proved.number)") }
      leaves[proved.number] = try OrderProofFault.reading { () throws(ProofFault) in
        try ThreadLeaf(proved.leaf)
      }
    }
  }

  private mutating func takeEntries() throws(OrderProofFault) {
    for included in proof.entries {
      guard included.position < head.through else {
        throw .beyondDirectory(included.position, through: head.through)
      }
      guard entries[included.position] == nil else {
        throw .repeated("entry \(included.position)")
      }
      entries[included.position] = try OrderProofCheck.entry(included, in: checkpoint.checkpoint)
    }
  }

  /// That threads and references name each other, as far as both are at hand.
  private func checkAgreement() throws(OrderProofFault) {
    var listed: [Hash256: Set<ReferenceValue.Hit>] = [:]
    for (key, hits) in values { listed[key] = Set(hits.filter { leaves[$0.thread] != nil }) }
    for (number, leaf) in leaves {
      for mention in leaf.mentions where listed[mention.key] != nil {
        let hit = ReferenceValue.Hit(
          mention.referenceClass, isIdentified: leaf.isIdentified, thread: number)
        guard listed[mention.key]?.remove(hit) != nil else { throw .disagreement(number) }
      }
    }
    if let hit = listed.values.lazy.compactMap(\.first).first { throw .disagreement(hit.thread) }
  }

  private func shown() throws(OrderProofFault) -> Shown {
    var shown = Shown(
      checkpoint: checkpoint, directory: head, asked: proof.asked, items: nil, bodies: [])
    guard !proof.asked.isEmpty else { throw .nothingAsked }
    let keys = proof.asked.map { proof.referenceKey.key(of: $0.reference, run: UInt64($0.run)) }
    if let closure = try OrderClosure.of(keys, in: self) {
      shown.items = try items(of: closure)
    }
    for opened in proof.bodies {
      guard let entry = entries[opened.position] else {
        throw .entryMissing(opened.position)
      }
      guard !shown.bodies.contains(opened.position) else {
        throw .repeated("the body of entry \(opened.position)")
      }
      _ = try OrderProofCheck.payload(opened, of: entry)
      shown.bodies.append(opened.position)
    }
    return shown
  }

  private func items(of closure: OrderClosure) throws(OrderProofFault) -> [Shown.Item] {
    var standings: [ItemID: Shown.Standing] = [:]
    var filed: Set<ThreadID> = []
    for number in closure.threads {
      let leaf = try thread(number)
      try checkChain(of: leaf)
      filed.insert(leaf.thread)
      let isShared = closure.shared.contains(number)
      for item in leaf.items { standings[item] = isShared ? .shared : .own }
    }
    for (position, entry) in entries {
      for link in entry.links where filed.contains(link.thread) {
        let item = ItemID(position: position, index: link.item)
        if standings[item] == nil { standings[item] = .filed }
      }
    }
    var items: [Shown.Item] = []
    for (item, standing) in standings { items.append(try shown(item, standing)) }
    return items.sorted { $0.item < $1.item }
  }

  private func shown(
    _ item: ItemID, _ standing: Shown.Standing
  ) throws(OrderProofFault) -> Shown.Item {
    guard let entry = entries[item.position] else { throw .entryMissing(item.position) }
    // Another rulebook may have filed it in another thread.
    guard entry.links.contains(where: { $0.item == item.index }) else {
      throw .itemNotFiled(item)
    }
    return Shown.Item(
      item: item, received: entry.received, channel: entry.channel, standing: standing)
  }

  /// That the entries at hand hold the whole chain of a thread.
  private func checkChain(of leaf: ThreadLeaf) throws(OrderProofFault) {
    var links: [(sequence: UInt32, position: LogPosition, previous: LogPosition?)] = []
    for entry in entries.values {
      for link in entry.links where link.thread == leaf.thread {
        links.append((link.sequence, entry.position, link.previous))
      }
    }
    links.sort { $0.sequence < $1.sequence }
    guard UInt64(links.count) == leaf.chain?.count ?? 0, links.last?.position == leaf.chain?.head
    else { throw .chainIncomplete(leaf.thread) }
    for (index, link) in links.enumerated() {
      guard Int(link.sequence) == index,
        link.previous == (index == 0 ? nil : links[index - 1].position)
      else { throw .chainIncomplete(leaf.thread) }
    }
  }
}

extension OrderProofCheck: DirectoryView {
  func hits(of key: Hash256) throws(OrderProofFault) -> [ReferenceValue.Hit] {
    guard let hits = values[key] else { throw .referenceMissing }
    return hits
  }

  func thread(_ number: UInt64) throws(OrderProofFault) -> ThreadLeaf {
    guard let leaf = leaves[number] else { throw .threadMissing(number) }
    return leaf
  }
}
