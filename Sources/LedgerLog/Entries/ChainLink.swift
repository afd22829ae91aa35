public import LedgerCore

/// An item's place in a thread's chain. Following `previous` from a thread's head visits every item
/// filed for it, so a missing one shows.
public struct ChainLink: Hashable, Sendable {
  public var item: UInt16
  public var thread: ThreadID
  /// 0 for the first item of the thread, then dense.
  public var sequence: UInt32
  /// Position of the item before it in the thread; nil exactly for sequence 0. An earlier item of
  /// the same delivery has the same position.
  public var previous: LogPosition?

  @inlinable public init(
    item: UInt16, thread: ThreadID, sequence: UInt32, previous: LogPosition?
  ) {
    self.item = item
    self.thread = thread
    self.sequence = sequence
    self.previous = previous
  }
}
