import LedgerCore

/// The bodies of a block, decompressed.
final class ArchiveBlock: Sendable {
  private let bytes: [UInt8]
  private let records: [Record]

  private struct Record {
    var position: LogPosition
    /// Where it begins.
    var offset: Int
  }

  /// - Parameter first: the position of its first record.
  init(_ bytes: [UInt8], first: LogPosition) throws(FormatFault) {
    var records: [Record] = []
    try bytes.withUnsafeBytesOrThrow { buffer throws(FormatFault) in
      var reader = ByteReader(buffer)
      while reader.remaining > 0 {
        let offset = reader.offset
        let (distance, _) = try ArchiveRecord.read(&reader)
        guard distance <= Entry.positionMax else { throw .contradiction(.position) }
        let position = LogPosition(first.rawValue + distance)
        guard records.last.map({ $0.position < position }) ?? (distance == 0) else {
          throw .contradiction(.position)
        }
        records.append(Record(position: position, offset: offset))
      }
    }
    self.bytes = bytes
    self.records = records
  }

  var positions: [LogPosition] { records.map(\.position) }

  /// Lends the record at a position; nil where there is none.
  func withRecord<Result, Failure: Error>(
    at position: LogPosition, _ use: (ArchiveRecord) throws(Failure) -> Result
  ) throws(Failure) -> Result? {
    guard let record = find(position) else { return nil }
    return try bytes.withUnsafeBytesOrThrow { buffer throws(Failure) -> Result? in
      var reader = ByteReader(UnsafeRawBufferPointer(rebasing: buffer[record.offset...]))
      // It was read when the block was.
      guard let found = try? ArchiveRecord.read(&reader) else { return nil }
      return try use(found.record)
    }
  }

  private func find(_ position: LogPosition) -> Record? {
    var (low, high) = (0, records.count)
    while low < high {
      let middle = (low + high) / 2
      if records[middle].position < position { low = middle + 1 } else { high = middle }
    }
    guard low < records.count, records[low].position == position else { return nil }
    return records[low]
  }
}
