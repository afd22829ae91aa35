import LedgerTesting

/// Bytes altered, cut, doubled, put in from elsewhere.
struct ByteDamage {
  var random: SplitMix64

  private static let numbers: [[UInt8]] = [
    [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01], [0x80, 0x80, 0x80, 0x00],
    [0xff, 0xff, 0xff, 0x7f], [0xff], [0x7f], [0x80], [0], [0, 0, 0, 0, 0, 0, 0, 0x80],
    Array("18446744073709551616".utf8), Array("-9223372036854775809".utf8), Array("1e999".utf8),
    Array("\n".utf8), Array("\u{2014} ".utf8), Array("=".utf8), Array("[*]".utf8), Array("{}".utf8),
  ]

  mutating func damaged(_ sample: [UInt8], others: [[UInt8]]) -> [UInt8] {
    var bytes = sample
    for _ in 0..<Int.random(in: 1...4, using: &random) { damage(&bytes, others) }
    return bytes
  }

  private mutating func damage(_ bytes: inout [UInt8], _ others: [[UInt8]]) {
    let start = Int.random(in: 0...bytes.count, using: &random)
    let end = min(bytes.count, start + Int.random(in: 0...40, using: &random))
    switch Int.random(in: 0..<8, using: &random) {
    case 0, 1:
      guard start < bytes.count else { return }
      bytes[start] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    case 2:
      guard start < bytes.count else { return }
      bytes[start] = UInt8.random(in: .min ... .max, using: &random)
    case 3: bytes.removeSubrange(start..<end)
    case 4: bytes.insert(contentsOf: Array(bytes[start..<end]), at: start)
    case 5: bytes.removeSubrange(start...)
    case 6:
      let number = ByteDamage.numbers.randomElement(using: &random) ?? []
      bytes.replaceSubrange(start..<min(bytes.count, start + number.count), with: number)
    default:
      let other = others.randomElement(using: &random) ?? []
      let from = Int.random(in: 0...other.count, using: &random)
      bytes.replaceSubrange(start..<end, with: other[from..<min(other.count, from + 60)])
    }
  }
}
