import Glibc
import LedgerStorage
import LedgerStorageWriting
import Testing

/// One thing wrong in a page, for each kind of thing.
@Suite("What a walk says of a page")
struct PageFaultTests {
  let scratch = Scratch()

  /// An alteration of a page; false where the page has nothing of the kind.
  struct Alteration: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let code: String
    let flags: Int
    let apply: @Sendable (inout [UInt8], _ page: Int) -> Bool

    init(
      _ testDescription: String, _ code: String, flags: Int,
      _ apply: @escaping @Sendable (inout [UInt8], Int) -> Bool
    ) {
      self.testDescription = testDescription
      self.code = code
      self.flags = flags
      self.apply = apply
    }
  }

  private static let leaf = 0x02
  private static let branch = 0x01
  private static let packed = 0x22
  private static let overflow = 0x04

  static let alterations = [
    Alteration("another number", "misplaced", flags: leaf) { $0.add(1, at: $1) },
    Alteration("a branch for a leaf", "page_kind", flags: leaf) { $0.put(branch, at: $1 + 10) },
    Alteration("an odd bound", "bounds", flags: leaf) { $0.add(1, at: $1 + 12) },
    Alteration("no rows", "too_few_nodes", flags: leaf) {
      $0.put(16, at: $1 + 12) && $0.put(4_096, at: $1 + 14)
    },
    Alteration("one child", "too_few_nodes", flags: branch) { file, page in
      let node = file.number(at: page + 16)
      let size = 8 + (file.number(at: page + node + 6) + 1) & ~1
      // It stands where the only node would.
      file.replaceSubrange(
        (page + 4_096 - size)..<(page + 4_096), with: Array(file[(page + node)...].prefix(size)))
      return file.put(18, at: page + 12) && file.put(4_096 - size, at: page + 14)
        && file.put(4_096 - size, at: page + 16)
    },
    Alteration("a node behind the page", "node_outside", flags: leaf) {
      $0.put(4_092, at: $1 + 16)
    },
    Alteration("two nodes in one place", "nodes_overlap", flags: leaf) { file, page in
      file.nodes(page) > 1 && file.put(file.number(at: page + 18), at: page + 16)
    },
    Alteration("a row left out", "nodes_do_not_fill", flags: leaf) { file, page in
      file.nodes(page) > 1 && file.add(-2, at: page + 12)
    },
    Alteration("a row of no kind", "node_flags", flags: leaf) { file, page in
      file.put(8, at: page + file.number(at: page + 16) + 4)
    },
    Alteration("two rows exchanged", "key_order", flags: leaf) { file, page in
      let pair = [file.number(at: page + 16), file.number(at: page + 18)]
      return file.nodes(page) > 1 && file.put(pair[1], at: page + 16)
        && file.put(pair[0], at: page + 18)
    },
    Alteration("two children exchanged", "key_outside", flags: branch) { file, page in
      file.exchange(page + file.number(at: page + 16), page + file.number(at: page + 18), size: 6)
    },
    Alteration("one child twice", "reached_twice", flags: branch) { file, page in
      let (first, second) = (file.number(at: page + 16), file.number(at: page + 18))
      let child = Array(file[(page + first)...].prefix(6))
      file.replaceSubrange((page + second)..<(page + second + 6), with: child)
      return true
    },
    Alteration("a child that is not there", "page_outside", flags: branch) { file, page in
      file.put(0xffff, at: page + file.number(at: page + 16) + 4)
    },
    Alteration("a number of rows", "counter", flags: leaf) { file, page in
      let node = page + file.number(at: page + 14 + 2 * file.nodes(page))
      guard file.number(at: node + 4) == 2 else { return false }
      return file.add(1, at: node + 8 + file.number(at: node + 6) + 32)
    },
    Alteration("two packed values exchanged", "value_order", flags: packed) { file, page in
      file.exchange(page + 16, page + 80, size: 64)
    },
    Alteration("packed values of another size", "value_size", flags: packed) {
      $0.add(8, at: $1 + 8)
    },
    Alteration("a run too short", "overflow_too_short", flags: overflow) {
      $0.put(1, at: $1 + 12)
    },
    Alteration("a free page that is none", "reached_and_free", flags: leaf) { file, page in
      let node = page + file.number(at: page + 16)
      let key = file.number(at: node + 6)
      let count = file.number(at: node + 8 + key)
      // A list of pages, by its size; the first stands for the last page in use.
      guard key == 8, count > 0, file.number(at: node) == 8 * (count + 1) else { return false }
      return file.put(file.count / 4_096 - 1, at: node + 24)
    },
  ]

  private func pristine() throws -> [UInt8] {
    do {
      let environment = try PagedSample.create(scratch)
      try environment.change { transaction in
        for key in 0..<600 as Range<UInt64> {
          try transaction.put(
            PagedSample.plain, Array("\(key)".utf8), [UInt8](repeating: 7, count: 50))
          try transaction.appendDuplicate(PagedSample.spine, 1, Pair(key, Filler(1)))
        }
        try transaction.put(
          PagedSample.plain, Array("large".utf8), [UInt8](repeating: 7, count: 9_000))
      }
      // Frees the pages that it changes, and takes the last of the file.
      for key in 0..<4 as Range<UInt64> {
        try environment.change { transaction in
          try transaction.append(PagedSample.log, key, [UInt8](repeating: 7, count: 9_000))
        }
      }
    }
    let size = try #require(Files.size(of: scratch.path))
    let descriptor = open(scratch.path, O_RDONLY)
    defer { close(descriptor) }
    return [UInt8](unsafeUninitializedCapacity: size) { buffer, filled in
      filled = max(0, read(descriptor, buffer.baseAddress, size))
    }
  }

  @Test("it is told what is wrong, and in which page", arguments: alterations)
  func alteration(_ alteration: Alteration) throws {
    let pristine = try pristine()
    try #require(try PageWalk.report(path: scratch.path).isSound)
    var codes: Set<String> = []
    for page in stride(from: 2 * 4_096, to: pristine.count, by: 4_096)
    where pristine.number(at: page + 10) == alteration.flags {
      var file = pristine
      guard alteration.apply(&file, page), file != pristine else { continue }
      scratch.writeFile("test.mdb", file)
      // Others are free pages, which nobody looks at.
      codes.formUnion(try PageWalk.report(path: scratch.path).findings.map(\.fault.code))
    }
    #expect(codes.contains(alteration.code), "\(codes.sorted())")
  }

  @Test("a file of anything but pages is told so, whatever its length")
  func garbage() throws {
    var random = SeededGenerator(seed: SeededGenerator.seed())
    for size in [0, 1, 16, 151, 152, 4_095, 4_096, 4_247, 4_248, 8_192, 100_000] {
      for isRandom in [false, true] {
        let bytes = (0..<size).map { _ in isRandom ? UInt8(truncatingIfNeeded: random.next()) : 0 }
        scratch.writeFile("test.mdb", bytes)
        let report = try PageWalk.report(path: scratch.path)
        #expect(!report.isSound)
        #expect(report.transaction == nil)
      }
    }
  }
}

extension [UInt8] {
  fileprivate func number(at offset: Int) -> Int {
    offset + 1 < count ? Int(self[offset]) | Int(self[offset + 1]) << 8 : 0
  }

  fileprivate func nodes(_ page: Int) -> Int { (number(at: page + 12) - 16) / 2 }

  fileprivate mutating func put(_ value: Int, at offset: Int) -> Bool {
    guard offset + 1 < count else { return false }
    self[offset] = UInt8(truncatingIfNeeded: value)
    self[offset + 1] = UInt8(truncatingIfNeeded: value >> 8)
    return true
  }

  fileprivate mutating func add(_ value: Int, at offset: Int) -> Bool {
    put(number(at: offset) + value, at: offset)
  }

  fileprivate mutating func exchange(_ one: Int, _ other: Int, size: Int) -> Bool {
    guard Swift.max(one, other) + size <= count else { return false }
    for index in 0..<size { swapAt(one + index, other + index) }
    return true
  }
}
