import LedgerCore

/// Makes deliveries of script events: `{"channel":…,"received":…,"headers":{…},"body":{…}}`, a line
/// each, with the fields of the system's real payloads.
struct Renderer {
  let options: SimulationOptions
  /// The body is made apart from the line, since a signature in the headers covers it.
  let body = BodyWriter(capacity: 1 << 14)

  func render(_ event: ScriptEvent, of order: Order, into line: BodyWriter) {
    body.removeAll()
    body.exponent = order.tender.exponent
    let message = RenderedMessage(event: event, order: order)
    switch event.channel {
    case .shopify: shopify(message)
    case .amazon: amazon(message)
    case .netsuite: netSuite(message)
    case .stripe: stripe(message)
    case .shipstation: shipStation(message)
    case .easypost: easyPost(message)
    case .hop: hop(message)
    case .notifier: notice(message)
    }
    line.text(#"{"channel":""#).text(event.channel.label)
    line.text(#"","received":""#).milliseconds(event.received).text(#"","headers":{"#)
    headers(message, into: line)
    line.text(#"},"body":"#).bytes(of: body).text("}\n")
  }

  private func headers(_ message: RenderedMessage, into line: BodyWriter) {
    switch message.event.channel {
    case .shopify: shopifyHeaders(message, into: line)
    case .stripe: stripeHeaders(message, into: line)
    case .easypost: easyPostHeaders(into: line)
    case .netsuite: netSuiteHeaders(message, into: line)
    case .hop, .notifier: signedHeaders(into: line)
    case .amazon, .shipstation:
      line.text(#""content-type":"application/json""#)
    }
  }
}

/// An event with the order it is of.
struct RenderedMessage {
  let event: ScriptEvent
  let order: Order

  var key: UInt64 { event.key }
  var occurred: Timestamp { event.occurred }

  /// Bits of its own for each `purpose`.
  func seed(_ purpose: UInt64) -> UInt64 { SplitMix64.mixed(event.key ^ purpose) }
}
