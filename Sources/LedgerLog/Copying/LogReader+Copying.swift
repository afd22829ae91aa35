public import LedgerCore
import LedgerStorage

extension LogReader {
  /// The next records as they are stored, read in one transaction: at least one where there is one,
  /// and no more once they take `bytesMax`.
  ///
  /// - Parameters:
  ///   - first: position of the first.
  ///   - end: position behind the last that may be read; the log must be that long.
  ///   - known: the last dictionary that was read before.
  public func storedRecords(
    from first: LogPosition, before end: LogPosition, dictionariesAfter known: DictionaryID?,
    bytesMax: Int
  ) throws(LogError) -> StoredPiece {
    precondition(first < end, "there is something to read")
    let last = LogPosition(
      min(end.rawValue, first.rawValue + LogReader.scanEntriesMax) - 1)
    return try environment.read(failingWith: LogError.self) { transaction throws(LogError) in
      var piece = StoredPiece()
      let next = try entries(first, last, bytesMax, transaction, &piece)
      if next == first { throw .noEntry(first) }
      try bodies(first, LogPosition(next.rawValue - 1), transaction, &piece)
      try archivedBodies(first, transaction, &piece)
      try dictionaries(after: known, transaction, &piece)
      return piece
    }
  }

  /// - Returns: the position behind the last that was read.
  private func entries(
    _ first: LogPosition, _ last: LogPosition, _ bytesMax: Int,
    _ transaction: borrowing ReadTransaction, _ piece: inout StoredPiece
  ) throws(LogError) -> LogPosition {
    var due = first
    var bytesCount = 0
    var records: [StoredRecord] = []
    var failure: LogError?
    try LogError.wrapping { () throws(StorageError) in
      try transaction.scan(LogTables.entries, from: first, through: last) { position, bytes in
        guard position == due else {
          failure = .gap(expected: due, found: position)
          return .stop
        }
        do throws(LogError) {
          // An entry says how long its body is: the bytes that it may take at most.
          let view = try EntryView.stored(bytes, at: position)
          records.append(StoredRecord(entry: Array(bytes), body: nil))
          bytesCount += bytes.count + Int(clamping: view.content?.bodyLength ?? 0)
        } catch {
          failure = error
          return .stop
        }
        due = position.next
        return bytesCount < bytesMax ? .next : .stop
      }
    }
    if let failure { throw failure }
    piece.records = records
    return due
  }

  private func bodies(
    _ first: LogPosition, _ last: LogPosition, _ transaction: borrowing ReadTransaction,
    _ piece: inout StoredPiece
  ) throws(LogError) {
    var records = piece.records
    var failure: LogError?
    try LogError.wrapping { () throws(StorageError) in
      try transaction.scan(
        LogTables.bodies, from: Pair(first, 0), through: Pair(last, UInt16.max)
      ) { key, bytes in
        let index = Int(key.first.rawValue - first.rawValue)
        if key.second == 0 {
          records[index].body = Array(bytes)
        } else if records[index].body != nil {
          records[index].body?.append(contentsOf: bytes)
        } else {
          failure = .body(key.first, .truncated(.chunk, offset: 0))
          return .stop
        }
        return .next
      }
    }
    if let failure { throw failure }
    piece.records = records
  }

  /// As they were stored before they were archived.
  private func archivedBodies(
    _ first: LogPosition, _ transaction: borrowing ReadTransaction, _ piece: inout StoredPiece
  ) throws(LogError) {
    guard let end = try transaction.archives().last?.positions.upperBound, first < end else {
      return
    }
    let compressor = BodyCompressor()
    for index in piece.records.indices where piece.records[index].body == nil {
      let position = LogPosition(first.rawValue + UInt64(index))
      guard position < end else { return }
      piece.records[index].body = try archiveShelf.withRecord(at: position, transaction) {
        record throws(LogError) in
        switch record {
        case .encrypted(let bytes): return Array(bytes)
        case .payload(let salt, let id, let bytes):
          var dictionary: CompressionDictionary?
          if let id { dictionary = try self.dictionary(id, for: position, transaction) }
          return compressor.store(bytes, salt: salt, dictionary: dictionary).record
        }
      }
    }
  }

  private func dictionaries(
    after known: DictionaryID?, _ transaction: borrowing ReadTransaction,
    _ piece: inout StoredPiece
  ) throws(LogError) {
    var found: [StoredDictionary] = []
    try LogError.wrapping { () throws(StorageError) in
      try transaction.scan(LogTables.dictionaries, from: (known?.rawValue ?? 0) + 1) { id, bytes in
        found.append(StoredDictionary(id: DictionaryID(rawValue: id), record: Array(bytes)))
        return .next
      }
    }
    piece.dictionaries = found
  }

  /// The secret and the id of the ledger, to be kept with a copy of its log.
  public func identity() throws(LogError) -> LedgerIdentity {
    let (key, id) = try LogError.wrapping { () throws(StorageError) in
      try environment.read { (transaction) throws(StorageError) in
        (
          try transaction.get(Schema.meta, LedgerKey.keySetting),
          try transaction.get(Schema.meta, LedgerKey.idSetting)
        )
      }
    }
    let isEncrypted = self.key.isEncrypted
    guard let identity = LedgerIdentity(key: key ?? [], id: id ?? [], isEncrypted: isEncrypted)
    else { throw .settingMissing(LedgerKey.keySetting) }
    return identity
  }
}
