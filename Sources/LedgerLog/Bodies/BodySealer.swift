public import LedgerCore

/// Why a body cannot be sealed.
public enum BodyFault: Error, Sendable {
  /// Headers and body are nothing that the format can hold.
  case format(FormatFault)
  /// A key could not be had.
  case log(LogError)
}

/// Makes stored bodies of payloads: canonical form, fingerprint, compression. For one thread at a
/// time; each worker has its own, and all share the shelf and the trainer.
public final class BodySealer {
  /// Chosen by measurement: docs/decisions has the figures.
  public static let level: Int32 = 1
  /// Bodies over this gain nothing from a dictionary.
  public static let dictionaryPayloadMax = 64 << 10

  private let shelf: DictionaryShelf
  private let trainer: DictionaryTrainer?
  private let keys: KeyRing?
  private let compressor = BodyCompressor()
  private var payload: [UInt8] = []
  private var shapes: [String: ShapeState] = [:]
  private var shelfVersion = -1

  private struct ShapeState {
    var dictionary: CompressionDictionary?
    /// Bodies to let pass before the trainer is shown one.
    var pause = DictionaryTrainer.Pause()
  }

  /// - Parameter keys: under which bodies about data subjects are encrypted; nil to leave all in
  ///   clear.
  public init(shelf: DictionaryShelf, trainer: DictionaryTrainer?, keys: KeyRing? = nil) {
    self.shelf = shelf
    self.trainer = trainer
    self.keys = keys
  }

  /// Seals one delivery. `shape` is what bodies that look alike have in common, such as
  /// `shopify/orders/paid`; `salt` is new for each. `subjects` are whom it is about: it is encrypted
  /// under their keys where there are such.
  public func seal(
    headers: [Header], body: UnsafeRawBufferPointer, salt: Salt, shape: String,
    subjects: [Hash128] = []
  ) throws(BodyFault) -> SealedBody {
    payload.removeAll(keepingCapacity: payload.capacity <= 4 << 20)
    do throws(FormatFault) {
      try Payload.encode(headers: headers, body: body, into: &payload)
    } catch {
      throw .format(error)
    }
    let dictionary = dictionary(for: shape)
    let (stored, content) = payload.withUnsafeBytes { payload in
      (
        compressor.store(payload, salt: salt, dictionary: dictionary),
        Entry.Content(
          bodyLength: UInt64(body.count),
          fingerprint: Fingerprint.compute(salt: salt, payload: payload))
      )
    }
    show(shape)
    guard let keys, !subjects.isEmpty else {
      return SealedBody(stored: stored, content: content, keys: [])
    }
    do throws(LogError) {
      return try SealedBody(content: content, sealing: stored.record, of: subjects, keys)
    } catch {
      throw .log(error)
    }
  }

  public func seal(
    headers: [Header], body: [UInt8], salt: Salt, shape: String, subjects: [Hash128] = []
  ) throws(BodyFault) -> SealedBody {
    let result: Result<SealedBody, BodyFault> = body.withUnsafeBytes { body in
      do throws(BodyFault) {
        return .success(
          try seal(headers: headers, body: body, salt: salt, shape: shape, subjects: subjects))
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
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
