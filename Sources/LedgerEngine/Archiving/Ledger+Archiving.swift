import Glibc
public import LedgerCore
import LedgerLog
import LedgerStorage

/// A file that holds bodies of the log's first entries.
public struct Archive: Sendable, Hashable {
  public var positions: Range<LogPosition>
  public var path: String
  public var byteCount: UInt64
  public var bodies: UInt64
  /// Whether there is a file.
  public var isThere: Bool
}

/// What archiving has done.
public struct ArchiveResult: Sendable {
  public var files: [Archive]
  /// What `log.mdb` takes on disk.
  public var logBytesBefore: UInt64
  public var logBytes: UInt64
}

extension Ledger {
  /// The files of archived bodies, in the order of the log.
  public func archives() throws(LedgerError) -> [Archive] {
    try LedgerError.logging { () throws(LogError) in try log.archives() }.map(archive)
  }

  /// The position of the first entry that was received at `time` or later; the log's end where there
  /// is none.
  public func position(receivedFrom time: Timestamp) throws(LedgerError) -> LogPosition {
    var (low, high) = (LogPosition.first.rawValue, nextPosition.rawValue)
    while low < high {
      let middle = (low + high) / 2
      let received = try LedgerError.logging { () throws(LogError) in
        try log.withEntry(at: LogPosition(middle)) { view throws(LogError) in view.received }
      }
      if received < time { low = middle + 1 } else { high = middle }
    }
    return LogPosition(low)
  }

  /// Moves the bodies of deliveries before `end` that are in the log into files of a folder, from which
  /// they are read from then on. No entry changes, so no proof does.
  ///
  /// - Parameter progress: entries that are done, of how many.
  public func archive(
    before end: LogPosition, to folder: String,
    progress: (UInt64, UInt64) -> Void = { _, _ in }
  ) throws(LedgerError) -> ArchiveResult {
    guard let writing else { throw .openedForReading }
    let place = try place(of: folder, isToBeMade: true)
    try erasures.refresh()
    // So that opening the ledger asks for nothing that is archived.
    try flush()
    let before = allocatedBytes()
    let made = try LedgerError.logging { () throws(LogError) in
      let made = try writing.log.archive(
        before: end, to: place, isErased: { erasures.entry(for: $0) != nil }, progress: progress)
      _ = try writing.log.giveBackRoom()
      return made
    }
    return ArchiveResult(
      files: made.map(archive), logBytesBefore: before, logBytes: allocatedBytes())
  }

  /// Notes that files of archived bodies are in another folder now: those that are there, each checked.
  public func moveArchives(to folder: String) throws(LedgerError) -> [Archive] {
    guard let writing else { throw .openedForReading }
    let place = try place(of: folder, isToBeMade: false)
    return try LedgerError.logging { () throws(LogError) in
      try writing.log.moveArchives(to: place)
    }.map(archive)
  }

  private func archive(_ reference: ArchiveReference) -> Archive {
    let path = log.path(of: reference)
    return Archive(
      positions: reference.positions, path: path, byteCount: reference.byteCount,
      bodies: reference.bodies, isThere: Files.size(of: path) == Int(reference.byteCount))
  }

  /// How the log names a folder: so that a ledger that is moved with a folder in it still finds it.
  private func place(
    of folder: String, isToBeMade: Bool
  ) throws(LedgerError) -> String {
    if isToBeMade {
      try LedgerError.storing { () throws(StorageError) in try Files.createDirectory(folder) }
    }
    let (path, own) = (try Ledger.realPath(folder), try Ledger.realPath(directory))
    if path == own { return "." }
    return path.hasPrefix(own + "/") ? String(path.dropFirst(own.count + 1)) : path
  }

  private static func realPath(_ path: String) throws(LedgerError) -> String {
    guard let found = realpath(path, nil) else { throw .file(path: path, errno: errno) }
    defer { free(found) }
    return String(cString: found)
  }

  private func allocatedBytes() -> UInt64 {
    FileLook(path: directory + "/log.mdb")?.allocatedBytes ?? 0
  }
}
