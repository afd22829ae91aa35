import LedgerEngine

/// One event of the feed: an item of a delivery, or an entry without items.
struct FeedEvent: Sendable {
  let event: LoggedEvent
  /// Nil for an entry without items.
  let item: FiledItem?

  /// The events of an entry behind a cursor, in order.
  static func all(of event: LoggedEvent, behind cursor: FeedCursor?) -> [FeedEvent] {
    let found =
      event.items.isEmpty
      ? [FeedEvent(event: event, item: nil)]
      : event.items.map { FeedEvent(event: event, item: $0) }
    return found.filter { each in cursor.map { $0.last < each.id } ?? true }
  }

  var id: ItemID { item?.id ?? ItemID(position: event.entry.position, index: 0) }

  /// As `text/event-stream` (HTML Living Standard, section 9.2).
  var bytes: [UInt8] {
    let name = event.controlName == nil ? "delivery" : "control"
    let cursor = FeedCursor(behind: id)
    return Array("id: \(cursor.text)\nevent: \(name)\ndata: \(json.compact)\n\n".utf8)
  }

  var json: JSONValue {
    let entry = event.entry
    return .object([
      ("position", .position(entry.position)), ("item", .int(Int64(id.index))),
      ("kind", .string(event.kindName)), ("of", .position(entry.kind.original)),
      ("control", .optional(event.controlName)), ("learned", .time(entry.received)),
      ("channel", .optional(entry.channel.isEmpty ? nil : entry.channel)),
      ("channel_kind", .optional(entry.channelKind.isEmpty ? nil : entry.channelKind)),
      ("outcome", .optional(outcome)), ("orders", .strings(item?.orders ?? [])),
    ])
  }

  /// What became of it; nil for what operators did.
  private var outcome: String? {
    if let item { return item.outcome.rawValue }
    if case .duplicate = event.entry.kind { return Outcome.duplicate.rawValue }
    return event.controlName == nil ? Outcome.noted.rawValue : nil
  }
}
