/// A way in which a file is damaged.
enum Damage: CustomStringConvertible {
  case bit(offset: Int, bit: Int)
  case byte(offset: Int, value: UInt8)
  /// Two or eight bytes, as the store's numbers are.
  case number(offset: Int, size: Int, value: UInt64)
  case zeroPage(Int)
  case garbagePage(Int, seed: UInt64)
  /// With `isRenumbered`, each page takes the number of its new place.
  case swapPages(Int, Int, isRenumbered: Bool)
  /// A part of a page written over the same part of another.
  case splice(from: Int, to: Int, Range<Int>)
  case cut(bytes: Int)

  var description: String {
    switch self {
    case .bit(let offset, let bit): "bit \(bit) of byte \(offset) flipped"
    case .byte(let offset, let value): "byte \(offset) set to \(value)"
    case .number(let offset, let size, let value): "\(size) bytes at \(offset) set to \(value)"
    case .zeroPage(let page): "page \(page) zeroed"
    case .garbagePage(let page, let seed): "page \(page) filled from seed \(seed)"
    case .swapPages(let one, let other, let isRenumbered):
      "pages \(one) and \(other) swapped\(isRenumbered ? " and renumbered" : "")"
    case .splice(let from, let to, let range): "bytes \(range) of page \(from) over page \(to)"
    case .cut(let bytes): "cut to \(bytes) bytes"
    }
  }

  static let pageSize = 4_096

  /// Any damage; half of them where the store keeps its own numbers.
  static func random(of file: [UInt8], _ random: inout SeededGenerator) -> Damage {
    let pages = file.count / pageSize
    switch random.next(below: 100) {
    case 0: return .zeroPage(random.next(below: pages))
    case 1: return .garbagePage(random.next(below: pages), seed: random.next())
    case 2, 3:
      return .swapPages(
        random.next(below: pages), random.next(below: pages),
        isRenumbered: random.next(below: 3) > 0)
    case 4:
      let start = random.next(below: pageSize)
      return .splice(
        from: random.next(below: pages), to: random.next(below: pages),
        start..<min(pageSize, start + 1 + random.next(below: 300)))
    case 5: return .cut(bytes: random.next(below: file.count))
    case 6..<40:
      return .bit(offset: random.next(below: file.count), bit: random.next(below: 8))
    case 40..<50:
      return .byte(
        offset: random.next(below: file.count), value: UInt8(random.next(below: 256)))
    case 50..<85:
      return .bit(offset: structure(of: file, &random), bit: random.next(below: 8))
    default:
      let size = random.next(below: 2) == 0 ? 2 : 8
      let offset = min(structure(of: file, &random), file.count - size) & ~1
      let small: [UInt64] = [
        0, 1, 2, 7, 8, 15, 16, 17, 4_094, 4_096, 65_535, 0xffff_ffff_ffff, .max,
      ]
      return .number(
        offset: offset, size: size,
        value: random.next(below: 2) == 0
          ? UInt64(random.next(below: pages)) : small[random.next(below: small.count)])
    }
  }

  /// A byte of a header, of a page's frame, or of one of the nodes and what stands behind its key.
  private static func structure(of file: [UInt8], _ random: inout SeededGenerator) -> Int {
    let pages = file.count / pageSize
    if random.next(below: 10) == 0 {
      return random.next(below: 2) * pageSize + random.next(below: 152)
    }
    let page = random.next(below: pages) * pageSize
    let nodes = max(1, (number(file, page + 12) - 16) / 2)
    let node = number(file, page + 16 + 2 * random.next(below: min(nodes, 2_000)))
    switch random.next(below: 3) {
    case 0: return page + random.next(below: 64)
    case 1: return min(file.count - 1, page + node + random.next(below: 8))
    default:
      let key = number(file, page + node + 6)
      return min(file.count - 1, page + node + 8 + key + random.next(below: 56))
    }
  }

  private static func number(_ file: [UInt8], _ offset: Int) -> Int {
    offset + 1 < file.count ? Int(file[offset]) | Int(file[offset + 1]) << 8 : 0
  }

  func apply(to file: inout [UInt8]) {
    switch self {
    case .bit(let offset, let bit): file[offset] ^= 1 << UInt8(bit)
    case .byte(let offset, let value): file[offset] = value
    case .number(let offset, let size, let value):
      for index in 0..<size {
        file[offset + index] = UInt8(truncatingIfNeeded: value >> (8 * index))
      }
    case .zeroPage(let page):
      for index in bytes(of: page) { file[index] = 0 }
    case .garbagePage(let page, let seed):
      var random = SeededGenerator(seed: seed)
      for index in bytes(of: page) { file[index] = UInt8(truncatingIfNeeded: random.next()) }
    case .swapPages(let one, let other, let isRenumbered):
      let kept = Array(file[bytes(of: one)])
      file.replaceSubrange(bytes(of: one), with: Array(file[bytes(of: other)]))
      file.replaceSubrange(bytes(of: other), with: kept)
      guard isRenumbered else { return }
      for page in [one, other] {
        Damage.number(offset: page * Self.pageSize, size: 8, value: UInt64(page)).apply(to: &file)
      }
    case .splice(let from, let to, let range):
      let source = from * Self.pageSize + range.lowerBound
      let part = Array(file[source..<(source + range.count)])
      let start = to * Self.pageSize + range.lowerBound
      file.replaceSubrange(start..<(start + part.count), with: part)
    case .cut(let bytes): file.removeSubrange(bytes...)
    }
  }

  private func bytes(of page: Int) -> Range<Int> {
    (page * Self.pageSize)..<((page + 1) * Self.pageSize)
  }
}
