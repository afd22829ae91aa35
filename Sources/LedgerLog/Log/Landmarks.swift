public import LedgerCore
import LedgerStorage
import LedgerStorageWriting

/// The few entries that say by which rules all others are to be read: kept as a list of positions
/// beside the log, in the transaction that appends them, so that nobody has to look for them. It is
/// derived from the entries, and can be made again.
enum Landmarks {
  static let setting = "landmarks"

  static func positions(in bytes: [UInt8]) throws(LogError) -> [LogPosition] {
    guard bytes.count.isMultiple(of: 8) else { throw .settingMissing(setting) }
    return bytes.withUnsafeBytes { bytes in
      stride(from: 0, to: bytes.count, by: 8).map {
        LogPosition(UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: $0, as: UInt64.self)))
      }
    }
  }

  static func add(
    _ positions: some Sequence<LogPosition>, _ transaction: borrowing WriteTransaction
  ) throws(StorageError) {
    var bytes: [UInt8] = []
    for position in positions { position.withEncoded { bytes += $0 } }
    guard !bytes.isEmpty else { return }
    let known = try transaction.reading.get(Schema.meta, setting) ?? []
    try transaction.put(Schema.meta, setting, known + bytes)
  }
}

extension LogReader {
  /// Positions of the entries that were appended as landmarks, ascending; nil where the log lists
  /// none.
  public func landmarks() throws(LogError) -> [LogPosition]? {
    let bytes = try LogError.wrapping { () throws(StorageError) in
      try environment.read { (transaction) throws(StorageError) in
        try transaction.get(Schema.meta, Landmarks.setting)
      }
    }
    return try bytes.map { (bytes) throws(LogError) in try Landmarks.positions(in: bytes) }
  }

  /// Headers and body of a record that may not be in the log yet.
  public func payload(of stored: StoredBody, for position: LogPosition) throws(LogError) -> Payload
  {
    let opener = BodyOpener()
    return try environment.read(failingWith: LogError.self) { transaction throws(LogError) in
      try stored.record.withUnsafeBytesOrThrow { bytes throws(LogError) in
        try decrypted(bytes, at: position, isAppended: false) { record throws(LogError) in
          try open(record, position, nil, opener, transaction) { payload throws(LogError) in
            Payload(payload)
          }
        }
      }
    }
  }
}

extension LogWriter {
  /// Lists the landmarks of a log that lists none, because an earlier version wrote it.
  public func list(landmarks: [LogPosition]) throws(LogError) {
    try LogError.wrapping { () throws(StorageError) in
      try environment.write { (transaction) throws(StorageError) in
        guard try transaction.reading.get(Schema.meta, Landmarks.setting) == nil else { return }
        try Landmarks.add(landmarks, transaction)
      }
    }
  }
}
