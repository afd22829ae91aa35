import LedgerCore
import LedgerStorage

/// The small part of an index file that is kept in memory while it is open.
struct StoredIndex {
  var appliedThrough: LogPosition
  var totals: IndexTotals
  var channels: [ChannelRow] = []
  var spaces: [[UInt8]] = []
  var codes: [[UInt8]] = []

  static let appliedKey = "applied_through"
  static let totalsKey = "totals"

  init(reading base: borrowing ReadTransaction) throws(StorageError) {
    appliedThrough =
      try base.withBytes(Schema.meta, StoredIndex.appliedKey) { LogPosition(encoded: $0) }
      .flatMap { $0 } ?? .first
    totals =
      try base.withBytes(Schema.meta, StoredIndex.totalsKey) { (bytes) throws(StorageError) in
        try IndexFault.reading("meta") { () throws(MalformedBytes) in
          try IndexTotals(bytes: bytes)
        }
      } ?? IndexTotals()
    var channels: [ChannelRow] = []
    try base.scan(IndexSchema.channels) { (_, bytes) throws(StorageError) in
      channels.append(
        try IndexFault.reading("channels") { () throws(MalformedBytes) in
          try ChannelRow(bytes: bytes)
        })
      return .next
    }
    var spaces: [[UInt8]] = []
    try base.scan(IndexSchema.spaces) { _, bytes in
      spaces.append(Array(bytes))
      return .next
    }
    var codes: [[UInt8]] = []
    try base.scan(IndexSchema.codes) { _, bytes in
      codes.append(Array(bytes))
      return .next
    }
    self.channels = channels
    self.spaces = spaces
    self.codes = codes
  }
}
