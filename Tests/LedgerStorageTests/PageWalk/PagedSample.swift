import LedgerStorage
import LedgerStorageWriting

/// Seven bytes: an odd size, so that what lies behind it begins anywhere.
struct Seven: TableValue, Hashable {
  var number: UInt64

  static var fixedSize: Int? { 7 }
  var encodedSize: Int { 7 }
  func encode(into bytes: UnsafeMutableRawBufferPointer) {
    for index in 0..<7 { bytes[index] = UInt8(truncatingIfNeeded: number >> (8 * (6 - index))) }
  }
  init(_ number: UInt64) { self.number = number }
  init?(encoded bytes: UnsafeRawBufferPointer) {
    guard bytes.count == 7 else { return nil }
    number = bytes.reduce(0) { $0 << 8 | UInt64($1) }
  }
}

/// A file with every kind of page and node that the store makes.
enum PagedSample {
  static let plain = Table<[UInt8], [UInt8]>("plain")
  static let log = Table<UInt64, [UInt8]>("log", .appendOnly)
  static let labels = Table<[UInt8], [UInt8]>("labels", .duplicates)
  static let spine = Table<UInt64, Pair<UInt64, Filler>>("spine", .fixedDuplicates)
  static let odd = Table<[UInt8], Seven>("odd", .fixedDuplicates)
  static let bytes = Table<[UInt8], UInt8>("bytes", .fixedDuplicates)
  static let empty = Table<UInt64, UInt64>("empty")

  static let schema = Schema(
    purpose: "pages", version: 1, tables: [plain, log, labels, spine, odd, bytes, empty])

  static func create(_ scratch: Scratch) throws -> WritableEnvironment {
    try Sample.create(scratch, schema: schema)
  }

  /// Makes a file with a history behind it: grown and shrunk, with many free pages.
  static func make(_ scratch: Scratch, seed: UInt64, rounds: Int = 12) throws {
    var random = SeededGenerator(seed: seed)
    let environment = try create(scratch)
    for round in 0..<rounds {
      try environment.change { transaction in
        for _ in 0..<120 {
          try change(transaction, &random, isShrinking: round % 4 == 3)
        }
        try append(transaction, 20, &random)
      }
    }
  }

  static func append(
    _ transaction: borrowing WriteTransaction, _ count: Int, _ random: inout SeededGenerator
  ) throws {
    let next = try transaction.reading.lastKey(log).map { $0 + 1 } ?? 0
    for key in next..<(next + UInt64(count)) {
      try transaction.append(log, key, blob(random.next(below: 700), &random))
    }
  }

  /// One change of a random kind.
  static func change(
    _ transaction: borrowing WriteTransaction, _ random: inout SeededGenerator, isShrinking: Bool
  ) throws {
    let key = name(random.next(below: 60))
    let isDeletion = random.next(below: 10) < (isShrinking ? 8 : 2)
    switch random.next(below: 8) {
    case 0, 1:
      if isDeletion {
        try transaction.delete(plain, key)
      } else {
        try transaction.put(plain, key, blob(size(&random), &random))
      }
    case 2, 3:
      let label = Array((blob(1, &random) + name(random.next(below: 400))).prefix(511))
      if isDeletion, random.next(below: 3) == 0 {
        try transaction.delete(labels, key)
      } else if isDeletion, let label = try transaction.reading.duplicates(labels, key).first {
        try transaction.delete(labels, key, label)
      } else {
        try transaction.put(labels, key, label)
      }
    case 4, 5: try changeSpine(transaction, &random, isDeletion: isDeletion)
    case 6:
      let value = Seven(UInt64(random.next(below: 2_000)))
      if isDeletion {
        for value in try transaction.reading.duplicates(odd, key).prefix(20) {
          try transaction.delete(odd, key, value)
        }
      } else {
        for step in 0..<UInt64(1 + random.next(below: 12)) {
          try transaction.put(odd, key, Seven(value.number + step * 3))
        }
      }
    default:
      let value = UInt8(random.next(below: 256))
      if isDeletion {
        try transaction.delete(bytes, key, value)
      } else {
        try transaction.put(bytes, key, value)
      }
    }
  }

  private static func changeSpine(
    _ transaction: borrowing WriteTransaction, _ random: inout SeededGenerator, isDeletion: Bool
  ) throws {
    let key = UInt64(random.next(below: 20))
    if isDeletion {
      try transaction.delete(spine, key)
      return
    }
    let last = try transaction.reading.lastDuplicate(spine, key)?.first ?? 0
    let count = random.next(below: 8) == 0 ? 400 : 1 + random.next(below: 5)
    for number in 1...UInt64(count) {
      try transaction.appendDuplicate(spine, key, Pair(last + number, Filler(UInt8(key))))
    }
  }

  private static func size(_ random: inout SeededGenerator) -> Int {
    switch random.next(below: 6) {
    case 0: 2_000 + random.next(below: 12_000)
    case 1: 0
    default: random.next(below: 600)
    }
  }

  /// Keys of many lengths, the longest that there may be among them.
  private static func name(_ number: Int) -> [UInt8] {
    let length = number % 13 == 0 ? 511 : 1 + number * 7 % 40
    return (0..<length).map { UInt8(truncatingIfNeeded: $0 == 0 ? number : $0 &* 31) }
  }

  private static func blob(_ size: Int, _ random: inout SeededGenerator) -> [UInt8] {
    var word = random.next()
    return (0..<size).map { index in
      word = word &* 6_364_136_223_846_793_005 &+ UInt64(index)
      return UInt8(truncatingIfNeeded: word >> 56)
    }
  }
}
