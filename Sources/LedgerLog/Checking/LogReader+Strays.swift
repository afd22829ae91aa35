public import LedgerCore
import LedgerProofs
import LedgerStorage

/// A row of the log that no entry accounts for, or that is not as its entry has it.
public struct LogStray: Sendable, Hashable {
  /// The entry that it is nearest to; nil for what belongs to no position.
  public var position: LogPosition?
  public var what: String
}

extension LogReader {
  /// Rows of `bodies` that belong to no entry with a body, or are not the chunks of one record.
  ///
  /// - Parameter hasContent: whether the entry at a position has a body.
  public func strayBodies(
    in positions: Range<UInt64>, _ hasContent: (LogPosition) -> Bool
  ) throws(LogError) -> [LogStray] {
    guard !positions.isEmpty else { return [] }
    let isToTheEnd = positions.upperBound == .max
    let last = LogPosition(isToTheEnd ? .max : positions.upperBound - 1)
    var strays: [LogStray] = []
    var (position, next, bytes, record) = (LogPosition?.none, UInt16(0), 0, 0)
    func note(_ position: LogPosition, _ what: String) {
      if strays.last?.position != position {
        strays.append(LogStray(position: position, what: what))
      }
    }
    func end() {
      guard let position, bytes != record else { return }
      note(position, "its body has \(bytes) bytes of \(record)")
    }
    try LogError.wrapping { () throws(StorageError) in
      try environment.read { (transaction) throws(StorageError) in
        try transaction.scan(
          LogTables.bodies, from: Pair(LogPosition(positions.lowerBound), 0),
          through: Pair(last, .max)
        ) { key, value in
          if key.first != position {
            end()
            (position, next, bytes) = (key.first, 0, 0)
            // What cannot be read is found where the body is read.
            record = (try? StoredBody.recordCount(value, at: key.first)) ?? value.count
            if !hasContent(key.first) { note(key.first, "there is a body of no entry") }
          }
          if key.second != next {
            note(key.first, "a chunk of its body is missing, or one too many")
          }
          next = key.second &+ 1
          bytes += value.count
          return .next
        }
      }
    }
    end()
    return strays
  }

  /// Rows of `tree` that a log of so many entries does not have.
  public func strayTreeRows() throws(LogError) -> [LogStray] {
    var rows: [(level: UInt8, index: UInt64)] = []
    try LogError.wrapping { () throws(StorageError) in
      try environment.read { (transaction) throws(StorageError) in
        try transaction.scan(LogTables.tree) { key, _ in
          rows.append((key.first, key.second))
          return .next
        }
      }
    }
    // Read behind the rows: what is appended meanwhile has a right to them.
    let size = try nextPosition().rawValue
    return rows.filter { row in
      row.level == 0 || row.level % 8 != 0 || row.level > 56
        || row.index >= size >> UInt64(row.level)
    }.map {
      LogStray(position: nil, what: "a hash is kept of level \($0.level), number \($0.index)")
    }
  }

  /// Dictionaries that cannot be read, or whose numbers are not dense from 1.
  public func strayDictionaries() throws(LogError) -> [LogStray] {
    var strays: [LogStray] = []
    var due: UInt32 = 1
    try LogError.wrapping { () throws(StorageError) in
      try environment.read { (transaction) throws(StorageError) in
        try transaction.scan(LogTables.dictionaries) { number, bytes in
          if number != due {
            strays.append(
              LogStray(position: nil, what: "compression dictionary \(due) was due, not \(number)"))
          }
          if (try? DictionaryRecord(decoding: bytes)) == nil {
            strays.append(
              LogStray(position: nil, what: "compression dictionary \(number) cannot be read"))
          }
          due = number &+ 1
          return .next
        }
      }
    }
    return strays
  }
}
