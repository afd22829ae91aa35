public import LedgerCore
public import LedgerStorage

/// Everything that can go wrong with the log. Cases hold facts only, never headers, bodies or names
/// of customers.
public enum LogError: Error, Hashable, Sendable {
  case storage(StorageError)
  /// The stored entry is not what the format describes.
  case entry(LogPosition, FormatFault)
  /// The stored body is not what the format describes.
  case body(LogPosition, FormatFault)
  /// The stored dictionary is not what the format describes.
  case dictionary(DictionaryID, FormatFault)
  /// A body names a dictionary that the log does not hold.
  case dictionaryMissing(DictionaryID, neededBy: LogPosition)
  /// Headers and body are not those that the entry was made for.
  case fingerprintMismatch(LogPosition)
  /// The entry is not the one that the hash tree was made of, or one around it is not.
  case altered(LogPosition)
  /// The log is not that long.
  case noEntry(LogPosition)
  /// The entry has content, and no body is kept for it: it was erased.
  case bodyAbsent(LogPosition)
  /// The body is encrypted, and no master key was given.
  case bodyLocked(LogPosition)
  /// A file of archived bodies cannot be used.
  case archive(ArchiveFault)
  /// Bodies are encrypted, and nothing can be written without the master key.
  case masterKeyMissing
  /// Keys of data subjects cannot be had.
  case keys(KeyFault)
  /// An entry that says what its body is without a body, or the reverse.
  case contentUnmatched(LogPosition)
  /// Positions are dense: another one was due.
  case gap(expected: LogPosition, found: LogPosition)
  /// Received times never go back.
  case receivedEarlier(LogPosition)
  /// Hashes of the tree over all entries are missing: of complete subtrees of 2^level entries.
  case treeIncomplete(level: Int, Range<UInt64>)
  /// The entry to be appended breaks a rule of the format.
  case unwritable(LogPosition, FormatFault)
  /// What every log has in its `meta` table is not there.
  case settingMissing(String)
  /// An earlier commit failed, so what was prepared on top of it is void: open the log again.
  case writerFailed(StorageError)
}

extension LogError: StorageErrorConvertible {
  public init(_ error: StorageError) { self = .storage(error) }
}
