import LedgerCore

/// Turns stored records back into payloads. For one thread at a time.
final class BodyOpener {
  private let decompressor = ZstandardDecompressor()
  private var payload: [UInt8] = []

  /// A buffer that grew beyond this is given back after use.
  private static let keptBytesMax = 4 << 20

  /// Gives the canonical payload to `use`, in a buffer that the next call overwrites.
  func open<Result>(
    _ record: StoredBodyView, dictionary: CompressionDictionary?, at position: LogPosition,
    _ use: (UnsafeRawBufferPointer) throws(LogError) -> Result
  ) throws(LogError) -> Result {
    if record.encoding == .raw { return try use(record.stored) }
    if payload.count < record.payloadCount {
      payload = [UInt8](repeating: 0, count: max(record.payloadCount, 16 << 10))
    }
    defer { if payload.count > BodyOpener.keptBytesMax { payload = [] } }
    var fault: FormatFault?
    payload.withUnsafeMutableBytes { buffer in
      let target = UnsafeMutableRawBufferPointer(rebasing: buffer[..<record.payloadCount])
      do throws(FormatFault) {
        try decompressor.decompress(record.stored, into: target, dictionary: dictionary)
      } catch {
        fault = error
      }
    }
    if let fault { throw .body(position, fault) }
    return try payload.withUnsafeBytesOrThrow { buffer throws(LogError) in
      try use(UnsafeRawBufferPointer(rebasing: buffer[..<record.payloadCount]))
    }
  }
}
