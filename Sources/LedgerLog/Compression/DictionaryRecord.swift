/// A dictionary as the table `dictionaries` keeps it (`docs/format.md`).
struct DictionaryRecord {
  static let version: UInt8 = 1
  static let shapeBytesMax = 1_024

  let shape: String
  let bytes: [UInt8]

  init(shape: String, bytes: [UInt8]) {
    self.shape = shape
    self.bytes = bytes
  }

  var encoded: [UInt8] {
    var record: [UInt8] = [DictionaryRecord.version]
    record.write(text: shape)
    return record + bytes
  }

  init(decoding record: UnsafeRawBufferPointer) throws(FormatFault) {
    var reader = ByteReader(record)
    let version: UInt8 = try reader.fixed(.version)
    guard version == DictionaryRecord.version else { throw .unknownVersion(version) }
    let shape = try reader.text(.dictionary, max: DictionaryRecord.shapeBytesMax)
    self.shape = String(decoding: record[shape], as: UTF8.self)
    bytes = Array(record[reader.offset...])
  }
}
