import Glibc
import LedgerEngine
import LedgerStorage
import LedgerStorageWriting

/// What the hash tree costs: its whole work for the entries of a ledger, as an append does it, to hold
/// beside what the import of the same entries took; and how fast `verify` derives it again.
struct TreeStudy {
  let ledger: String
  /// A folder for a store of its own.
  let scratch: String
  let course: Course

  /// Entries in one commit of an import, about.
  private static let commit = 4_096
  private static let table = Table<UInt64, [UInt8]>("tree", .appendOnly)

  func run() throws {
    let entries = try entries()
    let count = entries.count
    course.measure("leaf hashes, one core", count: count, unit: "entry") {
      for entry in entries { blackHole(MerkleTree.leafHash(entry)) }
    }
    course.measure("leaf hashes, all cores", count: count, unit: "entry") {
      blackHole(Parallel.map(entries, inTurn: 1_024) { MerkleTree.leafHash($0) }.count)
    }
    try course.measure("tree of an import", count: count, unit: "entry") { try grow(entries) }
    // Without the master key bodies are left out: what remains is the entries.
    try course.measure("verify of the log", count: count, unit: "entry") {
      let result = Ledger.verifyLog(inLedger: ledger, unopened: .openedForReading)
      guard result.entries == count, result.findings.count == 1 else { throw Unsound() }
      print("\(result.bodies) bodies read, \(result.locked) left out")
    }
  }

  struct Unsound: Error {}

  private func entries() throws -> [[UInt8]] {
    let log = try LogReader.open(directory: ledger)
    let end = try log.nextPosition()
    var entries: [[UInt8]] = []
    entries.reserveCapacity(Int(end.rawValue))
    for position in 0..<end.rawValue {
      entries.append(try log.canonicalEntry(at: LogPosition(position)))
    }
    return entries
  }

  /// As `LogWriter` does it: hashes, the right edge, and a row for each 256 entries.
  private func grow(_ entries: [[UInt8]]) throws {
    let path = scratch + "/tree.mdb"
    let store = try WritableEnvironment.create(
      path: path, schema: Schema(purpose: "bench", version: 1, tables: [TreeStudy.table]),
      lock: try WriterLock.acquire(directory: scratch), durability: .onSync)
    defer { for suffix in ["", "-lock"] { unlink(path + suffix) } }
    var tree = MerkleFrontier()
    var next: UInt64 = 0
    for start in stride(from: 0, to: entries.count, by: TreeStudy.commit) {
      var completed: [Hash256] = []
      for entry in entries[start..<min(start + TreeStudy.commit, entries.count)] {
        tree.append(MerkleTree.leafHash(entry)) { completed.append($2) }
      }
      try store.write { transaction throws(StorageError) in
        for hash in completed {
          try transaction.append(TreeStudy.table, next, hash.bytes)
          next += 1
        }
      }
    }
    blackHole(tree.root)
  }

  @inline(never)
  private func blackHole(_ value: some Any) {}
}
