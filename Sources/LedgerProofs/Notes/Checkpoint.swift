public import LedgerCore

/// What a log says of itself: how many entries it has, and the root of its tree (C2SP
/// tlog-checkpoint).
public struct Checkpoint: Hashable, Sendable {
  /// The log's name, which is that of its keys.
  public let origin: String
  public let size: UInt64
  public let root: Hash256

  public init(origin: String, size: UInt64, root: Hash256) throws(ProofFault) {
    guard KeyName.isUsable(origin) else { throw .unusableName(origin) }
    precondition(size <= Decimal.max, "no log is longer than 2^63 − 1 entries")
    self.origin = origin
    self.size = size
    self.root = root
  }

  /// The text of the signed note: three lines. Extension lines are never written: nobody
  /// audits them.
  public var text: String { "\(origin)\n\(size)\n\(root.base64)\n" }

  /// From the text of a note. Extension lines of others' logs are passed over.
  public init(text: String) throws(ProofFault) {
    var lines = try LineReader(Array(text.utf8), .checkpoint, bytesMax: SignedNote.bytesMax)
    let origin = try lines.next(.origin)
    guard !origin.isEmpty else { throw lines.unexpected(.origin) }
    guard let size = Decimal.parse(try lines.next(.size)) else { throw lines.unexpected(.size) }
    guard let root = Hash256(base64: try lines.next(.root)) else { throw lines.unexpected(.root) }
    guard size > 0 || root == MerkleTree.emptyRoot else { throw lines.unexpected(.emptyRoot) }
    while !lines.isAtEnd {
      if try lines.next(.extensionLine).isEmpty { throw lines.unexpected(.extensionLine) }
    }
    self.origin = String(decoding: origin, as: UTF8.self)
    self.size = size
    self.root = root
  }

  /// A note with the checkpoint, signed with keys of the log.
  public func signed(with keys: [SigningKey]) throws(ProofFault) -> SignedNote {
    var note = try SignedNote(text: text)
    for key in keys { try note.sign(with: key) }
    return note
  }
}
