import Glibc
public import LedgerCore
import LedgerStorage
import LedgerStorageWriting

extension LogWriter {
  /// Moves bodies of deliveries from where the last archive ends to `end` into files of a folder. Each is
  /// compared with its entry before, and again as it is on disk, before the log's own rows go. The
  /// log may be read and appended to meanwhile.
  ///
  /// The rows of bodies that were erased go too, and into no file.
  ///
  /// - Parameters:
  ///   - folder: a path; within the ledger's directory if it does not begin with a slash.
  ///   - isErased: whether the erasure of a delivery is recorded.
  ///   - progress: entries that are done, of how many.
  /// - Returns: the files that were made.
  public func archive(
    before end: LogPosition, to folder: String, isErased: (LogPosition) -> Bool,
    progress: (UInt64, UInt64) -> Void = { _, _ in }
  ) throws(LogError) -> [ArchiveReference] {
    guard folder.utf8.count <= ArchiveReference.folderBytesMax else {
      throw .archive(.folderTooLong(path: folder))
    }
    // What an interrupted run has begun.
    for archive in try reader.archives() where !archive.isCleared {
      try clear(archive, try reader.checkBodies(of: archive), isErased)
    }
    let start = try reader.archives().last?.positions.upperBound ?? .first
    var first = start
    var made: [ArchiveReference] = []
    while first < min(end, nextPosition) {
      let last = min(min(end, nextPosition).rawValue, first.rawValue + ArchiveFormat.entriesMax)
      let archive = try write(first..<LogPosition(last), to: folder, isErased)
      let positions = try reader.checkBodies(of: archive)
      // Crash before: a file that nothing names, which the next run writes over. Crash after: bodies
      // in both places, until the next run.
      try change { $0.append(archive) }
      try clear(archive, positions, isErased)
      made.append(archive)
      first = LogPosition(last)
      progress(last - start.rawValue, end.rawValue - start.rawValue)
    }
    return made
  }

  /// Notes that files are in another folder: those that are there, each of which is checked first.
  ///
  /// - Returns: those files.
  public func moveArchives(to folder: String) throws(LogError) -> [ArchiveReference] {
    guard folder.utf8.count <= ArchiveReference.folderBytesMax else {
      throw .archive(.folderTooLong(path: folder))
    }
    let elsewhere = try reader.archives().map { known in
      var archive = known
      archive.folder = folder
      return archive
    }
    let moved = elsewhere.filter { Files.exists(reader.path(of: $0)) }
    if moved.isEmpty, let missing = elsewhere.first {
      throw .archive(.unreadable(path: reader.path(of: missing), errno: ENOENT))
    }
    for archive in moved { try reader.check(archive) }
    try change { list in
      for (index, known) in list.enumerated() {
        list[index] = moved.first { $0.positions == known.positions } ?? known
      }
    }
    return moved
  }

  /// Gives the room of removed rows back to the disk: bytes. What readers still see is kept.
  public func giveBackRoom() throws(LogError) -> UInt64 {
    try LogError.wrapping { () throws(StorageError) in try environment.giveBackFreePages() }
  }

  private func write(
    _ positions: Range<LogPosition>, to folder: String, _ isErased: (LogPosition) -> Bool
  ) throws(LogError) -> ArchiveReference {
    var archive = ArchiveReference(
      positions: positions, digest: .zero, byteCount: 0, bodies: 0, folder: folder,
      isCleared: false)
    let path = reader.path(of: archive)
    try LogError.wrapping { () throws(StorageError) in
      try Files.createDirectory(Files.directory(of: path))
    }
    let file = try LogError.archiving { () throws(ArchiveFault) in
      try ArchiveFileWriter(path: path, ledger: key.id, positions: positions)
    }
    try reader.forEachKeptBody(in: positions, isErased) {
      position, record throws(LogError) in
      try LogError.archiving { () throws(ArchiveFault) in try file.add(record, at: position) }
    }
    (archive.digest, archive.byteCount) = try LogError.archiving { () throws(ArchiveFault) in
      try file.complete()
    }
    archive.bodies = file.bodies
    return archive
  }

  private func change(
    _ edit: (inout [ArchiveReference]) -> Void
  ) throws(LogError) {
    try environment.write(failingWith: LogError.self) { transaction throws(LogError) in
      var list = try transaction.reading.archives()
      edit(&list)
      let bytes = ArchiveList.encode(list)
      try LogError.wrapping { () throws(StorageError) in
        try transaction.put(Schema.meta, ArchiveList.setting, bytes)
      }
    }
  }

  /// Rows that go in one commit, so that deliveries do not wait for long.
  private static let clearedTogether = 4_096

  /// Removes the rows of archived bodies, and those of erased ones.
  private func clear(
    _ archive: ArchiveReference, _ archived: [LogPosition], _ isErased: (LogPosition) -> Bool
  ) throws(LogError) {
    let range = archive.positions.lowerBound.rawValue..<archive.positions.upperBound.rawValue
    let going = archived + range.map { LogPosition($0) }.filter(isErased)
    for start in stride(from: 0, to: going.count, by: LogWriter.clearedTogether) {
      let piece = going[start..<min(start + LogWriter.clearedTogether, going.count)]
      try LogError.wrapping { () throws(StorageError) in
        try environment.write { transaction throws(StorageError) in
          for position in piece {
            var chunk: UInt16 = 0
            while try transaction.delete(LogTables.bodies, Pair(position, chunk)) { chunk += 1 }
          }
        }
      }
    }
    try change { list in
      guard let index = list.firstIndex(where: { $0.positions == archive.positions }) else {
        return
      }
      list[index].isCleared = true
    }
  }
}
