import LedgerCore
import LedgerLog
import LedgerProofs
import LedgerStorage

/// Holds the last directory against the entry that has its roots, and its chains against the log.
struct DirectoryCheck {
  let file: DirectoryFile
  let log: LogReader
  /// Of all threads, as the entries before `through` give them.
  let chains: [ThreadID: LogCheck.Chain]

  func run(into verification: inout Verification) throws(LedgerError) {
    let payload = try? log.body(at: file.position, verifying: true)
    guard let head = try? DirectoryHead(payload?.body ?? []), head == file.head else {
      return verification.note(
        .directory, at: file.position,
        "the file of the directory is not of the entry at its position")
    }
    var frontier = MerkleFrontier()
    do throws(LedgerError) {
      for number in 0..<head.threads {
        let leaf = try file.leaf(number)
        frontier.append(MerkleTree.leafHash(leaf.bytes))
        let chain = chains[leaf.thread]
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
      if try file.referenceRoot() != head.referenceRoot {
        verification.note(
          .directory, at: file.position, "its references do not have the root that was recorded")
      }
    } catch {
      verification.note(.directory, at: file.position, "\(error)")
    }
  }
}
