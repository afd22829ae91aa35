/// What a page is for. The flags of a page are exactly those of its kind.
package enum PageKind: String, Hashable, Sendable {
  case branch
  case leaf
  /// Values of one size, without anything between them.
  case packed
  /// A value that is too large for a leaf.
  case overflow
  case header
  /// Values of one key inside a leaf.
  case inner
  case packedInner

  var flags: Int {
    switch self {
    case .branch: 0x01
    case .leaf: 0x02
    case .overflow: 0x04
    case .header: 0x08
    case .packed: 0x22
    // 0x10 says that it was changed; of these two the store never takes it away.
    case .inner: 0x52
    case .packedInner: 0x72
    }
  }
}

/// The frame of a page (16 bytes): number (8), padding, or the size of packed values (2), flags (2),
/// lower and upper bound of the free room (2 + 2); in an overflow page the last four are the number of
/// pages.
struct PageFrame {
  let number: UInt64
  let pad: Int
  let flags: Int
  let lower: Int
  let upper: Int

  static let size = 16

  init?(_ page: PageBytes) {
    guard let number = page.word64(at: 0), let pad = page.word16(at: 8),
      let flags = page.word16(at: 10), let lower = page.word16(at: 12),
      let upper = page.word16(at: 14)
    else { return nil }
    self.number = number
    self.pad = pad
    self.flags = flags
    self.lower = lower
    self.upper = upper
  }

  /// Nodes, or packed values.
  var count: Int { (lower - Self.size) / 2 }
  var overflowPages: UInt64 { UInt64(upper) << 16 | UInt64(lower) }
}
