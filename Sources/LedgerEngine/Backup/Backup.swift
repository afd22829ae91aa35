public import LedgerCore
import LedgerLog
import LedgerStorage

/// Copies of a ledger's log, to be kept elsewhere: files that are only ever added, each verified while
/// it is written.
public enum Backup {
  /// What was written, and what the backup holds now.
  public struct Result: Sendable, Hashable {
    public var ledger: String
    public var files: [Written]
    /// Entries in the whole backup, and the root of the tree over them.
    public var entries: UInt64
    public var root: Hash256
    /// Sizes of the checkpoints in the whole backup, ascending.
    public var checkpoints: [UInt64]

    public var newEntries: UInt64 { files.reduce(0) { $0 + $1.entries } }
    public var newBytes: UInt64 { files.reduce(0) { $0 + $1.byteCount } }
  }

  public struct Written: Sendable, Hashable {
    public var path: String
    public var first: LogPosition
    public var next: LogPosition
    public var byteCount: UInt64
    /// Of all but the last line, which states it.
    public var sha256: Hash256

    public var entries: UInt64 { next.rawValue - first.rawValue }
  }

  /// What the name of a backup in one file ends with.
  public static var fileSuffix: String { BackupFormat.suffix }

  /// Adds to a folder what the log has and the folder has not.
  ///
  /// - Parameters:
  ///   - ledger: the ledger's directory; it may be written meanwhile.
  ///   - fileBytes: size of a file at which the next one begins; tests make it small.
  ///   - progress: entries that are copied, and are to be.
  public static func add(
    ledger: String, to folder: String, surroundings: Surroundings = .machine,
    throttle: Throttle = Throttle(bytesPerSecond: nil), fileBytes: UInt64 = 1 << 30,
    progress: (UInt64, UInt64) -> Void = { _, _ in }
  ) throws(LedgerError) -> Result {
    let log = try open(ledger)
    try requireElsewhere(folder, ledger)
    try LedgerError.storing { () throws(StorageError) in try Files.createDirectory(folder) }
    var run = BackupRun(
      log: log, checkpoints: CheckpointFiles(in: ledger), surroundings: surroundings,
      throttle: throttle, fileBytes: fileBytes)
    // Before the folder is looked at, so that nobody adds to it meanwhile.
    let unfinished = try UnfinishedFile(path: "\(folder)/\(BackupFormat.unfinishedName)")
    let files = try BackupFolder.files(in: [folder])
    if files.isEmpty {
      // It may be of a run that was cut short before its name was on disk.
      try LedgerError.storing { () throws(StorageError) in
        try Files.syncDirectory(Files.directory(of: folder))
      }
    }
    try run.begin(behind: files)
    try run.write(first: unfinished, progress) { number in
      BackupFolder.path(of: number, in: folder)
    }
    return run.result
  }

  /// Writes one file: of the whole log, or of what came behind another backup.
  ///
  /// - Parameter earlier: all files of the backup that is continued; none for a whole one.
  public static func write(
    ledger: String, to path: String, behind earlier: [String] = [],
    surroundings: Surroundings = .machine, throttle: Throttle = Throttle(bytesPerSecond: nil),
    progress: (UInt64, UInt64) -> Void = { _, _ in }
  ) throws(LedgerError) -> Result {
    let log = try open(ledger)
    if Files.exists(path) { throw .backup(.exists(path: path)) }
    try requireElsewhere(path, ledger)
    var run = BackupRun(
      log: log, checkpoints: CheckpointFiles(in: ledger), surroundings: surroundings,
      throttle: throttle, fileBytes: .max)
    let unfinished = try UnfinishedFile(path: path + ".part")
    try run.begin(behind: try BackupFolder.files(in: earlier))
    try run.write(first: unfinished, progress) { _ in path }
    return run.result
  }

  /// What is lost with the ledger is no backup.
  private static func requireElsewhere(_ path: String, _ ledger: String) throws(LedgerError) {
    for directory in [path, Files.directory(of: path)]
    where Files.isSameDirectory(directory, ledger) { throw .backup(.inLedger(path: path)) }
  }

  private static func open(_ ledger: String) throws(LedgerError) -> LogReader {
    guard Ledger.exists(in: ledger) else { throw .noLedger(directory: ledger) }
    return try LedgerError.logging { () throws(LogError) in try LogReader.open(directory: ledger) }
  }
}
