/// A tree to be walked: what it is for says what its nodes may be.
struct PageTree {
  enum Purpose {
    /// Transaction → pages that it freed.
    case freeList
    /// Name → record of a table.
    case tables
    /// Key → value.
    case plain
    /// Key → many values, with `isFixed` all of one size.
    case duplicates(isFixed: Bool)
    /// The values of one key, as keys; nil where their sizes vary.
    case values(size: Int?)
  }

  let purpose: Purpose
  /// For findings.
  let name: String
  /// Of all values of a table whose values have one size, once the first was seen.
  var fixedSize: Int?

  init(_ purpose: Purpose, name: String, fixedSize: Int? = nil) {
    self.purpose = purpose
    self.name = name
    self.fixedSize = fixedSize
  }

  var isFreeList: Bool {
    if case .freeList = purpose { true } else { false }
  }

  /// Nil where the values lie packed and have no nodes.
  var leafKind: PageKind {
    if case .values(.some) = purpose { .packed } else { .leaf }
  }

  static let keyBytesMax = 511

  /// Whether a key may have so many bytes.
  func allows(keySize: Int) -> Bool {
    switch purpose {
    case .freeList: keySize == 8
    case .values(let size?): keySize == size
    // An empty value is a value.
    case .values(nil): keySize <= Self.keyBytesMax
    default: (1...Self.keyBytesMax).contains(keySize)
    }
  }

  /// Whether a key, or a packed value, comes before another one.
  func isAscending(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Bool {
    guard isFreeList, let left = PageBytes(left).word64(at: 0),
      let right = PageBytes(right).word64(at: 0)
    else { return left.order(against: right) < 0 }
    return left < right
  }

  /// Between which keys all of a page lie: the first may be the key at `lower`, none is at `upper`.
  struct Bounds {
    var lower: [UInt8]?
    var upper: [UInt8]?
  }

  func isAtOrAfter(_ key: UnsafeRawBufferPointer, _ bounds: Bounds) -> Bool {
    bounds.lower?.withUnsafeBytes { !isAscending(key, $0) } ?? true
  }

  func isBefore(_ key: UnsafeRawBufferPointer, _ bounds: Bounds) -> Bool {
    bounds.upper?.withUnsafeBytes { isAscending(key, $0) } ?? true
  }
}

/// What a walk of a tree came across.
struct TreeCounts {
  var branchPages: UInt64 = 0
  var leafPages: UInt64 = 0
  var overflowPages: UInt64 = 0
  var entries: UInt64 = 0
}
