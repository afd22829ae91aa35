import LedgerCore
import LedgerLog
import LedgerProofs
import LedgerStorage

/// Holds the last directory against the entry that has its roots, and its chains against the log.
struct DirectoryCheck {
  let file: DirectoryFile
  let log: LogReader
  /// As the entries before `through` give them.
  let chains: [ThreadID: LogCheck.Chain]
  /// Whether these are the chains of all threads; else only of those that were met.
  let isOfAll: Bool

  func run(into verification: inout Verification) throws(LedgerError) {
    let payload = try? log.body(at: file.position, verifying: true)
    guard let head = try? DirectoryHead(payload?.body ?? []), head == file.head else {
      return verification.note(
        .directory, at: file.position,
        "the file of the directory is not of the entry at its position")
    }
    var frontier = MerkleFrontier()
    do throws(LedgerError) {
      var subtrees: [DirectorySubtree] = []
      for number in 0..<head.threads {
        let leaf = try file.leaf(number)
        frontier.append(MerkleTree.leafHash(leaf.bytes)) {
          subtrees.append(DirectorySubtree(level: UInt8($0), index: $1, hash: $2))
        }
        let chain = chains[leaf.thread]
        if chain == nil, !isOfAll { continue }
        if leaf.chain?.count ?? 0 != UInt64(chain?.count ?? 0) || leaf.chain?.head != chain?.head {
          verification.note(
            .directory, at: leaf.thread.origin.position,
            "thread \(leaf.thread) is listed with a chain of \(leaf.chain?.count ?? 0), and has "
              + "\(chain?.count ?? 0)")
        }
      }
      if frontier.root != head.threadRoot {
        verification.note(
          .directory, at: file.position, "its threads do not have the root that was recorded")
      }
      if try !file.holds(threads: head.threads, subtrees) {
        verification.note(
          .directory, at: file.position, "it keeps other threads or hashes than it should")
      }
      if try !file.isTopRight() {
        verification.note(
          .directory, at: file.position,
          "the hashes that it keeps of the reference map are not theirs")
      }
      if try file.referenceRoot() != head.referenceRoot {
        verification.note(
          .directory, at: file.position, "its references do not have the root that was recorded")
      }
    } catch {
      verification.note(.directory, at: file.position, "\(error)")
    }
  }
}
