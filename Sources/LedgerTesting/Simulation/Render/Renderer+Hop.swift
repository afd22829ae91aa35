import LedgerCore

/// What each step of the connector's flow posts, in the generic form of `docs/channels.md`.
extension Renderer {
  func hop(_ message: RenderedMessage) {
    guard case .hop(let stage, let topic) = message.event.message else {
      body.text(#"{"heartbeat":true,"time":""#).milliseconds(message.occurred).text(#""}"#)
      return
    }
    let order = message.order
    body.text(#"{"hop":""#).text(stage.label).text(#"","id":""#).uuid(message.key)
    body.text(#"","flow":""#).text(topic.flow).text(#"","time":""#).milliseconds(message.occurred)
    if let cited = message.event.cites { body.text(#"","causationid":""#).uuid(cited) }
    body.text(#"","order":"#)
    names(of: order)
    body.text(#","from":{"system":""#).text(order.origin == .shopify ? "shopify" : "amazon")
    body.text(#"","facet":""#).text(topic.facet).text(#"","value":""#).text(topic.valueIn)
    body.text(#""},"to":{"system":"netsuite","record":"salesOrder""#)
    if stage == .forwarded {
      body.text(#","facet":""#).text(topic.facetOut).text(#"","value":"SalesOrd:B""#)
    }
    body.text("}")
    if message.event.isAltered { body.text(#","attempt":2"#) }
    body.text("}")
  }

  /// What the mail system posts of each message to a customer.
  func notice(_ message: RenderedMessage) {
    body.text(#"{"id":"mail-"#).hex(message.key, width: 16)
    body.text(#"","notice":"confirmed","order":"#)
    names(of: message.order)
    body.text(#","medium":"email","attempt":"#).number(message.event.isAltered ? 2 : 1)
    body.text(#","time":""#).milliseconds(message.occurred).text(#""}"#)
  }

  /// The order, as its origin calls it.
  private func names(of order: Order) {
    switch order.origin {
    case .shopify:
      body.text(#"{"shopify":{"id":""#).number(order.shopifyID).text(#"","name":""#)
      body.name(of: order).text(#""}}"#)
    case .amazon:
      body.text(#"{"amazon":{"id":""#).amazonID(of: order).text(#""}}"#)
    }
  }

  func signedHeaders(into line: BodyWriter) {
    line.text(#""content-type":"application/json""#)
    guard let secret = options.signingSecret else { return }
    line.text(#","x-orderledger-signature":""#)
    line.hexadecimal(body.hmacSHA256(key: Array(secret.utf8))).text("\"")
  }
}

extension HopTopic {
  fileprivate var flow: StaticString {
    switch self {
    case .order: "order-to-erp"
    case .cancellation: "cancellation-to-erp"
    case .shipment: "shipment-to-erp"
    }
  }

  fileprivate var facet: StaticString {
    switch self {
    case .order: "payment"
    case .cancellation: "order"
    case .shipment: "fulfillment"
    }
  }

  fileprivate var facetOut: StaticString { self == .shipment ? "fulfillment" : "order" }

  fileprivate var valueIn: StaticString {
    switch self {
    case .order: "paid"
    case .cancellation: "cancelled"
    case .shipment: "shipped"
    }
  }
}
