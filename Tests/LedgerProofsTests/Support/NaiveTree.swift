import Crypto
import LedgerCore
import LedgerProofs

/// RFC 6962, section 2.1, word by word: what the library is held against. Remembers ranges, which
/// does not change what it says.
final class NaiveTree: SubtreeHashes {
  let leaves: [Hash256]
  private var known: [Range<Int>: Hash256] = [:]

  init(leaves: [Hash256]) { self.leaves = leaves }

  /// Leaves that all differ.
  convenience init(size: Int) {
    self.init(leaves: (0..<size).map { NaiveTree.leaf(Array("leaf \($0)".utf8)) })
  }

  static func leaf(_ bytes: [UInt8]) -> Hash256 { hash([0] + bytes) }
  static func node(_ left: Hash256, _ right: Hash256) -> Hash256 {
    hash([1] + left.bytes + right.bytes)
  }
  static func hash(_ bytes: [UInt8]) -> Hash256 { Hash256(bytes: SHA256.hash(data: bytes)) }

  /// MTH.
  func root(_ range: Range<Int>) -> Hash256 {
    if range.isEmpty { return NaiveTree.hash([]) }
    if range.count == 1 { return leaves[range.lowerBound] }
    if let root = known[range] { return root }
    let middle = range.lowerBound + split(range.count)
    let root = NaiveTree.node(
      root(range.lowerBound..<middle), root(middle..<range.upperBound))
    known[range] = root
    return root
  }

  /// PATH.
  func path(_ leaf: Int, _ range: Range<Int>) -> [Hash256] {
    if range.count == 1 { return [] }
    let middle = range.lowerBound + split(range.count)
    return leaf < middle
      ? path(leaf, range.lowerBound..<middle) + [root(middle..<range.upperBound)]
      : path(leaf, middle..<range.upperBound) + [root(range.lowerBound..<middle)]
  }

  /// SUBPROOF.
  func subproof(_ old: Int, _ range: Range<Int>, _ isWhole: Bool) -> [Hash256] {
    if old == range.count { return isWhole ? [] : [root(range)] }
    let half = split(range.count)
    let middle = range.lowerBound + half
    return old <= half
      ? subproof(old, range.lowerBound..<middle, isWhole) + [root(middle..<range.upperBound)]
      : subproof(old - half, middle..<range.upperBound, false)
        + [root(range.lowerBound..<middle)]
  }

  func hash(level: Int, index: UInt64) -> Hash256 {
    let start = Int(index) << level
    return root(start..<start + 1 << level)
  }

  /// The largest power of two below a count.
  private func split(_ count: Int) -> Int {
    var half = 1
    while half * 2 < count { half *= 2 }
    return half
  }
}
