import Glibc
import LedgerCore
import LedgerLog
import LedgerStorage
import LedgerStorageWriting

/// A log that is made of the records of another, in a directory that has none. It has its name, and
/// so is a ledger, only when it is complete.
final class LogCopy {
  let directory: String
  /// Until the log is complete.
  private var lock: WriterLock?
  private var writer: LogWriter?
  private var pending: [PreparedEntry] = []
  private var pendingBytes = 0
  /// Whether bodies are held against their entries as they are stored; who seals them has done so.
  private let isVerifying: Bool

  private static let batchEntries = 4_096
  private static let batchBytes = 8 << 20

  /// - Throws: `notEmpty` where the directory has a log or what is derived from one.
  init(
    in directory: String, identity: LedgerIdentity, training: LogWriter.Training? = nil,
    isVerifying: Bool, _ surroundings: Surroundings
  ) throws(LedgerError) {
    try LogCopy.requireRoom(in: directory)
    let lock = try LedgerError.storing { () throws(StorageError) in
      try WriterLock.acquire(directory: directory)
    }
    try LogCopy.requireRoom(in: directory)
    self.directory = directory
    self.lock = lock
    self.isVerifying = isVerifying
    writer = try LedgerError.logging { () throws(LogError) in
      try LogWriter.beginCopy(
        lock: lock, identity: identity, training: training, makesKeys: !isVerifying,
        master: surroundings.masterKey)
    }
  }

  /// What is derived from another log would be taken for this one's.
  static func requireRoom(in directory: String) throws(LedgerError) {
    let isTaken = { (name: String) in
      name == "log.mdb"
        || name.hasSuffix(".mdb") && (name.hasPrefix("index-") || name.hasPrefix("directory-"))
    }
    guard let name = Directory.names(in: directory).sorted().first(where: isTaken) else { return }
    throw .backup(.notEmpty(path: "\(directory)/\(name)"))
  }

  private var open: LogWriter {
    guard let writer else { preconditionFailure("the copy is not complete yet") }
    return writer
  }

  /// The log so far, as it was flushed.
  var log: LogReader { open.reader }
  var size: UInt64 { open.nextPosition.rawValue + UInt64(pending.count) }
  /// Makes a sealer for one thread.
  var sealers: @Sendable () -> BodySealer {
    let writer = open
    return { writer.makeSealer() }
  }

  func put(_ dictionary: StoredDictionary) throws(LedgerError) {
    try flush()
    let writer = open
    try LedgerError.logging { () throws(LogError) in try writer.put(dictionaries: [dictionary]) }
  }

  func add(_ record: StoredRecord) throws(LedgerError) {
    let position = LogPosition(size)
    pending.append(
      try LedgerError.logging { () throws(LogError) in
        try PreparedEntry(stored: record, at: position) { $0.isLandmark }
      })
    pendingBytes += record.entry.count + (record.body?.count ?? 0)
    if pending.count >= LogCopy.batchEntries || pendingBytes >= LogCopy.batchBytes { try flush() }
  }

  /// The root over all that was added.
  func root() throws(LedgerError) -> Hash256 {
    try flush()
    return open.root
  }

  /// Adds an action of the operator behind all records.
  func record(
    _ kind: ControlKind, body: [UInt8], actor: String, _ surroundings: Surroundings
  ) throws(LedgerError) {
    try flush()
    let writer = open
    try LedgerError.logging { () throws(LogError) in
      let last = try writer.reader.entry(at: LogPosition(writer.nextPosition.rawValue - 1))
      var batch = writer.makeBatch()
      try ControlEntry.append(
        kind, body: body, to: &batch, sealer: writer.makeSealer(),
        revision: last.revision ?? .zero, actor: actor, surroundings: surroundings)
      _ = try writer.append(batch: batch.entries)
    }
  }

  func flush() throws(LedgerError) {
    guard !pending.isEmpty else { return }
    let (writer, batch, isVerifying) = (open, pending, isVerifying)
    try LedgerError.logging { () throws(LogError) in
      let range = try writer.append(batch: batch)
      guard isVerifying else { return }
      try writer.reader.scanBodies(
        from: range.lowerBound, through: LogPosition(range.upperBound.rawValue - 1),
        verifying: true
      ) { _, _ in .next }
    }
    pending.removeAll(keepingCapacity: true)
    pendingBytes = 0
  }

  /// Puts the log on disk and gives it its name. Nothing of it may be in use.
  func complete() throws(LedgerError) {
    try flush()
    try LedgerError.logging { () throws(LogError) in try sync() }
    writer = nil
    guard let lock else { preconditionFailure("the copy is not complete yet") }
    self.lock = nil
    // Its directory may be of a run that was cut short before its name was on disk.
    try LedgerError.storing { () throws(StorageError) in
      try Files.syncDirectory(Files.directory(of: directory))
    }
    // Crash before: no log. Crash after: a log without an index, which the next opening builds.
    try LedgerError.logging { () throws(LogError) in try LogWriter.completeCopy(lock: lock) }
  }

  private func sync() throws(LogError) { try open.sync() }

  func abandon() {
    writer = nil
    if let lock { LogWriter.abandonCopy(lock: lock) }
  }
}
