public import LedgerCore
import LedgerStorage

extension LogReader {
  /// Where the log ends. Refuses a log whose positions are not dense from 0, or whose last body
  /// belongs to no entry.
  public func tail() throws(LogError) -> (next: LogPosition, lastReceived: Timestamp) {
    try environment.read(failingWith: LogError.self) { transaction throws(LogError) in
      let (last, count, lastBody) = try LogError.wrapping { () throws(StorageError) in
        (
          try transaction.last(LogTables.entries), try transaction.count(LogTables.entries),
          try transaction.lastKey(LogTables.bodies)
        )
      }
      // No log is that long: it is a row that nobody has written.
      if let last, last.key.rawValue > Entry.positionMax {
        throw .gap(expected: LogPosition(UInt64(count) - 1), found: last.key)
      }
      let next = last?.key.next ?? .first
      // Keys are unique and the last is the greatest, so the count tells whether one is missing.
      guard next.rawValue == UInt64(count) else {
        throw .gap(expected: LogPosition(UInt64(count)), found: next)
      }
      if let lastBody, lastBody.first >= next { throw .contentUnmatched(lastBody.first) }
      guard let last else { return (.first, .distantPast) }
      let received = try last.value.withUnsafeBytesOrThrow { bytes throws(LogError) in
        try EntryView.stored(bytes, at: last.key).received
      }
      return (next, received)
    }
  }

  /// The newest dictionary of each shape, and the last number given.
  func newestDictionaries() throws(LogError) -> (
    newest: [CompressionDictionary], last: DictionaryID?
  ) {
    var records: [String: (id: DictionaryID, bytes: [UInt8])] = [:]
    var last: DictionaryID?
    var failure: LogError?
    try environment.read(failingWith: LogError.self) { transaction throws(LogError) in
      try LogError.wrapping { () throws(StorageError) in
        try transaction.scan(LogTables.dictionaries) { number, bytes in
          let id = DictionaryID(rawValue: number)
          do throws(FormatFault) {
            let record = try DictionaryRecord(decoding: bytes)
            records[record.shape] = (id, record.bytes)
            last = id
            return .next
          } catch {
            failure = .dictionary(id, error)
            return .stop
          }
        }
      }
    }
    if let failure { throw failure }
    let newest = records.map {
      CompressionDictionary(
        id: $0.value.id, shape: $0.key, bytes: $0.value.bytes, level: BodySealer.level)
    }
    return (newest, last)
  }
}

extension [UInt8] {
  /// `withUnsafeBytes` for closures that throw this layer's error.
  func withUnsafeBytesOrThrow<Value, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Value
  ) throws(Failure) -> Value {
    let result: Result<Value, Failure> = withUnsafeBytes { bytes in
      do throws(Failure) {
        return .success(try body(bytes))
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }
}
