import LedgerCore

extension OrderRow {
  /// What a row says of its group, whatever the rulebook: all but the state.
  struct Grouping {
    var summary: Summary
    var root: ThreadID
    var threads: [ThreadID]
    var shared: [ThreadID]
    var correlations: [String]

    init(of bytes: UnsafeRawBufferPointer) throws(MalformedBytes) {
      summary = try Summary(of: bytes)
      var reader = ByteReader(bytes)
      _ = try OrderRow.flags(from: &reader)
      _ = try OrderRow.kind(from: &reader)
      try reader.skip(try reader.count())
      root = ThreadID(rawValue: try reader.varint())
      threads = try reader.list { (reader) throws(MalformedBytes) in
        ThreadID(rawValue: try reader.varint())
      }
      shared = try reader.list { (reader) throws(MalformedBytes) in
        ThreadID(rawValue: try reader.varint())
      }
      correlations = try reader.list { (reader) throws(MalformedBytes) in try reader.text() }
    }
  }
}
