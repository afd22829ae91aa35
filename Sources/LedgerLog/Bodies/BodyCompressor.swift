/// Makes stored bodies of canonical payloads. For one thread at a time.
final class BodyCompressor {
  private let compressor = ZstandardCompressor(level: BodySealer.level)
  private var compressed = UnsafeMutableRawBufferPointer.allocate(
    byteCount: 16 << 10, alignment: 16)

  deinit { compressed.deallocate() }

  func store(
    _ payload: UnsafeRawBufferPointer, salt: Salt, dictionary: CompressionDictionary?
  ) -> StoredBody {
    reserve(ZstandardCompressor.bound(payload.count))
    let dictionary = payload.count <= BodySealer.dictionaryPayloadMax ? dictionary : nil
    let count = compressor.compress(payload, into: compressed, dictionary: dictionary)
    guard let count, count < payload.count else {
      return StoredBody.write(.raw, salt: salt, payloadCount: payload.count, stored: payload)
    }
    let encoding = dictionary.map { BodyEncoding.zstdWithDictionary($0.id) } ?? .zstd
    return StoredBody.write(
      encoding, salt: salt, payloadCount: payload.count,
      stored: UnsafeRawBufferPointer(rebasing: compressed[..<count]))
  }

  private func reserve(_ count: Int) {
    guard compressed.count < count else { return }
    compressed.deallocate()
    compressed = .allocate(byteCount: count, alignment: 16)
  }
}
