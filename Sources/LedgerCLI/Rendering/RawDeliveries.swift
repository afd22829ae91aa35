import LedgerEngine

/// The original headers and bytes of deliveries.
struct RawDeliveries {
  let ledger: Ledger
  let asJSON: Bool

  /// Each delivery of a trace once, in log order.
  func print(_ trace: Trace) throws {
    var last: LogPosition?
    for event in trace.events where event.item.position != last {
      last = event.item.position
      try print(event.item.position, channel: event.channel, received: event.received)
    }
  }

  /// As text: a line that begins with `#`, headers, an empty line, the exact bytes. As JSON: the
  /// form in which `ingest` reads deliveries, a line each.
  func print(_ position: LogPosition, channel: String, received: Timestamp) throws {
    if asJSON {
      if let json = try json(position, channel: channel, received: received) { Output.json(json) }
      return
    }
    var text = "# position \(position) \(channel) \(received.rfc3339)\n"
    if let erasure = try ledger.erasure(of: position) {
      return Output.text(text + "# erased, as position \(erasure) records\n\n")
    }
    guard let delivery = try ledger.delivery(at: position) else { return }
    for header in delivery.headers { text += "\(header.name): \(header.value)\n" }
    Terminal.output.write(Array(text.utf8) + [0x0a] + delivery.body + [0x0a, 0x0a])
  }

  /// A delivery as `ingest` reads it; nil where its body is not kept (a duplicate).
  func json(
    _ position: LogPosition, channel: String, received: Timestamp
  ) throws -> JSONValue? {
    if let erasure = try ledger.erasure(of: position) {
      Output.note("position \(position) is erased, as position \(erasure) records")
      return nil
    }
    guard let delivery = try ledger.delivery(at: position) else { return nil }
    var headers: [(String, [JSONValue])] = []
    for (name, value) in delivery.headers {
      if let known = headers.firstIndex(where: { $0.0 == name }) {
        headers[known].1.append(.string(value))
      } else {
        headers.append((name, [.string(value)]))
      }
    }
    return .object([
      ("channel", .string(channel)), ("received", .time(received)),
      (
        "headers",
        .object(headers.map { ($0.0, $0.1.count == 1 ? $0.1[0] : .array($0.1)) })
      ), JSONValue.member(ofBody: delivery.body),
    ])
  }
}
