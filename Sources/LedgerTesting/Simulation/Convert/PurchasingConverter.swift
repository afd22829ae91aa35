import LedgerCore

/// Turns `bpic2019-p2p` (the purchase-order process of a real company) into deliveries of the five
/// systems that its activities belong to, in the order of their time.
///
/// Two thirds of the events share their time with the one before, so among equal times the order is
/// that of the log: by case, then by event index.
public struct PurchasingConverter {
  /// The systems, as channels of the rulebook in `docs/examples/bpic2019`.
  public enum System: UInt8, CaseIterable, Sendable {
    case srm, purchasing, vendor, receiving, payables

    public var name: String { String(describing: self) }

    /// The system that an activity belongs to.
    init(activity: String) {
      self =
        switch activity {
        case _ where activity.hasPrefix("SRM: "): .srm
        case _ where activity.hasPrefix("Vendor "), "Receive Order Confirmation": .vendor
        case "Record Goods Receipt", "Cancel Goods Receipt", "Record Service Entry Sheet":
          .receiving
        case "Record Invoice Receipt", "Cancel Invoice Receipt", "Clear Invoice",
          "Remove Payment Block", "Set Payment Block", "Record Subsequent Invoice",
          "Cancel Subsequent Invoice", "Change payment term", "Change Final Invoice Indicator":
          .payables
        default: .purchasing
        }
    }
  }

  private struct Event {
    var time: Timestamp
    var sequence: Int
    var system: System
    var line: Range<Int>
  }

  public private(set) var counts: [System: Int] = [:]
  private var heading: Columns?
  private var events: [Event] = []
  private let bodies = BodyWriter(capacity: 1 << 20)

  private struct Columns {
    let count: Int
    let id, document, item, itemType, vendor, index, time, worth, user, activity: Int

    init(_ record: [[UInt8]]) throws(ConversionError) {
      let heading = CSVHeading(record)
      count = heading.count
      id = try heading.column("case:concept:name")
      document = try heading.column("case:(case) Purchasing Document")
      item = try heading.column("case:(case) Item")
      itemType = try heading.column("case:(case) Item Type")
      vendor = try heading.column("case:(case) Vendor")
      index = try heading.column("event_index")
      time = try heading.column("time:timestamp")
      worth = try heading.column("Cumulative net worth (EUR)")
      user = try heading.column("User")
      activity = try heading.column("concept:name")
    }
  }

  public init() {}

  /// Takes a record of the file.
  public mutating func convert(_ record: [[UInt8]]) throws(ConversionError) {
    guard let heading else {
      self.heading = try Columns(record)
      return
    }
    let line = events.count + 2
    guard record.count == heading.count else {
      throw .shortRecord(line: line, fields: record.count, expected: heading.count)
    }
    guard let time = Timestamp(csv: record[heading.time]) else {
      throw .badTime(line: line, text: String(decoding: record[heading.time], as: UTF8.self))
    }
    let index = String(decoding: record[heading.index], as: UTF8.self)
    guard Int(index) != nil else { throw .badNumber(line: line, text: index) }
    let system = System(activity: String(decoding: record[heading.activity], as: UTF8.self))
    let start = bodies.count
    write(record, heading, index: index)
    counts[system, default: 0] += 1
    events.append(
      Event(time: time, sequence: events.count, system: system, line: start..<bodies.count))
  }

  private func write(_ record: [[UInt8]], _ heading: Columns, index: String) {
    let id = String(decoding: record[heading.id], as: UTF8.self)
    bodies.text(#""headers":{"x-event-id":"#).quoted("\(id)/\(index)")
    bodies.text(#"},"body":{"case":"#).quoted(id)
    text("purchasing_document", record[heading.document])
    text("item", record[heading.item])
    text("item_type", record[heading.itemType])
    text("vendor", record[heading.vendor])
    text("activity", record[heading.activity])
    bodies.text(#","event_index":"#).plain(index)
    text("time", record[heading.time])
    text("user", record[heading.user])
    text("cumulative_net_worth_eur", record[heading.worth])
    bodies.text("}}\n")
  }

  private func text(_ name: StaticString, _ value: [UInt8]) {
    bodies.text(",\"").text(name).text("\":").quoted(String(decoding: value, as: UTF8.self))
  }

  /// Gives all deliveries to `line`, in the order of receipt.
  public mutating func finish(line: (UnsafeRawBufferPointer) throws -> Void) rethrows {
    events.sort { $0.time == $1.time ? $0.sequence < $1.sequence : $0.time < $1.time }
    let out = BodyWriter(capacity: 2048)
    for event in events {
      out.removeAll()
      out.text(#"{"channel":"#).quoted(event.system.name)
      out.text(#","received":""#).milliseconds(event.time).text("\",")
      bodies.withBytes { _ = out.raw(UnsafeRawBufferPointer(rebasing: $0[event.line])) }
      try out.withBytes(line)
    }
  }
}
