public import LedgerCore
import LedgerStorage

/// Whether a scan goes on.
public enum LogScanStep: Sendable {
  case next, stop
}

extension LogReader {
  /// Visits entries in order, in place, in short read transactions: what was appended after the
  /// scan began may be visited too, up to `through`. Every position from `from` is there, or
  /// this throws.
  public func scan(
    from: LogPosition, through: LogPosition,
    _ body: (EntryView) throws(LogError) -> LogScanStep
  ) throws(LogError) {
    try pieces(from, through) { from, through, transaction throws(LogError) in
      try scan(from, through, transaction, body)
    }
  }

  /// Visits entries with their payloads; nil where an entry has none, or its body was erased.
  /// `verifying` compares each payload with its fingerprint; `locked` visits what is encrypted and cannot
  /// be read for want of the master key, where that is not to throw.
  public func scanBodies(
    from: LogPosition, through: LogPosition, verifying: Bool = false,
    locked: (EntryView) throws(LogError) -> LogScanStep = { (entry) throws(LogError) in
      throw .bodyLocked(entry.position)
    },
    _ body: (EntryView, PayloadView?) throws(LogError) -> LogScanStep
  ) throws(LogError) {
    let opener = BodyOpener()
    try pieces(from, through) { from, through, transaction throws(LogError) in
      try scan(from, through, transaction) { entry throws(LogError) in
        guard let content = entry.content else { return try body(entry, nil) }
        do throws(LogError) {
          return try withPayload(
            entry.position, verifying ? content : nil, opener, transaction
          ) { payload throws(LogError) in try body(entry, payload) }
        } catch {
          switch error {
          case .bodyAbsent: return try body(entry, nil)
          case .bodyLocked: return try locked(entry)
          default: throw error
          }
        }
      }
    }
  }

  /// Cuts a range into pieces of one read transaction each.
  func pieces(
    _ from: LogPosition, _ through: LogPosition,
    _ read: (LogPosition, LogPosition, borrowing ReadTransaction) throws(LogError) -> LogScanStep
  ) throws(LogError) {
    var first = from
    while first <= through {
      let last = min(through, LogPosition(first.rawValue + LogReader.scanEntriesMax - 1))
      let step = try environment.read(failingWith: LogError.self) {
        transaction throws(LogError) in try read(first, last, transaction)
      }
      if step == .stop { return }
      first = last.next
    }
  }

  func scan(
    _ from: LogPosition, _ through: LogPosition, _ transaction: borrowing ReadTransaction,
    _ body: (EntryView) throws(LogError) -> LogScanStep
  ) throws(LogError) -> LogScanStep {
    var due = from
    var step = LogScanStep.next
    var failure: LogError?
    try LogError.wrapping { () throws(StorageError) in
      try transaction.scan(LogTables.entries, from: from, through: through) { position, bytes in
        do throws(LogError) {
          guard position == due else { throw .gap(expected: due, found: position) }
          step = try body(try EntryView.stored(bytes, at: position))
          due = position.next
          return step == .next ? .next : .stop
        } catch {
          failure = error
          return .stop
        }
      }
    }
    if let failure { throw failure }
    if step == .next, due <= through { throw .noEntry(due) }
    return step
  }
}
