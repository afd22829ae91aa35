public import LedgerCore

/// A file that shows an entry to be in a log (C2SP tlog-proof, version 1, whose `extra` line holds
/// the canonical entry).
public struct EventProof: Equatable, Sendable {
  /// The canonical entry. Others' proofs may lack it.
  public var entry: [UInt8]?
  /// The entry's position.
  public var index: UInt64
  /// The leaf's sibling first.
  public var path: [Hash256]
  public var note: SignedNote

  public init(entry: [UInt8]?, index: UInt64, path: [Hash256], note: SignedNote) {
    precondition(entry?.isEmpty != true, "an entry has bytes")
    self.entry = entry
    self.index = index
    self.path = path
    self.note = note
  }

  static let header = "c2sp.org/tlog-proof@v1"
  /// A note and room for the longest entry that a tile of C2SP tlog-tiles can hold.
  static let bytesMax = SignedNote.bytesMax + 1 << 17

  /// The file.
  public var bytes: [UInt8] {
    var text = EventProof.header + "\n"
    if let entry { text += "extra \(Base64.encode(entry))\n" }
    text += "index \(index)\n"
    for hash in path { text += hash.base64 + "\n" }
    return Array((text + "\n").utf8) + note.bytes
  }

  /// Reads what `bytes` gives, and nothing else.
  public init(_ bytes: [UInt8]) throws(ProofFault) {
    var lines = try LineReader(bytes, .eventProof, bytesMax: EventProof.bytesMax)
    guard try lines.next(.header).elementsEqual(EventProof.header.utf8) else {
      throw lines.unexpected(.header)
    }
    if lines.isNext("extra") {
      let decoded = Base64.decode(try lines.next(after: "extra", .extra))
      guard let decoded, !decoded.isEmpty else { throw lines.unexpected(.extra) }
      entry = decoded
    }
    guard let index = Decimal.parse(try lines.next(after: "index", .index)) else {
      throw lines.unexpected(.index)
    }
    self.index = index
    path = try lines.hashes()
    note = try SignedNote(Array(lines.rest))
  }
}

/// What an event proof shows.
public struct ShownEvent: Hashable, Sendable {
  /// The canonical entry, as it stands in the log.
  public let entry: [UInt8]
  public let index: UInt64
  public let checkpoint: VerifiedCheckpoint
}

extension EventProof {
  /// Checks everything: signatures, then that the entry stands at its index of the signed tree.
  ///
  /// The entry says its position itself; whoever decodes it compares that with the index.
  public func check(trusting keys: [VerifierKey]) throws(ProofFault) -> ShownEvent {
    guard let entry else { throw .entryMissing }
    let verified = try VerifiedCheckpoint(note, trusting: keys)
    let size = verified.checkpoint.size
    guard index < size else { throw .indexOutside(index: index, size: size) }
    let proof = InclusionProof(index: index, size: size, path: path)
    guard proof.root(ofLeaf: MerkleTree.leafHash(entry)) == verified.checkpoint.root else {
      throw .notIncluded(index: index, size: size)
    }
    return ShownEvent(entry: entry, index: index, checkpoint: verified)
  }
}
