public import LedgerCore
import LedgerStorage

extension LogReader {
  /// Headers and body of an entry; nil where the entry has none. `verifying` compares them with the
  /// entry's fingerprint: `fingerprintMismatch`.
  public func body(
    at position: LogPosition, verifying: Bool = false
  ) throws(LogError) -> Payload? {
    let opener = BodyOpener()
    return try environment.read(failingWith: LogError.self) { transaction throws(LogError) in
      let content = try transaction.lend(LogTables.entries, position) { bytes throws(LogError) in
        try EntryView.stored(bytes, at: position).content
      }
      guard let content else { throw .noEntry(position) }
      guard let content else { return nil }
      return try withPayload(position, verifying ? content : nil, opener, transaction) {
        payload throws(LogError) in Payload(payload)
      }
    }
  }

  /// How an entry's body is stored.
  public func bodyEncoding(at position: LogPosition) throws(LogError) -> BodyEncoding {
    try environment.read(failingWith: LogError.self) { transaction throws(LogError) in
      let encoding = try transaction.lend(LogTables.bodies, Pair(position, 0)) {
        bytes throws(LogError) in
        try StoredBodyView.stored(bytes, at: position).encoding
      }
      guard let encoding else { throw .bodyAbsent(position) }
      return encoding
    }
  }

  /// Lends a payload. The view ends with `use`.
  func withPayload<Result>(
    _ position: LogPosition, _ content: Entry.Content?, _ opener: BodyOpener,
    _ transaction: borrowing ReadTransaction,
    _ use: (PayloadView) throws(LogError) -> Result
  ) throws(LogError) -> Result {
    var record: [UInt8] = []
    let direct = try transaction.lend(LogTables.bodies, Pair(position, 0)) {
      bytes throws(LogError) in
      let view = try StoredBodyView.stored(bytes, at: position)
      guard bytes.count < view.recordCount else {
        return Optional(
          try open(view, position, content, opener, transaction, use))
      }
      record.reserveCapacity(view.recordCount)
      record.append(contentsOf: bytes)
      return nil
    }
    guard let direct else { throw .bodyAbsent(position) }
    if let direct { return direct }
    try collect(&record, position, transaction)
    let result: Swift.Result<Result, LogError> = record.withUnsafeBytes { bytes in
      do throws(LogError) {
        let view = try StoredBodyView.stored(bytes, at: position)
        guard bytes.count == view.recordCount else {
          throw LogError.body(position, .truncated(.chunk, offset: bytes.count))
        }
        return .success(try open(view, position, content, opener, transaction, use))
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }

  /// Adds the further chunks of a record to its first.
  private func collect(
    _ record: inout [UInt8], _ position: LogPosition, _ transaction: borrowing ReadTransaction
  ) throws(LogError) {
    var chunks = record
    try LogError.wrapping { () throws(StorageError) in
      try transaction.scan(
        LogTables.bodies, from: Pair(position, 1), through: Pair(position, UInt16.max)
      ) { _, bytes in
        chunks.append(contentsOf: bytes)
        return .next
      }
    }
    record = chunks
  }

  func open<Result>(
    _ record: StoredBodyView, _ position: LogPosition, _ content: Entry.Content?,
    _ opener: BodyOpener, _ transaction: borrowing ReadTransaction,
    _ use: (PayloadView) throws(LogError) -> Result
  ) throws(LogError) -> Result {
    var dictionary: CompressionDictionary?
    if case .zstdWithDictionary(let id) = record.encoding {
      dictionary = try self.dictionary(id, for: position, transaction)
    }
    return try opener.open(record, dictionary: dictionary, at: position) {
      bytes throws(LogError) in
      if let content {
        let found = Fingerprint.compute(salt: record.salt, payload: bytes)
        guard found == content.fingerprint else { throw .fingerprintMismatch(position) }
      }
      return try use(try PayloadView.stored(bytes, at: position))
    }
  }
}

extension StoredBodyView {
  static func stored(
    _ bytes: UnsafeRawBufferPointer, at position: LogPosition
  ) throws(LogError) -> StoredBodyView {
    do throws(FormatFault) {
      return try StoredBodyView(unsafeBytes: bytes)
    } catch {
      throw .body(position, error)
    }
  }
}

extension PayloadView {
  static func stored(
    _ bytes: UnsafeRawBufferPointer, at position: LogPosition
  ) throws(LogError) -> PayloadView {
    do throws(FormatFault) {
      return try PayloadView(unsafeBytes: bytes)
    } catch {
      throw .body(position, error)
    }
  }
}
