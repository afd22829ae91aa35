import LedgerCore
import LedgerLog
import LedgerProofs

/// The entries that a checkpoint covers, where the checkpoint is trusted: of them only those are looked at
/// that later ones name, and each of these is held against the checkpoint's root.
final class TrustedPrefix {
  let checkpoint: Checkpoint
  /// Of the tree over these entries, from the hashes that the log keeps.
  let frontier: MerkleFrontier
  /// When the last of them was received.
  let lastReceived: Timestamp
  private let log: LogReader
  private let tree: TiledHashes<LogTree>

  var size: UInt64 { checkpoint.size }

  /// Nil where the log does not have so many entries, or not those that were signed.
  init?(_ checkpoint: Checkpoint, log: LogReader, end: LogPosition) throws(LogError) {
    guard checkpoint.size > 0, checkpoint.size <= end.rawValue else { return nil }
    self.checkpoint = checkpoint
    self.log = log
    tree = log.tree(size: LogPosition(checkpoint.size))
    frontier = try MerkleFrontier(size: checkpoint.size, of: tree)
    guard frontier.root == checkpoint.root else { return nil }
    lastReceived = try log.entry(at: LogPosition(checkpoint.size - 1)).received
  }

  /// An entry, once its bytes have led to the root that was signed; nil where they do not.
  func entry(at position: LogPosition) -> Entry? {
    guard position.rawValue < size,
      let bytes = try? log.canonicalEntry(at: position),
      let path = try? tree.inclusionPath(index: position.rawValue, size: size)
    else { return nil }
    let proof = InclusionProof(index: position.rawValue, size: size, path: path)
    guard proof.root(ofLeaf: MerkleTree.leafHash(bytes)) == checkpoint.root,
      let entry = try? Entry(decoding: bytes), entry.position == position
    else { return nil }
    return entry
  }

  /// The chain of a thread as it was, where a link goes on with it. A thread that begins with the link
  /// has none: nil.
  func chain(before link: ChainLink) -> LogCheck.Chain? {
    let origin = link.thread.origin.position
    let position = link.sequence == 0 ? origin : link.previous
    guard let position, let entry = entry(at: position) else { return nil }
    let former = entry.links.filter { $0.thread == link.thread }.max { $0.sequence < $1.sequence }
    return former.map { (count: $0.sequence &+ 1, head: position) }
  }
}
