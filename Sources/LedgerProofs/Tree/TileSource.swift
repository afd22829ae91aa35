public import LedgerCore

/// Where the hashes of a tree are kept: those of the leaves, and of every eighth level above them.
/// One state of the tree: what is appended meanwhile does not show.
public protocol TileSource {
  associatedtype Failure: Error

  /// Number of leaves there are.
  var size: UInt64 { get }

  /// The hashes of complete subtrees of 2^level leaves, in their order.
  ///
  /// - Parameters:
  ///   - level: 0 (hashes of leaves), 8, 16, 24, …
  ///   - indices: at most 256, beginning at a multiple of 256.
  func hashes(level: Int, _ indices: Range<UInt64>) throws(Failure) -> [Hash256]
}
