import LedgerCore
import Testing

@Suite("Bytes of numbers")
struct ByteWriterTests {
  private static let extremes: [Int64] = [
    .min, .min + 1, -1, 0, 1, .max - 1, .max, 1_772_452_800_000_000,
  ]

  private func read<Value>(
    _ bytes: [UInt8], _ body: (inout ByteReader) throws -> Value
  ) throws -> Value {
    try bytes.withUnsafeBytes { raw in
      var reader = ByteReader(raw)
      return try body(&reader)
    }
  }

  @Test("every row of instants comes back as it was written, however far apart they lie")
  func instants() throws {
    for first in Self.extremes {
      for second in Self.extremes {
        for third in Self.extremes {
          var writer = ByteWriter()
          for instant in [first, second, third] { writer.instant(instant) }
          let found = try read(writer.bytes) { reader in
            [try reader.instant(), try reader.instant(), try reader.instant()]
          }
          #expect(found == [first, second, third])
        }
      }
    }
  }

  @Test("instants a second apart take three bytes after the first")
  func short() {
    var writer = ByteWriter()
    writer.instant(1_772_452_800_000_000)
    let first = writer.bytes.count
    writer.instant(1_772_452_801_000_000)
    #expect(writer.bytes.count - first == 3)
  }

  @Test("an instant has one form: others are refused")
  func canonical() {
    var far = ByteWriter()
    far.byte(1)
    far.fixed64(7)
    #expect(throws: MalformedBytes.self, "near, written as far") {
      try read(far.bytes) { reader in try reader.instant() }
    }
    var none = ByteWriter()
    none.byte(1)
    none.fixed64(UInt64(bitPattern: .min))
    #expect(throws: MalformedBytes.self, "none, written as far") {
      try read(none.bytes) { reader in try reader.instant() }
    }
    var beyond = ByteWriter()
    beyond.instant(.max)
    beyond.varint(4)
    #expect(throws: MalformedBytes.self, "after the last instant") {
      try read(beyond.bytes) { reader in
        (try reader.instant(), try reader.instant())
      }
    }
  }
}
