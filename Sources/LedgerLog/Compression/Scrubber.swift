/// Takes the customers' data out of sample payloads, so that a dictionary trained on them cannot
/// hold any: names and structure stay; every letter, digit and byte beyond ASCII of every value
/// becomes a random one of its class, so that lengths and byte frequencies still resemble the real
/// ones. Only letters that spell one of the fixed `PublicWords` stay.
///
/// A name is kept only where it looks like one and stands in a quarter of the samples, since some
/// senders use ids or addresses as names.
package struct Scrubber {
  static let nameBytesMax = 64
  static let nameDigitsMax = 4

  private var random: ScrubGenerator
  private let names: Set<[UInt8]>

  /// For canonical payloads of one shape.
  package init(samples: [[UInt8]], seed: UInt64) {
    random = ScrubGenerator(state: seed)
    var census: [[UInt8]: Int] = [:]
    for sample in samples {
      var seen: Set<[UInt8]> = []
      sample.withUnsafeBytes { bytes in
        Scrubber.walk(bytes) { token in
          guard case .key(let range) = token, Scrubber.looksLikeName(bytes[range]) else { return }
          seen.insert(Array(bytes[range]))
        }
      }
      for name in seen { census[name, default: 0] += 1 }
    }
    let least = max(2, samples.count / 4)
    names = Set(census.filter { $0.value >= least }.keys)
  }

  /// The sample with other values, of the same length.
  package mutating func scrub(_ sample: [UInt8]) -> [UInt8] {
    var scrubbed = sample
    var random = random
    let names = names
    sample.withUnsafeBytes { bytes in
      Scrubber.walk(bytes) { token in
        switch token {
        case .key(let range) where names.contains(Array(bytes[range])): break
        case .key(let range), .value(let range):
          Scrubber.scrub(bytes, range, &random, into: &scrubbed)
        }
      }
    }
    self.random = random
    return scrubbed
  }

  /// Goes through a value run by run: letters are looked up, all else is replaced.
  private static func scrub(
    _ bytes: UnsafeRawBufferPointer, _ range: Range<Int>, _ random: inout ScrubGenerator,
    into scrubbed: inout [UInt8]
  ) {
    var index = range.lowerBound
    while index < range.upperBound {
      let start = index
      while index < range.upperBound, isLetter(bytes[index]) { index += 1 }
      if index > start, PublicWords.contains(bytes[start..<index]) { continue }
      if index == start { index += 1 }
      for place in start..<index { scrubbed[place] = random.replacement(for: bytes[place]) }
    }
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a
  }

  /// Walks headers, then body. A payload that cannot be read is one value.
  private static func walk(_ bytes: UnsafeRawBufferPointer, _ found: (BodyToken) -> Void) {
    var reader = ByteReader(bytes)
    do throws(FormatFault) {
      for _ in 0..<(try reader.count(.headerCount, max: Payload.headersMax)) {
        found(.key(try reader.text(.headerName, max: Payload.headerBytesMax)))
        found(.value(try reader.text(.headerValue, max: Payload.headerBytesMax)))
      }
    } catch {
      found(.value(0..<bytes.count))
      return
    }
    TokenWalk.walk(bytes, from: reader.offset, found)
  }

  private static func looksLikeName(_ name: Slice<UnsafeRawBufferPointer>) -> Bool {
    guard !name.isEmpty, name.count <= nameBytesMax else { return false }
    var digits = 0
    for byte in name {
      switch byte {
      case 0x30...0x39: digits += 1
      case 0x41...0x5a, 0x61...0x7a: break
      case UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: ":"),
        UInt8(ascii: "$"):
        break
      default: return false
      }
    }
    return digits <= nameDigitsMax
  }
}

/// SplitMix64 (Steele, Lea and Flood, 2014), seeded by the trainer's owner.
struct ScrubGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var value = state
    value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
    value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
    return value ^ (value >> 31)
  }

  /// Another byte of the same class; punctuation and space are structure within a value.
  mutating func replacement(for byte: UInt8) -> UInt8 {
    switch byte {
    case 0x30...0x39: 0x30 + below(10)
    case 0x41...0x5a: 0x41 + below(26)
    case 0x61...0x7a, 0x80...0xff: 0x61 + below(26)
    default: byte
    }
  }

  private mutating func below(_ count: UInt64) -> UInt8 { UInt8((next() >> 32) % count) }
}
