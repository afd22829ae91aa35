import LedgerCore

/// Finds columns by name.
struct CSVHeading {
  private let columns: [String: Int]
  let count: Int

  init(_ record: [[UInt8]]) {
    var columns: [String: Int] = [:]
    for (index, name) in record.enumerated() {
      columns[String(decoding: name, as: UTF8.self)] = index
    }
    self.columns = columns
    count = record.count
  }

  func column(_ name: String) throws(ConversionError) -> Int {
    guard let index = columns[name] else { throw .missingColumn(name: name) }
    return index
  }
}

extension Timestamp {
  /// Reads `2018-01-03T09:49:00.000+01:00`, or the same without a zone: then UTC.
  init?(csv text: some Collection<UInt8>) {
    let text = String(decoding: text, as: UTF8.self)
    guard let instant = Timestamp(rfc3339: text) ?? Timestamp(naive: text) else { return nil }
    self = instant
  }
}
