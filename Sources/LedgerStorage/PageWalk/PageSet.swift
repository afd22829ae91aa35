/// A set of pages below a limit: one bit for each.
struct PageSet {
  let limit: UInt64
  private(set) var count: UInt64 = 0
  private var words: [UInt64]

  /// - Parameter limit: what a file's own size gives, never what stands in it: it is memory.
  init(limit: UInt64) {
    self.limit = limit
    words = [UInt64](repeating: 0, count: Int(limit / 64) + 1)
  }

  func contains(_ page: UInt64) -> Bool {
    page < limit && words[Int(page / 64)] & (1 << (page % 64)) != 0
  }

  /// False where it was in already, or is not below the limit.
  mutating func insert(_ page: UInt64) -> Bool {
    guard page < limit, !contains(page) else { return false }
    words[Int(page / 64)] |= 1 << (page % 64)
    count += 1
    return true
  }

  func count(from start: UInt64) -> UInt64 {
    guard start < limit else { return 0 }
    let first = Int(start / 64)
    var found = UInt64((words[first] >> (start % 64)).nonzeroBitCount)
    for index in (first + 1)..<max(words.count, first + 1) {
      found += UInt64(words[index].nonzeroBitCount)
    }
    return found
  }
}
