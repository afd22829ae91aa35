public import LedgerCore
import LedgerStorage

/// What an entry's fingerprint was made of.
public struct OpenedBody: Sendable {
  /// 16 bytes.
  public var salt: [UInt8]
  /// Headers and body in canonical form.
  public var payload: [UInt8]
}

extension LogReader {
  /// The bytes that an entry's leaf hash covers.
  public func canonicalEntry(at position: LogPosition) throws(LogError) -> [UInt8] {
    let bytes = try LogError.wrapping { () throws(StorageError) in
      try environment.read { (transaction) throws(StorageError) in
        try transaction.get(LogTables.entries, position)
      }
    }
    guard let bytes else { throw .noEntry(position) }
    return bytes
  }

  /// Salt and payload of an entry, compared with its fingerprint; nil where it has no body, or that is
  /// not kept.
  public func openedBody(at position: LogPosition) throws(LogError) -> OpenedBody? {
    let opener = BodyOpener()
    return try environment.read(failingWith: LogError.self) { transaction throws(LogError) in
      let content = try transaction.lend(LogTables.entries, position) { bytes throws(LogError) in
        try EntryView.stored(bytes, at: position).content
      }
      guard let content else { throw .noEntry(position) }
      guard let content else { return nil }
      do throws(LogError) {
        return try withRecord(position, transaction) { record throws(LogError) in
          try open(record, position, content, opener, transaction) { payload throws(LogError) in
            OpenedBody(salt: record.salt.bytes, payload: Array(payload.bytes))
          }
        }
      } catch .bodyAbsent {
        return nil
      }
    }
  }
}
