/// A payload read in place. It borrows its bytes, so it must not outlive the closure that handed it
/// out.
public struct PayloadView {
  /// The canonical form.
  public let bytes: UnsafeRawBufferPointer
  /// The body as it was received.
  public let body: UnsafeRawBufferPointer
  public let headersCount: Int

  /// Reads and checks. The bytes must stay where they are while the view is used.
  public init(unsafeBytes bytes: UnsafeRawBufferPointer) throws(FormatFault) {
    var reader = ByteReader(bytes)
    headersCount = try reader.count(.headerCount, max: Payload.headersMax)
    for _ in 0..<headersCount {
      let name = try reader.text(.headerName, max: Payload.headerBytesMax)
      guard !name.isEmpty else { throw .contradiction(.headerName) }
      guard !bytes[name].contains(where: { $0 >= 0x41 && $0 <= 0x5a }) else {
        throw .notCanonical(.headerName, offset: name.lowerBound)
      }
      _ = try reader.text(.headerValue, max: Payload.headerBytesMax)
    }
    self.bytes = bytes
    body = UnsafeRawBufferPointer(rebasing: bytes[reader.offset...])
  }

  /// The headers, copied.
  public var headers: [Header] {
    var reader = ByteReader(bytes)
    var headers: [Header] = []
    headers.reserveCapacity(headersCount)
    // Checked when the view was made, so none of this fails.
    _ = try? reader.varint(.headerCount)
    for _ in 0..<headersCount {
      guard let name = try? reader.text(.headerName, max: Payload.headerBytesMax),
        let value = try? reader.text(.headerValue, max: Payload.headerBytesMax)
      else { break }
      headers.append(
        Header(
          name: String(decoding: bytes[name], as: UTF8.self),
          value: String(decoding: bytes[value], as: UTF8.self)))
    }
    return headers
  }
}

extension Payload {
  public init(_ view: PayloadView) {
    self.init(headers: view.headers, body: Array(view.body))
  }

  /// Reads a canonical form; refuses all others.
  public init(decoding bytes: [UInt8]) throws(FormatFault) {
    let result: Result<Payload, FormatFault> = bytes.withUnsafeBytes { bytes in
      do throws(FormatFault) {
        return .success(Payload(try PayloadView(unsafeBytes: bytes)))
      } catch {
        return .failure(error)
      }
    }
    self = try result.get()
  }
}
