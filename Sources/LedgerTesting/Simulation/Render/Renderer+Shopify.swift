import LedgerCore

extension Renderer {
  func shopify(_ message: RenderedMessage) {
    switch message.event.message {
    case .shopifyOrder(_, let view): shopifyOrder(message, view)
    case .shopifyFulfillment(let parcel): shopifyFulfillment(message, parcel)
    case .shopifyRefund(let refund): shopifyRefund(message, refund)
    case .shopifyReturn(let status): shopifyReturn(message, status)
    case .shopifyEdit: shopifyEdit(message)
    default: inventoryLevel(message)
    }
  }

  func shopifyHeaders(_ message: RenderedMessage, into line: BodyWriter) {
    line.text(#""content-type":"application/json","x-shopify-api-version":"2024-10""#)
    line.text(#","x-shopify-shop-domain":"north-kitchen.myshopify.com","x-shopify-topic":""#)
    line.text(shopifyTopic(message.event.message))
    line.text(#"","x-shopify-triggered-at":""#).nanoseconds(message.occurred)
    line.text(#"","x-shopify-webhook-id":""#).uuid(message.key).text("\"")
    if message.order.isTest { line.text(#","x-shopify-test":"true""#) }
    if let secret = options.signingSecret {
      line.text(#","x-shopify-hmac-sha256":""#)
      line.base64(body.hmacSHA256(key: Array(secret.utf8))).text("\"")
    }
  }

  private func shopifyTopic(_ message: Message) -> StaticString {
    switch message {
    case .shopifyOrder(let topic, _): topic.label
    case .shopifyFulfillment: "fulfillments/create"
    case .shopifyRefund: "refunds/create"
    case .shopifyReturn(let status): status.topic
    case .shopifyEdit: "orders/edited"
    default: "inventory_levels/update"
    }
  }

  private func shopifyOrder(_ message: RenderedMessage, _ view: StorefrontView) {
    let order = message.order
    let total = order.total(edited: false)
    let current =
      view.isCancelled
      ? 0 : order.total(edited: view.isEdited) - order.refunded(count: view.refunds)
    body.text(#"{"id":"#).number(order.shopifyID)
    body.text(#","admin_graphql_api_id":"gid://shopify/Order/"#).number(order.shopifyID)
    body.text(#"","app_id":580111,"cancel_reason":"#)
    body.text(view.isCancelled ? #""customer""# : "null").text(#","cancelled_at":"#)
    time(view.isCancelled ? message.occurred : nil)
    body.text(#","checkout_id":"#).number(order.checkoutID)
    body.text(#","closed_at":null,"confirmed":true,"contact_email":""#).email(of: order)
    body.text(#"","created_at":""#).offsetSeconds(order.placed)
    body.text(#"","currency":""#).text(order.tender.code).text(#"","current_subtotal_price":""#)
    body.money(max(0, current - order.shipping)).text(#"","current_total_price":""#).money(current)
    body.text(#"","financial_status":""#).text(view.financial.label)
    body.text(#"","fulfillment_status":"#).text(fulfillment(order, view))
    body.text(#","name":""#).name(of: order)
    note(message)
    body.text(#"","note_attributes":[],"order_number":"#).number(order.number)
    body.text(#","payment_gateway_names":["stripe"],"processed_at":""#).offsetSeconds(order.placed)
    body.text(#"","source_identifier":null,"source_name":"web","subtotal_price":""#)
    body.money(order.subtotal(edited: false)).text(#"","tags":"","test":"#).flag(order.isTest)
    body.text(#","total_discounts":"0.00","total_price":""#).money(total)
    body.text(#"","total_tax":"0.00","updated_at":""#).offsetSeconds(message.occurred)
    body.text(#"","fulfillments":["#)
    for parcel in 0..<view.parcels {
      if parcel > 0 { body.text(",") }
      shopifyParcel(message, parcel)
    }
    body.text(#"],"line_items":["#)
    for line in order.lines.indices {
      if line > 0 { body.text(",") }
      shopifyLine(order, line, view)
    }
    body.text(#"],"refunds":["#)
    for refund in 0..<view.refunds {
      if refund > 0 { body.text(",") }
      body.text(#"{"id":"#).number(order.shopifyRefundID(refund)).text("}")
    }
    body.text(#"],"shipping_address":"#).shippingAddress(of: order).text("}")
  }

  private func fulfillment(_ order: Order, _ view: StorefrontView) -> StaticString {
    switch view.parcels {
    case 0: "null"
    case order.parcels.count: #""fulfilled""#
    default: #""partial""#
    }
  }

  /// The staff's note, which is what an altered redelivery differs in.
  private func note(_ message: RenderedMessage) {
    body.text(#"","note":"#)
    body.text(message.event.isAltered ? #""call before delivery""# : "null")
    body.text(#","number":"#).number(message.order.index + 1).text(#","token":""#)
    body.token(message.order.seed, width: 12)
  }

  private func time(_ instant: Timestamp?) {
    guard let instant else {
      body.text("null")
      return
    }
    body.text("\"").offsetSeconds(instant).text("\"")
  }

  private func shopifyLine(_ order: Order, _ index: Int, _ view: StorefrontView) {
    let line = order.lines[index]
    let product = Catalogue.products[line.product]
    let bought = view.isEdited ? line.editedQuantity : line.quantity
    let current =
      view.isCancelled ? 0 : bought - order.refundedQuantity(line: index, count: view.refunds)
    let shipped = order.shippedQuantity(line: index, count: view.parcels)
    body.text(#"{"id":"#).number(order.shopifyLineID(index))
    body.text(#","current_quantity":"#).number(current)
    body.text(#","fulfillable_quantity":"#).number(max(0, current - shipped))
    body.text(#","fulfillment_service":"manual","fulfillment_status":"#)
    body.text(shipped == 0 ? "null" : shipped < bought ? #""partial""# : #""fulfilled""#)
    body.text(#","grams":"#).number(product.grams)
    body.text(#","name":""#).text(product.title).text(#"","price":""#).money(product.price)
    body.text(#"","product_id":"#).number(product.id).text(#","quantity":"#).number(line.quantity)
    body.text(#","requires_shipping":true,"sku":""#).text(product.sku)
    body.text(#"","taxable":true,"title":""#).text(product.title)
    body.text(#"","total_discount":"0.00","variant_id":"#).number(product.id + 176_000_000)
    body.text("}")
  }

  func shopifyParcel(_ message: RenderedMessage, _ parcel: Int) {
    let order = message.order
    body.text(#"{"id":"#).number(order.shopifyFulfillmentID(parcel))
    body.text(#","admin_graphql_api_id":"gid://shopify/Fulfillment/"#)
    body.number(order.shopifyFulfillmentID(parcel))
    body.text(#"","order_id":"#).number(order.shopifyID)
    body.text(#","status":"success","created_at":""#).offsetSeconds(message.occurred)
    body.text(#"","service":"manual","updated_at":""#).offsetSeconds(message.occurred)
    body.text(#"","tracking_company":"UPS","shipment_status":null,"location_id":48752903"#)
    body.text(#","tracking_number":""#).tracking(order, parcel: parcel)
    body.text(#"","tracking_numbers":[""#).tracking(order, parcel: parcel)
    body.text(#""],"name":""#).name(of: order).text(".").number(parcel + 1)
    body.text(#"","line_items":["#)
    var isFirst = true
    for (index, quantity) in order.parcels[parcel].quantities.enumerated() where quantity > 0 {
      if !isFirst { body.text(",") }
      isFirst = false
      let product = Catalogue.products[order.lines[index].product]
      body.text(#"{"id":"#).number(order.shopifyLineID(index))
      body.text(#","variant_id":"#).number(product.id + 176_000_000)
      body.text(#","title":""#).text(product.title).text(#"","quantity":"#).number(quantity)
      body.text(#","sku":""#).text(product.sku).text(#"","price":""#).money(product.price)
      body.text("\"}")
    }
    body.text("]}")
  }
}
