import LedgerCore
import LedgerLog

/// Sizes and speed of stored bodies: raw, zstd, zstd with a scrubbed dictionary.
struct CompressionStudy {
  let name: String
  let samples: [[UInt8]]
  let bodies: [[UInt8]]

  /// Sizes of dictionaries to try, in KiB.
  var sizes = [4, 8, 16]

  func run() {
    let raw = bodies.reduce(0) { $0 + $1.count }
    print("\(name): \(bodies.count) bodies, \(raw / bodies.count) bytes on average")
    for level: Int32 in [1, 2, 3] {
      let plain = measure(level, nil)
      print("  level \(level)  plain  \(line(plain, raw))")
      for size in sizes {
        show("scrubbed \(size) K", level, raw, dictionary(scrubbed, size << 10))
      }
      // Leaks what it was trained on: only to know what scrubbing costs.
      show("unscrubbed 16 K", level, raw, dictionary(samples, 16 << 10))
    }
  }

  private func show(
    _ kind: String, _ level: Int32, _ raw: Int, _ trained: (bytes: [UInt8], time: Duration)?
  ) {
    guard let trained else { return print("  level \(level)  \(kind): none trained") }
    let dictionary = CompressionDictionary(
      id: DictionaryID(rawValue: 1), shape: "", bytes: trained.bytes, level: level)
    let training = fixed(trained.time.microseconds / 1_000)
    print(
      "  level \(level)  \(kind)  \(line(measure(level, dictionary), raw))   trained \(training) ms"
    )
  }

  private var scrubbed: [[UInt8]] {
    var scrubber = Scrubber(samples: samples, seed: 1)
    return (samples + samples).map { scrubber.scrub($0) }
  }

  private func dictionary(
    _ samples: [[UInt8]], _ bytesMax: Int
  ) -> (bytes: [UInt8], time: Duration)? {
    var bytes: [UInt8]?
    let time = CPUClock().measure {
      bytes = DictionaryTraining.dictionary(from: samples, bytesMax: bytesMax)
    }
    return bytes.map { ($0, time) }
  }

  private func measure(
    _ level: Int32, _ dictionary: CompressionDictionary?
  ) -> (bytes: Int, pack: Duration, unpack: Duration) {
    let compressor = ZstandardCompressor(level: level)
    let decompressor = ZstandardDecompressor()
    let longest = bodies.map(\.count).max() ?? 0
    var buffer = [UInt8](repeating: 0, count: ZstandardCompressor.bound(longest))
    var packed: [[UInt8]] = []
    let clock = CPUClock()
    let pack = clock.measure {
      for body in bodies {
        let count = body.withUnsafeBytes { source in
          buffer.withUnsafeMutableBytes {
            compressor.compress(source, into: $0, dictionary: dictionary) ?? 0
          }
        }
        packed.append(Array(buffer[..<count]))
      }
    }
    var target = [UInt8](repeating: 0, count: longest)
    let unpack = clock.measure {
      for (body, bytes) in zip(bodies, packed) {
        bytes.withUnsafeBytes { source in
          target.withUnsafeMutableBytes {
            try? decompressor.decompress(
              source, into: UnsafeMutableRawBufferPointer(rebasing: $0[..<body.count]),
              dictionary: dictionary)
          }
        }
      }
    }
    return (packed.reduce(0) { $0 + $1.count }, pack, unpack)
  }

  private func line(_ result: (bytes: Int, pack: Duration, unpack: Duration), _ raw: Int) -> String
  {
    let share = Double(result.bytes) / Double(raw) * 100
    let count = Double(bodies.count)
    return "\(fixed(share)) %   pack \(fixed(result.pack.microseconds / count)) µs   "
      + "unpack \(fixed(result.unpack.microseconds / count)) µs"
  }
}

extension Duration {
  var microseconds: Double {
    Double(components.seconds) * 1e6 + Double(components.attoseconds) / 1e12
  }
}

/// One decimal.
func fixed(_ value: Double) -> String {
  let tenths = Int((value * 10).rounded())
  return "\(tenths / 10).\(tenths % 10)"
}
