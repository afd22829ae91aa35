import LedgerCore

/// Headers and body of a delivery in one canonical run of bytes (`docs/format.md`): what the
/// fingerprint covers and what is compressed.
public struct Payload: Hashable, Sendable {
  /// Largest canonical form.
  public static let bytesMax = 64 << 20
  public static let headersMax = 1_024
  /// Largest name or value of a header.
  public static let headerBytesMax = 65_535

  public var headers: [Header]
  public var body: [UInt8]

  public init(headers: [Header], body: [UInt8]) {
    self.headers = headers
    self.body = body
  }

  /// Appends the canonical form. Names become lower case; the order stays.
  public static func encode(
    headers: [Header], body: UnsafeRawBufferPointer, into bytes: inout [UInt8]
  ) throws(FormatFault) {
    guard headers.count <= headersMax else {
      throw .tooLarge(.headerCount, found: headers.count, max: headersMax)
    }
    let start = bytes.count
    bytes.write(varint: headers.count)
    for header in headers {
      guard !header.name.isEmpty else { throw .contradiction(.headerName) }
      try check(header.name, .headerName)
      try check(header.value, .headerValue)
      bytes.write(text: header.name)
      for index in (bytes.count - header.name.utf8.count)..<bytes.count {
        bytes[index] = lowercase(bytes[index])
      }
      bytes.write(text: header.value)
    }
    bytes.append(contentsOf: body)
    guard bytes.count - start <= bytesMax else {
      throw .tooLarge(.payload, found: bytes.count - start, max: bytesMax)
    }
  }

  public func encoded() throws(FormatFault) -> [UInt8] {
    var bytes: [UInt8] = []
    let headers = headers
    let result: Result<Void, FormatFault> = body.withUnsafeBytes { body in
      do throws(FormatFault) {
        return .success(try Payload.encode(headers: headers, body: body, into: &bytes))
      } catch {
        return .failure(error)
      }
    }
    try result.get()
    return bytes
  }

  private static func check(_ text: String, _ field: FormatField) throws(FormatFault) {
    let count = text.utf8.count
    guard count <= headerBytesMax else {
      throw .tooLarge(field, found: count, max: headerBytesMax)
    }
  }

  private static func lowercase(_ character: UInt8) -> UInt8 {
    character >= 0x41 && character <= 0x5a ? character | 0x20 : character
  }
}
