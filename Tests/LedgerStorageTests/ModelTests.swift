import LedgerStorage
import LedgerStorageWriting
import Testing

/// The tables as plain dictionaries: what the store must agree with after any sequence of changes.
private struct Model: Equatable {
  var numbers: [UInt64: [UInt8]] = [:]
  var tags: [UInt64: Set<String>] = [:]
  var spine: [UInt64: [UInt64]] = [:]
  var log: [[UInt8]] = []

  /// A dictionary keeps an emptied set; the store keeps no key without a value.
  var withoutEmpty: Model {
    var model = self
    model.tags = tags.filter { !$0.value.isEmpty }
    return model
  }
}

@Suite("Against a model")
struct ModelTests {
  struct Abandoned: Error {}

  @Test("any sequence of changes, aborts and new openings leaves what plain dictionaries say")
  func random() throws {
    let seed = SeededGenerator.seed()
    var random = SeededGenerator(seed: seed)
    let scratch = Scratch()
    var model = Model()
    for opening in 0..<4 {
      let environment = try opening == 0 ? Sample.create(scratch) : Sample.open(scratch)
      try compare(environment, model, &random, seed)
      for round in 0..<40 {
        var next = model
        let isAbandoned = random.next(below: 5) == 0
        do {
          try environment.change { transaction in
            for _ in 0..<random.next(below: 60) { try change(transaction, &next, &random) }
            if isAbandoned { throw Abandoned() }
          }
          model = next
        } catch is Abandoned {}
        if round % 10 == 9 { try compare(environment, model, &random, seed) }
      }
    }
  }

  private func change(
    _ transaction: borrowing WriteTransaction, _ model: inout Model,
    _ random: inout SeededGenerator
  ) throws {
    let key = UInt64(random.next(below: 40))
    switch random.next(below: 9) {
    case 0, 1:
      // Some are larger than a page.
      let size = random.next(below: 8) == 0 ? random.next(below: 20_000) : random.next(below: 300)
      let value = (0..<size).map { _ in UInt8(random.next(below: 256)) }
      try transaction.put(Sample.numbers, key, value)
      model.numbers[key] = value
    case 2:
      let isThere = model.numbers.removeValue(forKey: key) != nil
      #expect(try transaction.delete(Sample.numbers, key) == isThere)
    case 3, 4:
      let tag = String(repeating: "t", count: random.next(below: 3)) + "\(random.next(below: 99))"
      try transaction.put(Sample.tags, key, tag)
      model.tags[key, default: []].insert(tag)
    case 5:
      let tag = random.next(below: 2) == 0 ? model.tags[key]?.min() ?? "none" : "none"
      let isThere = model.tags[key]?.remove(tag) != nil
      #expect(try transaction.delete(Sample.tags, key, tag) == isThere)
    case 6:
      try extend(transaction, &model, key, &random)
    case 7:
      if random.next(below: 12) == 0 {
        try transaction.delete(Sample.spine, key)
        model.spine[key] = nil
      } else {
        try refuse(transaction, model, key)
      }
    default:
      let value = [UInt8](repeating: UInt8(key), count: random.next(below: 400))
      try transaction.append(Sample.log, UInt64(model.log.count), value)
      model.log.append(value)
    }
  }

  /// Adds entries to a spine, one by one or all at once.
  private func extend(
    _ transaction: borrowing WriteTransaction, _ model: inout Model, _ key: UInt64,
    _ random: inout SeededGenerator
  ) throws {
    let start = (model.spine[key]?.last ?? 0) + 1
    let count = random.next(below: 4) == 0 ? random.next(below: 200) : random.next(below: 4)
    let numbers = Array(start..<(start + UInt64(count)))
    let values = numbers.map { Pair($0, Filler(UInt8(key))) }
    if random.next(below: 2) == 0 {
      try transaction.appendDuplicates(Sample.spine, key, values)
    } else {
      for value in values { try transaction.appendDuplicate(Sample.spine, key, value) }
    }
    if count > 0 { model.spine[key, default: []] += numbers }
  }

  /// A refused append leaves the transaction as it was.
  private func refuse(
    _ transaction: borrowing WriteTransaction, _ model: Model, _ key: UInt64
  ) throws {
    let path = transaction.reading.path
    guard let first = model.spine[key]?.first else { return }
    for value in [Pair(first, Filler(UInt8(key))), Pair(0, Filler(0))] {
      #expect(throws: StorageError.outOfOrder(path: path, table: "spine")) {
        try transaction.appendDuplicate(Sample.spine, key, value)
      }
      #expect(throws: StorageError.outOfOrder(path: path, table: "spine")) {
        try transaction.appendDuplicates(Sample.spine, key, [value, Pair(.max, Filler(0))])
      }
    }
  }

  private func compare(
    _ environment: WritableEnvironment, _ model: Model, _ random: inout SeededGenerator,
    _ seed: UInt64
  ) throws {
    try environment.look { transaction throws in
      #expect(try contents(transaction) == model.withoutEmpty, "seed \(seed)")
      #expect(try transaction.count(Sample.numbers) == model.numbers.count)
      #expect(try transaction.count(Sample.tags) == model.tags.values.map(\.count).reduce(0, +))
      try compareRanges(transaction, model, &random)
      try compareLookUps(transaction, model)
    }
  }

  private func contents(_ transaction: borrowing ReadTransaction) throws -> Model {
    var found = Model()
    try transaction.scan(Sample.numbers) { key, bytes in
      found.numbers[key] = Array(bytes)
      return .next
    }
    try transaction.scan(Sample.tags) { key, bytes in
      found.tags[key, default: []].insert(String(decoding: bytes, as: UTF8.self))
      return .next
    }
    try transaction.scanDuplicatePages(Sample.spine) { key, page in
      for offset in stride(from: 0, to: page.count, by: 64) {
        let number = page.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
        found.spine[key, default: []].append(UInt64(bigEndian: number))
      }
      return .next
    }
    try transaction.scan(Sample.log) { _, bytes in
      found.log.append(Array(bytes))
      return .next
    }
    return found
  }

  private func compareRanges(
    _ transaction: borrowing ReadTransaction, _ model: Model, _ random: inout SeededGenerator
  ) throws {
    for _ in 0..<20 {
      let low = UInt64(random.next(below: 42))
      let high = low + UInt64(random.next(below: 20))
      let expected = model.numbers.keys.filter { (low...high).contains($0) }.sorted()
      var seen: [UInt64] = []
      try transaction.scan(Sample.numbers, from: low, through: high) { key, _ in
        seen.append(key)
        return .next
      }
      #expect(seen == expected)
      seen = []
      try transaction.scan(Sample.numbers, from: high, through: low, order: .descending) { key, _ in
        seen.append(key)
        return .next
      }
      #expect(seen == expected.reversed())
      var tags: [String] = []
      try transaction.scan(Sample.tags, from: high, through: low, order: .descending) { _, bytes in
        tags.append(String(decoding: bytes, as: UTF8.self))
        return .next
      }
      #expect(
        tags == (low...high).reversed().flatMap { (model.tags[$0] ?? []).sorted().reversed() })
    }
  }

  private func compareLookUps(
    _ transaction: borrowing ReadTransaction, _ model: Model
  ) throws {
    let keys = Array(0..<45 as Range<UInt64>)
    var found: [UInt64: [UInt8]] = [:]
    try transaction.forEach(of: keys, in: Sample.numbers) { index, bytes in
      if let bytes { found[keys[index]] = Array(bytes) }
    }
    #expect(found == model.numbers)
    for key in keys {
      #expect(try transaction.get(Sample.numbers, key) == model.numbers[key])
      #expect(
        try transaction.duplicates(Sample.tags, key) == (model.tags[key] ?? []).sorted())
      #expect(
        try transaction.lastDuplicate(Sample.spine, key)?.first == model.spine[key]?.last)
    }
  }
}

extension SeededGenerator {
  mutating func next(below bound: Int) -> Int { Int(next(upperBound: UInt64(bound))) }
}
