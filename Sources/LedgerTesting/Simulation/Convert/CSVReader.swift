/// Reads records of comma-separated values (RFC 4180) as their bytes come: quoted fields may hold
/// commas, quotes (doubled) and line feeds.
public struct CSVReader {
  private var fields: [[UInt8]] = []
  private var field: [UInt8] = []
  private var isQuoted = false
  /// A quote was seen inside a quoted field: its end, or the first of two.
  private var isAfterQuote = false

  public init() {}

  /// Takes bytes; gives each whole record to `record`.
  public mutating func read(
    _ bytes: UnsafeRawBufferPointer, record: ([[UInt8]]) throws -> Void
  ) rethrows {
    for byte in bytes {
      if isAfterQuote {
        isAfterQuote = false
        if byte == UInt8(ascii: "\"") {
          field.append(byte)
          continue
        }
        isQuoted = false
      }
      switch byte {
      case UInt8(ascii: "\"") where isQuoted: isAfterQuote = true
      case UInt8(ascii: "\"") where field.isEmpty: isQuoted = true
      case UInt8(ascii: ",") where !isQuoted: endField()
      case UInt8(ascii: "\n") where !isQuoted: try endRecord(record)
      case UInt8(ascii: "\r") where !isQuoted: break
      default: field.append(byte)
      }
    }
  }

  /// The last record, where no line feed ends it.
  public mutating func finish(record: ([[UInt8]]) throws -> Void) rethrows {
    guard !fields.isEmpty || !field.isEmpty else { return }
    try endRecord(record)
  }

  private mutating func endField() {
    fields.append(field)
    field.removeAll(keepingCapacity: true)
  }

  private mutating func endRecord(_ record: ([[UInt8]]) throws -> Void) rethrows {
    endField()
    isQuoted = false
    isAfterQuote = false
    defer { fields.removeAll(keepingCapacity: true) }
    try record(fields)
  }
}
