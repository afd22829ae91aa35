public import LedgerCore
import LedgerProofs
import LedgerStorage
public import LedgerStorageWriting
import Synchronization

extension LogWriter {
  /// What the name of a log ends with while it is made of the records of another.
  static let unfinishedSuffix = ".restoring"

  private static func unfinishedPath(in directory: String) -> String {
    LogReader.path(in: directory) + unfinishedSuffix
  }

  /// Begins a log that takes the place of another one, under a name of its own until
  /// `completeCopy`. What is appended is on disk only then. What an earlier one that was
  /// interrupted has left is removed.
  ///
  /// - Parameters:
  ///   - master: the master key, where bodies are encrypted. The file of keys stands in the directory.
  ///   - makesKeys: whether that file is made where it is not there: for bodies that come in clear.
  public static func beginCopy(
    lock: WriterLock, identity: LedgerIdentity, training: Training? = nil,
    makesKeys: Bool = false, master: MasterKeySource = { () throws(LogError) in nil }
  ) throws(LogError) -> LogWriter {
    if identity.isEncrypted, makesKeys, !KeyRing.exists(in: lock.directory),
      let master = try master()
    {
      let key = LedgerKey(key: identity.key, id: identity.id, isEncrypted: true)
      _ = try KeyRing.create(in: lock.directory, ledger: key.id, master: master)
    }
    let environment = try LogError.wrapping { () throws(StorageError) in
      let path = unfinishedPath(in: lock.directory)
      try Files.removeIfPresent(path)
      try Files.removeIfPresent(path + "-lock")
      let environment = try WritableEnvironment.create(
        path: path, schema: LogTables.schema, lock: lock, durability: .onSync)
      try environment.write { transaction throws(StorageError) in
        try transaction.put(Schema.meta, LedgerKey.keySetting, identity.key)
        try transaction.put(Schema.meta, LedgerKey.idSetting, identity.id)
        if identity.isEncrypted {
          try transaction.put(Schema.meta, LedgerKey.encryptionSetting, [1])
        }
      }
      return environment
    }
    return try LogWriter(environment, lock, training, master)
  }

  /// Puts dictionaries under the numbers that they had; they ascend.
  public func put(dictionaries: [StoredDictionary]) throws(LogError) {
    guard !dictionaries.isEmpty else { return }
    for dictionary in dictionaries {
      do throws(FormatFault) {
        _ = try dictionary.record.withUnsafeBytesOrThrow { bytes throws(FormatFault) in
          try DictionaryRecord(decoding: bytes)
        }
      } catch {
        throw .dictionary(dictionary.id, error)
      }
    }
    try state.withLock { state throws(LogError) in
      try LogError.wrapping { () throws(StorageError) in
        try environment.write { transaction throws(StorageError) in
          for dictionary in dictionaries {
            try transaction.append(
              LogTables.dictionaries, dictionary.id.rawValue, dictionary.record)
          }
        }
      }
      state.nextDictionary = (dictionaries.last?.id.rawValue ?? 0) + 1
    }
  }

  /// The root of the tree over all entries so far.
  public var root: Hash256 { state.withLock { $0.tree.root } }

  /// Puts all that was appended on disk.
  public func sync() throws(LogError) {
    try LogError.wrapping { () throws(StorageError) in try environment.sync() }
  }

  /// Gives the log its name. It must have been synced, and not be open any more.
  public static func completeCopy(lock: WriterLock) throws(LogError) {
    try LogError.wrapping { () throws(StorageError) in
      let path = unfinishedPath(in: lock.directory)
      try Files.removeIfPresent(path + "-lock")
      // Crash here: no log, and one under another name, which the next copy removes.
      try Files.rename(path, to: LogReader.path(in: lock.directory))
    }
  }

  /// Removes what was begun.
  public static func abandonCopy(lock: WriterLock) {
    let path = unfinishedPath(in: lock.directory)
    try? Files.removeIfPresent(path)
    try? Files.removeIfPresent(path + "-lock")
  }

  /// Whether a file of a directory was left by a copy that was interrupted.
  public static func isUnfinishedCopy(_ name: String) -> Bool {
    name.hasPrefix(LogTables.fileName + unfinishedSuffix)
  }
}

extension PreparedEntry {
  /// A record of another log, as it was stored there. An entry with content may be without its body,
  /// which was not kept.
  ///
  /// - Parameter isLandmark: whether `LogReader.landmarks` is to list it.
  public init(
    stored record: StoredRecord, at position: LogPosition, isLandmark: (EntryView) -> Bool
  ) throws(LogError) {
    let (received, hasContent, isListed) = try record.entry.withUnsafeBytesOrThrow {
      bytes throws(LogError) in
      let view = try EntryView.stored(bytes, at: position)
      return (view.received, view.content != nil, isLandmark(view))
    }
    if record.body != nil, !hasContent { throw .contentUnmatched(position) }
    self.init(
      position: position, received: received, bytes: record.entry,
      body: record.body.map { StoredBody(record: $0) }, isLandmark: isListed)
  }
}
