public import LedgerCore
import LedgerLog
public import LedgerProofs

extension Ledger {
  /// That an entry is in the log (C2SP tlog-proof).
  ///
  /// - Parameter size: of the checkpoint that it is held against; the last one where nil.
  public func eventProof(
    at position: LogPosition, size: UInt64? = nil
  ) throws(LedgerError) -> EventProof {
    // The log's own end: a reader of what is filed may not have filed yet what is signed already.
    let end = try logEnd()
    guard position < end else { throw .unknownPosition(position, end: end) }
    let signed = try checkpoint(ofSize: size)
    guard position.rawValue < signed.checkpoint.size else {
      throw .proving(.notCovered(position, signed: signed.checkpoint.size))
    }
    let made = try LedgerError.logging { () throws(LogError) in
      let tree = log.tree(size: LogPosition(signed.checkpoint.size))
      return EventProof(
        entry: try log.canonicalEntry(at: position), index: position.rawValue,
        path: try tree.inclusionPath(index: position.rawValue, size: signed.checkpoint.size),
        note: signed.note)
    }
    let proof = InclusionProof(
      index: made.index, size: signed.checkpoint.size, path: made.path)
    guard let entry = made.entry,
      proof.root(ofLeaf: MerkleTree.leafHash(entry)) == signed.checkpoint.root
    else { throw .log(.altered(position)) }
    return made
  }

  /// That the log of a checkpoint begins with all of an older log.
  ///
  /// - Parameters:
  ///   - old: number of entries of the older log.
  ///   - new: of the checkpoint; the last one where nil.
  public func consistencyProof(
    from old: UInt64, to new: UInt64? = nil
  ) throws(LedgerError) -> ConsistencyFile {
    let signed = try checkpoint(ofSize: new)
    guard old > 0, old <= signed.checkpoint.size else {
      throw .proving(.notOlder(old, signed: signed.checkpoint.size))
    }
    return try LedgerError.logging { () throws(LogError) in
      let tree = log.tree(size: LogPosition(signed.checkpoint.size))
      return ConsistencyFile(
        oldSize: old, path: try tree.consistencyPath(from: old, to: signed.checkpoint.size),
        note: signed.note)
    }
  }

  private func checkpoint(ofSize size: UInt64?) throws(LedgerError) -> SignedCheckpoint {
    guard let size else { return try lastCheckpoint() }
    return try checkpoint(of: size)
  }
}
