/// Makes stored bodies of payloads: canonical form, fingerprint, compression. For one thread at a
/// time; each worker has its own, and all share the shelf and the trainer.
public final class BodySealer {
  /// Chosen by measurement: docs/decisions has the figures.
  public static let level: Int32 = 1
  /// Bodies over this gain nothing from a dictionary.
  public static let dictionaryPayloadMax = 64 << 10

  private let shelf: DictionaryShelf
  private let trainer: DictionaryTrainer?
  private let compressor: ZstandardCompressor
  private var payload: [UInt8] = []
  private var compressed: UnsafeMutableRawBufferPointer
  private var shapes: [String: ShapeState] = [:]
  private var shelfVersion = -1

  private struct ShapeState {
    var dictionary: CompressionDictionary?
    /// Bodies to let pass before the trainer is shown one.
    var pause = DictionaryTrainer.Pause()
  }

  public init(shelf: DictionaryShelf, trainer: DictionaryTrainer?) {
    self.shelf = shelf
    self.trainer = trainer
    compressor = ZstandardCompressor(level: BodySealer.level)
    compressed = .allocate(byteCount: 16 << 10, alignment: 16)
  }

  deinit { compressed.deallocate() }

  /// Seals one delivery. `shape` is what bodies that look alike have in common, such as
  /// `shopify/orders/paid`; `salt` is new for each.
  public func seal(
    headers: [Header], body: UnsafeRawBufferPointer, salt: Salt, shape: String
  ) throws(FormatFault) -> SealedBody {
    payload.removeAll(keepingCapacity: payload.capacity <= 4 << 20)
    try Payload.encode(headers: headers, body: body, into: &payload)
    let dictionary = dictionary(for: shape)
    let sealed = payload.withUnsafeBytes { payload in
      SealedBody(
        stored: store(payload, salt: salt, dictionary: dictionary),
        content: Entry.Content(
          bodyLength: UInt64(body.count),
          fingerprint: Fingerprint.compute(salt: salt, payload: payload)))
    }
    show(shape)
    return sealed
  }

  public func seal(
    headers: [Header], body: [UInt8], salt: Salt, shape: String
  ) throws(FormatFault) -> SealedBody {
    let result: Result<SealedBody, FormatFault> = body.withUnsafeBytes { body in
      do throws(FormatFault) {
        return .success(try seal(headers: headers, body: body, salt: salt, shape: shape))
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }

  private func store(
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

  private func dictionary(for shape: String) -> CompressionDictionary? {
    let version = shelf.version
    if version != shelfVersion {
      for known in shapes.keys { shapes[known]?.dictionary = shelf.newest(for: known) }
      shelfVersion = version
    }
    if let state = shapes[shape] { return state.dictionary }
    // Shapes come from message types, which a sender may make up: forget rather than grow.
    if shapes.count >= DictionaryTrainer.shapesMax { shapes.removeAll() }
    let state = ShapeState(dictionary: shelf.newest(for: shape))
    shapes[shape] = state
    return state.dictionary
  }

  /// Shows the payload just sealed to the trainer, where it is due.
  private func show(_ shape: String) {
    guard let trainer, payload.count <= BodySealer.dictionaryPayloadMax,
      shape.utf8.count <= DictionaryRecord.shapeBytesMax
    else { return }
    guard var pause = shapes[shape]?.pause else { return }
    if pause.rest > 0 {
      pause.rest -= 1
    } else {
      trainer.offer(payload, shape: shape, &pause)
    }
    shapes[shape]?.pause = pause
  }
}
