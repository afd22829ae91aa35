import LedgerStorage
import LedgerStorageWriting

/// Commits to the store below the ledger of what a ledger stores of a delivery, and nothing else.
final class BareCommits {
  private static let table = Table<UInt64, [UInt8]>("values", .appendOnly)
  /// About what an entry and a compressed body take.
  private static let value = [UInt8](repeating: 7, count: 500)
  private let environment: WritableEnvironment

  init(directory: String) throws {
    environment = try WritableEnvironment.create(
      path: directory + "/bare.mdb",
      schema: Schema(purpose: "bench", version: 1, tables: [BareCommits.table]),
      lock: try WriterLock.acquire(directory: directory))
  }

  func commit(_ index: Int) throws {
    try environment.write { transaction throws(StorageError) in
      try transaction.append(BareCommits.table, UInt64(index), BareCommits.value)
    }
  }
}
