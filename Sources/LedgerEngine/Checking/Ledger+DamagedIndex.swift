import Glibc
import LedgerIndex
import LedgerStorage
import LedgerStorageWriting

extension Ledger {
  /// Removes index files that cannot be read: all that is in them follows from the log, and the next
  /// opening for writing makes what it needs anew. To be called while the ledger is not open.
  ///
  /// - Parameter program: an `orderledger`, which looks at the pages.
  /// - Returns: the names of the files that were removed.
  public static func removeDamagedIndexFiles(
    directory: String, program: String = PageCheck.ownProgram
  ) throws(LedgerError) -> [String] {
    guard exists(in: directory) else { throw .noLedger(directory: directory) }
    let lock = try LedgerError.storing { () throws(StorageError) in
      try WriterLock.acquire(directory: directory)
    }
    var removed: [String] = []
    for number in Generation.numbers(in: directory).reversed() {
      let path = Generation.path(number, in: directory)
      guard try isDamaged(path, program: program) else { continue }
      // Crash here: the file is found damaged again.
      Generation.remove(number, in: directory)
      removed.append(String(path.dropFirst(directory.count + 1)))
    }
    return withExtendedLifetime(lock) { removed }
  }

  private static func isDamaged(_ path: String, program: String) throws(LedgerError) -> Bool {
    guard try PageCheck.findings(ofFile: path, program: program).isEmpty else { return true }
    do {
      _ = try Environment.open(path: path, schema: IndexSchema.schema)
      return false
    } catch {
      switch error {
      case .corrupted, .foreign, .wrongPurpose: return true
      // Made by an earlier version of the program: the opening deals with it.
      case .olderFormat: return false
      default: throw .storage(error)
      }
    }
  }
}
