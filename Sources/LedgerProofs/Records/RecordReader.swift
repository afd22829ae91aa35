import LedgerCore

/// Reads a record of which every value has one encoding, and refuses all others.
struct RecordReader {
  private var reader: ByteReader
  private let count: Int
  private let part: ProofPart

  init(_ bytes: UnsafeRawBufferPointer, _ part: ProofPart) {
    reader = ByteReader(bytes)
    count = bytes.count
    self.part = part
  }

  /// The fault that what was read last is not allowed.
  var fault: ProofFault { .notCanonical(part, offset: reader.offset) }

  mutating func byte(_ isAllowed: (UInt8) -> Bool) throws(ProofFault) -> UInt8 {
    let value = try read { reader throws(MalformedBytes) in try reader.byte() }
    guard isAllowed(value) else { throw fault }
    return value
  }

  /// Shortest LEB128.
  mutating func varint(max: UInt64 = .max) throws(ProofFault) -> UInt64 {
    let start = reader.offset
    let value = try read { reader throws(MalformedBytes) in try reader.varint() }
    let bits = 64 - value.leadingZeroBitCount
    guard reader.offset - start == Swift.max(1, (bits + 6) / 7), value <= max else { throw fault }
    return value
  }

  /// A number of things of at least `bytesEach` bytes, which must be there.
  mutating func count(bytesEach: Int) throws(ProofFault) -> Int {
    Int(try varint(max: UInt64((count - reader.offset) / bytesEach)))
  }

  mutating func position() throws(ProofFault) -> LogPosition {
    LogPosition(try varint(max: RecordReader.positionMax))
  }

  mutating func itemIndex() throws(ProofFault) -> UInt16 {
    UInt16(try varint(max: UInt64(UInt16.max)))
  }

  mutating func referenceClass() throws(ProofFault) -> ReferenceClass {
    let value = try read { reader throws(MalformedBytes) in try reader.byte() }
    guard let found = ReferenceClass(rawValue: value) else { throw fault }
    return found
  }

  mutating func hash() throws(ProofFault) -> Hash256 {
    try read { reader throws(MalformedBytes) in
      Hash256(
        words: (
          try reader.fixed64().byteSwapped, try reader.fixed64().byteSwapped,
          try reader.fixed64().byteSwapped, try reader.fixed64().byteSwapped
        ))
    }
  }

  func finish() throws(ProofFault) {
    guard reader.isAtEnd else { throw fault }
  }

  private mutating func read<Value>(
    _ body: (inout ByteReader) throws(MalformedBytes) -> Value
  ) throws(ProofFault) -> Value {
    do {
      return try body(&reader)
    } catch {
      throw .notCanonical(part, offset: error.offset)
    }
  }

  /// Positions have 48 bits.
  static let positionMax: UInt64 = 1 << 48 - 1
}
