import CZstd

/// Trains one dictionary from samples of one shape. Pure: same samples, same seed, same bytes.
package enum DictionaryTraining {
  package static let dictionaryBytesMax = 16 << 10
  /// Longer samples are cut: what they have in common shows early.
  static let sampleBytesMax = 16 << 10
  /// Share of the compressed size that a dictionary must save to be used.
  static let gainMin = 0.08
  /// The same for a dictionary that replaces another.
  static let replacementGainMin = 0.04

  /// Trains on canonical payloads, of which a quarter is held back to judge the result; nil where
  /// it saves too little over `current`, which the shape uses now.
  package static func train(
    _ samples: [[UInt8]], seed: UInt64, current: CompressionDictionary?
  ) -> [UInt8]? {
    let judges = samples.enumerated().filter { $0.offset % 4 == 3 }.map(\.element)
    let teachers = samples.enumerated().filter { $0.offset % 4 != 3 }.map(\.element)
    var scrubber = Scrubber(samples: samples, seed: seed)
    // Twice over, each time with other values: only what is structure repeats.
    let scrubbed = (teachers + teachers).map { scrubber.scrub($0) }
    guard let bytes = dictionary(from: scrubbed) else { return nil }
    let candidate = CompressionDictionary(
      id: DictionaryID(rawValue: 1), shape: "", bytes: bytes, level: BodySealer.level)
    let now = size(of: judges, dictionary: current)
    let then = size(of: judges, dictionary: candidate)
    let gainMin = current == nil ? gainMin : replacementGainMin
    return Double(then) <= Double(now) * (1 - gainMin) ? bytes : nil
  }

  /// A dictionary of scrubbed samples: segments that many of them share, then whole samples, the
  /// last one most like the others: where values have the same length, the distance back to the
  /// sample stays the same from one piece of structure to the next, which costs next to nothing.
  package static func dictionary(
    from samples: [[UInt8]], bytesMax: Int = dictionaryBytesMax
  ) -> [UInt8]? {
    let wholeBytesMax = bytesMax / 2
    let lengths = samples.map(\.count).sorted()
    let median = lengths[lengths.count / 2]
    let byLength = samples.sorted { abs($0.count - median) < abs($1.count - median) }
    var whole: [UInt8] = []
    for sample in byLength.prefix(wholeSamplesMax) where whole.count < wholeBytesMax {
      whole = sample.prefix(wholeBytesMax - whole.count) + whole
    }
    let shared = segments(from: samples, bytesMax: bytesMax - whole.count) ?? []
    return finished(shared + whole, samples, bytesMax: bytesMax + headerBytesMax)
  }

  /// zstd's own choice of segments (COVER), without its tables.
  private static func segments(from samples: [[UInt8]], bytesMax: Int) -> [UInt8]? {
    let all = samples.flatMap { $0 }
    let sizes = samples.map(\.count)
    let bytes = [UInt8](unsafeUninitializedCapacity: bytesMax) { buffer, count in
      let result = ZDICT_trainFromBuffer(
        buffer.baseAddress, buffer.count, all, sizes, UInt32(sizes.count))
      count = ZDICT_isError(result) == 0 ? result : 0
    }
    guard !bytes.isEmpty else { return nil }
    return Array(bytes.dropFirst(ZDICT_getDictHeaderSize(bytes, bytes.count)))
  }

  /// Puts the tables of byte and length frequencies in front.
  private static func finished(
    _ content: [UInt8], _ samples: [[UInt8]], bytesMax: Int
  ) -> [UInt8]? {
    let all = samples.flatMap { $0 }
    let sizes = samples.map(\.count)
    var parameters = ZDICT_params_t()
    parameters.compressionLevel = BodySealer.level
    let bytes = [UInt8](unsafeUninitializedCapacity: bytesMax) { buffer, count in
      let result = ZDICT_finalizeDictionary(
        buffer.baseAddress, buffer.count, content, content.count, all, sizes,
        UInt32(sizes.count), parameters)
      count = ZDICT_isError(result) == 0 ? result : 0
    }
    return bytes.isEmpty ? nil : bytes
  }

  private static let wholeSamplesMax = 3
  private static let headerBytesMax = 1 << 10

  private static func size(of samples: [[UInt8]], dictionary: CompressionDictionary?) -> Int {
    let compressor = ZstandardCompressor(level: BodySealer.level)
    var buffer = [UInt8](
      repeating: 0, count: ZstandardCompressor.bound(samples.map(\.count).max() ?? 0))
    return samples.reduce(0) { total, sample in
      total
        + sample.withUnsafeBytes { source in
          buffer.withUnsafeMutableBytes {
            compressor.compress(source, into: $0, dictionary: dictionary) ?? source.count
          }
        }
    }
  }
}
