import LedgerEngine

/// Up to where a feed has been read: the id of its last event.
struct FeedCursor: Sendable, Hashable {
  /// Behind this item; `.max` as its index for all of a position.
  var last: ItemID

  init(behind last: ItemID) { self.last = last }

  init(behindAllOf position: LogPosition) {
    last = ItemID(position: position, index: .max)
  }

  /// Where to go on reading.
  var position: LogPosition { last.index == .max ? last.position.next : last.position }

  /// `POSITION.ITEM`, or `POSITION` for all of it.
  init?(text: String) {
    guard let item = ItemID(text: text) else { return nil }
    self.init(
      behind: text.contains(".") ? item : ItemID(position: item.position, index: .max))
  }

  var text: String { last.index == .max ? "\(last.position)" : "\(last.position).\(last.index)" }
}
