import LedgerLog
import LedgerStorage

extension Ledger {
  /// Checks the log of a ledger that cannot be opened as a whole.
  ///
  /// - Parameter cause: why it cannot.
  public static func verifyLog(
    inLedger directory: String, unopened cause: LedgerError,
    surroundings: Surroundings = .machine,
    progress: (LogPosition, LogPosition) -> Void = { _, _ in }
  ) -> Verification {
    var verification = Verification()
    verification.note(kind(of: cause), "the ledger cannot be opened: \(cause)")
    guard let log = try? LogReader.open(directory: directory, master: surroundings.masterKey),
      let end = (try? log.nextPosition()) ?? (try? log.entriesCount()).map({ LogPosition($0) })
    else { return verification }
    verification.lacksMasterKey = log.key.isEncrypted
    var check = LogCheck(log, end: end, rootsAt: [], chainsAt: nil)
    do throws(LedgerError) {
      try check.run(into: &verification, progress)
    } catch {
      verification.note(.entry, "\(error)")
    }
    return verification
  }

  private static func kind(of cause: LedgerError) -> Finding.Kind {
    switch cause {
    case .indexBehind: .index
    case .storage(let error): "\(error)".contains("index") ? .index : .entry
    default: .entry
    }
  }
}
