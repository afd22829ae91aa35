import LedgerCore
import LedgerProofs

/// A log of some entries with its key, for proof files.
struct SmallLog {
  let key: SigningKey
  let entries: [[UInt8]]
  let tree: NaiveTree

  init(entries count: Int = 21, seed: UInt8 = 1, name: String = "log.example/eu") throws {
    key = try SigningKey(seed: Array(repeating: seed, count: 32), name: name)
    entries = (0..<count).map { [1, UInt8($0), seed, 0xff] }
    tree = NaiveTree(leaves: entries.map { MerkleTree.leafHash($0) })
  }

  func note(_ size: Int) throws -> SignedNote {
    try Checkpoint(origin: key.verifier.name, size: UInt64(size), root: tree.root(0..<size))
      .signed(with: [key])
  }

  func eventProof(_ index: Int, size: Int) throws -> EventProof {
    EventProof(
      entry: entries[index], index: UInt64(index),
      path: tree.inclusionPath(index: UInt64(index), size: UInt64(size)), note: try note(size))
  }

  func consistency(_ old: Int, _ new: Int) throws -> ConsistencyFile {
    ConsistencyFile(
      oldSize: UInt64(old), path: tree.consistencyPath(from: UInt64(old), to: UInt64(new)),
      note: try note(new))
  }
}
