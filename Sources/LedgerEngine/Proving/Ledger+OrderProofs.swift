import LedgerCore
import LedgerIndex
import LedgerLog
import LedgerProofs
import LedgerStorage

extension Ledger {
  /// That what it lists is all that was filed for an order, up to the last checkpoint; where no order
  /// carries the text, that none does in any space of references that the ledger has met.
  ///
  /// - Parameters:
  ///   - text: the order's correlation ID, or any value that names it.
  ///   - withBodies: whether headers and bodies are part of it.
  public func orderProof(
    of text: String, withBodies: Bool = false
  ) throws(LedgerError) -> OrderProof {
    try orderProof(of: text, under: try lastCheckpoint(), withBodies: withBodies)
  }

  /// The same under the last checkpoint, which the caller has read: where another is signed meanwhile, the
  /// directory is of that, and nothing is proved.
  func orderProof(
    of text: String, under signed: SignedCheckpoint, withBodies: Bool
  ) throws(LedgerError) -> OrderProof {
    let file = try DirectoryFile.openNewest(in: directory)
    guard file.position.rawValue < signed.checkpoint.size else {
      throw .proving(.directoryMissing(path: file.environment.path))
    }
    let asked = try askedReferences(text, file)
    return try reading { (index, _) throws(LedgerError) in
      try OrderProver(file, log: log, index: index).proof(
        of: asked, under: signed.note, size: signed.checkpoint.size, withBodies: withBodies)
    }
  }

  /// The references that a question is about.
  private func askedReferences(
    _ text: String, _ file: DirectoryFile
  ) throws(LedgerError) -> [NamedReference] {
    try reading { (index, base) throws(LedgerError) in
      let root: ThreadID
      do throws(LedgerError) {
        root = try findOne(text, index, base)
      } catch {
        guard case .unknownOrder = error else { throw error }
        return index.referenceSpaces.map {
          NamedReference(Reference(space: $0, value: text), run: 0)
        }
      }
      let row = try LedgerError.storing { () throws(StorageError) in
        try index.currentRow(root, base)
      }
      let threads = row?.threads ?? [root]
      guard try file.number(of: root) != nil else {
        throw .proving(
          .notInDirectory(order: row?.correlationID ?? text, through: file.head.through))
      }
      let mentions = try LedgerError.storing { () throws(StorageError) in
        var mentions: [StoredThread.Mention] = []
        for thread in threads { mentions += try index.mentions(of: thread, base) }
        return mentions
      }
      let named =
        mentions.first { $0.reference.value == text && $0.kind == .identity }
        ?? mentions.first { $0.reference.value == text }
        ?? mentions.first { $0.kind == .identity } ?? mentions.first
      guard let named else { throw .proving(.nameless(order: text)) }
      return [NamedReference(named.reference, run: named.run)]
    }
  }
}
