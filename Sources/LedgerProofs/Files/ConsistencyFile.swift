public import LedgerCore

/// A file that shows a log to begin as an older checkpoint of it says (the request of C2SP
/// tlog-witness, `add-checkpoint`). Whoever checks it brings the older checkpoint.
public struct ConsistencyFile: Equatable, Sendable {
  /// Number of entries of the older checkpoint.
  public var oldSize: UInt64
  public var path: [Hash256]
  /// The newer checkpoint.
  public var note: SignedNote

  public init(oldSize: UInt64, path: [Hash256], note: SignedNote) {
    self.oldSize = oldSize
    self.path = path
    self.note = note
  }

  static let bytesMax = SignedNote.bytesMax + 1 << 12

  /// The file.
  public var bytes: [UInt8] {
    let hashes = path.map { $0.base64 + "\n" }.joined()
    return Array("old \(oldSize)\n\(hashes)\n".utf8) + note.bytes
  }

  /// Reads what `bytes` gives, and nothing else.
  public init(_ bytes: [UInt8]) throws(ProofFault) {
    var lines = try LineReader(bytes, .consistencyFile, bytesMax: ConsistencyFile.bytesMax)
    guard let oldSize = Decimal.parse(try lines.next(after: "old", .old)) else {
      throw lines.unexpected(.old)
    }
    self.oldSize = oldSize
    path = try lines.hashes()
    note = try SignedNote(Array(lines.rest))
  }
}

/// What a consistency proof shows: the newer log begins with all entries of the older.
public struct ShownConsistency: Hashable, Sendable {
  public let older: VerifiedCheckpoint
  public let newer: VerifiedCheckpoint
}

extension ConsistencyFile {
  /// Checks everything: both checkpoints' signatures, that they are of one log, and that the tree
  /// of the newer begins with that of the older.
  public func check(
    older: SignedNote, trusting keys: [VerifierKey]
  ) throws(ProofFault) -> ShownConsistency {
    let shown = ShownConsistency(
      older: try VerifiedCheckpoint(older, trusting: keys),
      newer: try VerifiedCheckpoint(note, trusting: keys))
    let (old, new) = (shown.older.checkpoint, shown.newer.checkpoint)
    guard KeyName.areSame(old.origin, new.origin) else {
      throw .otherLog(older: old.origin, newer: new.origin)
    }
    guard old.size > 0 else { throw .olderIsEmpty }
    guard old.size <= new.size else { throw .shrunk(older: old.size, newer: new.size) }
    guard oldSize == old.size else { throw .otherSize(proof: oldSize, checkpoint: old.size) }
    let isConsistent = ConsistencyProof(path: path).isValid(
      oldSize: old.size, oldRoot: old.root, newSize: new.size, newRoot: new.root)
    guard isConsistent else { throw .notConsistent(older: old.size, newer: new.size) }
    return shown
  }
}
