public import LedgerCore
public import LedgerStorage
import Synchronization

/// Reads the log: from any thread, also while it is written, also from other processes.
public final class LogReader: Sendable {
  public let key: LedgerKey
  /// The keys of encrypted bodies; nil where there are none, or they were not given.
  public let keys: KeyRing?
  let environment: Environment
  let directory: String
  let archiveShelf: ArchiveShelf
  private let dictionaries = Mutex<[DictionaryID: CompressionDictionary]>([:])
  let guarded = Mutex(GuardedTiles())

  /// Entries read in one transaction of a scan, so that none holds old pages for long.
  static let scanEntriesMax: UInt64 = 4_096

  /// Opens the log in a ledger's directory.
  ///
  /// - Parameter master: under which the keys of encrypted bodies are kept; without it such bodies
  ///   cannot be read.
  public static func open(
    directory: String, options: EnvironmentOptions = EnvironmentOptions(),
    master: MasterKeySource = { () throws(LogError) in nil }
  ) throws(LogError) -> LogReader {
    let environment = try LogError.wrapping { () throws(StorageError) in
      try Environment.open(
        path: path(in: directory), schema: LogTables.schema, options: options)
    }
    return try LogReader(environment, in: directory, master: master)
  }

  init(
    _ environment: Environment, in directory: String, master: MasterKeySource
  ) throws(LogError) {
    self.environment = environment
    let key = try LedgerKey.read(environment)
    self.key = key
    self.directory = directory
    archiveShelf = ArchiveShelf(directory: directory, ledger: key.id)
    keys =
      if key.isEncrypted, let master = try master() {
        try KeyRing.open(in: directory, ledger: key.id, master: master)
      } else {
        nil
      }
  }

  static func path(in directory: String) -> String { directory + "/" + LogTables.fileName }

  /// Number of entries, and so the position of the next one.
  public func nextPosition() throws(LogError) -> LogPosition {
    try environment.read(failingWith: LogError.self) { transaction throws(LogError) in
      let last = try LogError.wrapping { () throws(StorageError) in
        try transaction.lastKey(LogTables.entries)
      }
      guard let last else { return .first }
      // No log is that long: it is a row that nobody has written.
      guard last.rawValue <= Entry.positionMax else {
        throw .gap(
          expected: LogPosition(UInt64(try entriesCount(transaction)) - 1), found: last)
      }
      return last.next
    }
  }

  /// Rows of `entries`; as many as the next position says, where positions are dense.
  public func entriesCount() throws(LogError) -> UInt64 {
    try environment.read(failingWith: LogError.self) { transaction throws(LogError) in
      UInt64(try entriesCount(transaction))
    }
  }

  private func entriesCount(
    _ transaction: borrowing ReadTransaction
  ) throws(LogError) -> Int {
    try LogError.wrapping { () throws(StorageError) in try transaction.count(LogTables.entries) }
  }

  public func entry(at position: LogPosition) throws(LogError) -> Entry {
    try withEntry(at: position) { view throws(LogError) in Entry(view) }
  }

  /// Lends the entry in place. The view ends with `body`.
  public func withEntry<Result>(
    at position: LogPosition, _ body: (EntryView) throws(LogError) -> Result
  ) throws(LogError) -> Result {
    try environment.read(failingWith: LogError.self) { transaction throws(LogError) in
      let found = try transaction.lend(LogTables.entries, position) { bytes throws(LogError) in
        try body(try EntryView.stored(bytes, at: position))
      }
      guard let found else { throw .noEntry(position) }
      return found
    }
  }

  /// A dictionary, digested once and kept.
  func dictionary(
    _ id: DictionaryID, for position: LogPosition, _ transaction: borrowing ReadTransaction
  ) throws(LogError) -> CompressionDictionary {
    if let known = dictionaries.withLock({ $0[id] }) { return known }
    let record = try transaction.lend(LogTables.dictionaries, id.rawValue) {
      bytes throws(LogError) in
      do throws(FormatFault) {
        return try DictionaryRecord(decoding: bytes)
      } catch {
        throw .dictionary(id, error)
      }
    }
    guard let record else { throw .dictionaryMissing(id, neededBy: position) }
    let dictionary = CompressionDictionary(
      id: id, shape: record.shape, bytes: record.bytes, level: BodySealer.level)
    dictionaries.withLock { $0[id] = dictionary }
    return dictionary
  }
}

extension EntryView {
  /// A view of what `entries` holds at `position`, where it must say so itself.
  static func stored(
    _ bytes: UnsafeRawBufferPointer, at position: LogPosition
  ) throws(LogError) -> EntryView {
    do throws(FormatFault) {
      let view = try EntryView(unsafeBytes: bytes)
      guard view.position == position else { throw .contradiction(.position) }
      return view
    } catch {
      throw .entry(position, error)
    }
  }
}

extension ReadTransaction {
  /// `withBytes` for closures that throw this layer's error.
  borrowing func lend<Key: TableKey, Result>(
    _ table: Table<Key, [UInt8]>, _ key: Key,
    _ body: (UnsafeRawBufferPointer) throws(LogError) -> Result
  ) throws(LogError) -> Result? {
    var result: Swift.Result<Result, LogError>?
    do throws(StorageError) {
      result = try withBytes(table, key) { bytes in
        do throws(LogError) {
          return .success(try body(bytes))
        } catch {
          return .failure(error)
        }
      }
    } catch {
      throw .storage(error)
    }
    return try result?.get()
  }
}
