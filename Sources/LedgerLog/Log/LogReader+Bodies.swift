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

  /// How an entry's body is stored, once it is decrypted.
  public func bodyEncoding(at position: LogPosition) throws(LogError) -> BodyEncoding {
    try environment.read(failingWith: LogError.self) { transaction throws(LogError) in
      try withRecord(position, transaction) { record throws(LogError) in record.encoding }
    }
  }

  /// The ids of the keys that an entry's body is encrypted under; none where it is not, or it has no
  /// body.
  public func bodyKeys(at position: LogPosition) throws(LogError) -> [Hash128] {
    try environment.read(failingWith: LogError.self) { transaction throws(LogError) in
      let keys = try transaction.lend(LogTables.bodies, Pair(position, 0)) {
        bytes throws(LogError) in try EncryptedBody.keys(of: bytes, at: position)
      }
      if let keys { return keys }
      return try archiveShelf.withRecord(at: position, transaction) { record throws(LogError) in
        guard case .encrypted(let bytes) = record else { return [] }
        return try EncryptedBody.keys(of: bytes, at: position)
      } ?? []
    }
  }

  /// Lends a payload. The view ends with `use`.
  func withPayload<Result>(
    _ position: LogPosition, _ content: Entry.Content?, _ opener: BodyOpener,
    _ transaction: borrowing ReadTransaction,
    _ use: (PayloadView) throws(LogError) -> Result
  ) throws(LogError) -> Result {
    try withRecord(position, transaction) { record throws(LogError) in
      try open(record, position, content, opener, transaction, use)
    }
  }

  /// Lends a body's record, decrypted and in one piece. The view ends with `use`.
  func withRecord<Result>(
    _ position: LogPosition, _ transaction: borrowing ReadTransaction,
    _ use: (StoredBodyView) throws(LogError) -> Result
  ) throws(LogError) -> Result {
    let kept = try withWhole(position, transaction) { bytes throws(LogError) in
      try decrypted(bytes, at: position, use)
    }
    if let kept { return kept }
    let archived = try archiveShelf.withRecord(at: position, transaction) {
      record throws(LogError) in
      try withView(of: record, at: position, use)
    }
    guard let archived else { throw .bodyAbsent(position) }
    return archived
  }

  /// Lends all of a body's record as `bodies` holds it; nil where it does not.
  func withWhole<Result>(
    _ position: LogPosition, _ transaction: borrowing ReadTransaction,
    _ use: (UnsafeRawBufferPointer) throws(LogError) -> Result
  ) throws(LogError) -> Result? {
    var record: [UInt8] = []
    let direct = try transaction.lend(LogTables.bodies, Pair(position, 0)) {
      bytes throws(LogError) -> Result? in
      let count = try StoredBody.recordCount(bytes, at: position)
      if bytes.count == count { return try use(bytes) }
      record.reserveCapacity(count)
      record.append(contentsOf: bytes)
      return nil
    }
    guard let direct else { return nil }
    if let direct { return direct }
    try collect(&record, position, transaction)
    return try record.withUnsafeBytesOrThrow { bytes throws(LogError) in
      guard try StoredBody.recordCount(bytes, at: position) == bytes.count else {
        throw .body(position, .truncated(.chunk, offset: bytes.count))
      }
      return try use(bytes)
    }
  }

  /// Lends an archived body as if it stood in the log, decrypted.
  func withView<Result>(
    of record: ArchiveRecord, at position: LogPosition,
    _ use: (StoredBodyView) throws(LogError) -> Result
  ) throws(LogError) -> Result {
    switch record {
    case .payload(let salt, _, let bytes): try use(StoredBodyView(payload: bytes, salt: salt))
    case .encrypted(let bytes): try decrypted(bytes, at: position, use)
    }
  }

  /// Lends the ordinary record that a whole one is or holds.
  func decrypted<Result>(
    _ bytes: UnsafeRawBufferPointer, at position: LogPosition, isAppended: Bool = true,
    _ use: (StoredBodyView) throws(LogError) -> Result
  ) throws(LogError) -> Result {
    guard EncryptedBody.isOne(bytes) else {
      return try use(try StoredBodyView.stored(bytes, at: position))
    }
    guard let ring = keys else { throw .bodyLocked(position) }
    let body = try EncryptedBody.stored(bytes, at: position)
    // One that was destroyed: the body is erased.
    guard let keys = try ring.keys(body.keys, isAppended: isAppended) else {
      throw .bodyAbsent(position)
    }
    guard let record = body.open(bytes, under: keys) else { throw .fingerprintMismatch(position) }
    return try record.withUnsafeBytesOrThrow { bytes throws(LogError) in
      let view = try StoredBodyView.stored(bytes, at: position)
      guard bytes.count == view.recordCount else {
        throw .body(position, .truncated(.payload, offset: bytes.count))
      }
      return try use(view)
    }
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

extension StoredBody {
  /// Length of the whole record whose first chunk this is.
  static func recordCount(
    _ bytes: UnsafeRawBufferPointer, at position: LogPosition
  ) throws(LogError) -> Int {
    EncryptedBody.isOne(bytes)
      ? try EncryptedBody.stored(bytes, at: position).recordCount
      : try StoredBodyView.stored(bytes, at: position).recordCount
  }
}

extension EncryptedBody {
  /// None where a record is none of these.
  fileprivate static func keys(
    of bytes: UnsafeRawBufferPointer, at position: LogPosition
  ) throws(LogError) -> [Hash128] {
    isOne(bytes) ? try stored(bytes, at: position).keys : []
  }

  static func stored(
    _ bytes: UnsafeRawBufferPointer, at position: LogPosition
  ) throws(LogError) -> EncryptedBody {
    do throws(FormatFault) {
      return try EncryptedBody(unsafeBytes: bytes)
    } catch {
      throw .body(position, error)
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
