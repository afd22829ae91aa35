import LedgerCore

extension Renderer {
  func shopifyFulfillment(_ message: RenderedMessage, _ parcel: Int) {
    shopifyParcel(message, parcel)
  }

  func shopifyRefund(_ message: RenderedMessage, _ refund: Int) {
    let order = message.order
    body.text(#"{"id":"#).number(order.shopifyRefundID(refund))
    body.text(#","order_id":"#).number(order.shopifyID)
    body.text(#","created_at":""#).offsetSeconds(message.occurred)
    body.text(#"","note":null,"user_id":548380009,"processed_at":""#)
    body.offsetSeconds(message.occurred).text(#"","restock":false,"duties":[],"return":null"#)
    body.text(#","admin_graphql_api_id":"gid://shopify/Refund/"#)
    body.number(order.shopifyRefundID(refund))
    body.text(#"","order_adjustments":[],"refund_line_items":["#)
    var isFirst = true
    for (index, quantity) in order.refunds[refund].quantities.enumerated() where quantity > 0 {
      if !isFirst { body.text(",") }
      isFirst = false
      refundLine(order, index, quantity)
    }
    body.text(#"],"transactions":[{"id":"#).number(order.shopifyRefundID(refund) + 7)
    body.text(#","order_id":"#).number(order.shopifyID)
    body.text(#","kind":"refund","gateway":"stripe","status":"success","amount":""#)
    body.money(order.value(of: order.refunds[refund]))
    body.text(#"","currency":""#).text(order.tender.code).text(#"","authorization":"ch_"#).token(
      order.chargeSeed, width: 24)
    body.text(#"","payment_id":""#).name(of: order).text(#".2"}]}"#)
  }

  private func refundLine(_ order: Order, _ index: Int, _ quantity: Int) {
    let product = Catalogue.products[order.lines[index].product]
    body.text(#"{"id":"#).number(order.shopifyLineID(index) + 3)
    body.text(#","quantity":"#).number(quantity)
    body.text(#","line_item_id":"#).number(order.shopifyLineID(index))
    body.text(#","location_id":null,"restock_type":"no_restock","subtotal":"#)
    body.shortMoney(product.price * Int64(quantity)).text(#","total_tax":0,"line_item":{"id":"#)
    body.number(order.shopifyLineID(index)).text(#","title":""#).text(product.title)
    body.text(#"","quantity":"#).number(order.lines[index].quantity)
    body.text(#","sku":""#).text(product.sku).text(#"","price":""#).money(product.price)
    body.text(#""}}"#)
  }

  func shopifyReturn(_ message: RenderedMessage, _ status: ShopifyReturnStatus) {
    let order = message.order
    body.text(#"{"id":"#).number(order.shopifyReturnID)
    body.text(#","admin_graphql_api_id":"gid://shopify/Return/"#).number(order.shopifyReturnID)
    body.text(#"","status":""#).text(status.label)
    body.text(#"","order":{"id":"#).number(order.shopifyID)
    body.text(#","admin_graphql_api_id":"gid://shopify/Order/"#).number(order.shopifyID)
    body.text(#""},"total_return_line_items":"#).number(order.lines.count)
    body.text(#","name":""#).name(of: order).text(#"-R1","return_line_items":["#)
    for (index, line) in order.lines.enumerated() {
      if index > 0 { body.text(",") }
      body.text(#"{"id":"#).number(order.shopifyLineID(index) + 5)
      body.text(#","fulfillment_line_item":{"id":"#).number(order.shopifyLineID(index) + 6)
      body.text(#","line_item":{"id":"#).number(order.shopifyLineID(index))
      body.text(#"}},"quantity":"#).number(line.editedQuantity)
      body.text(#","return_reason":"unwanted","return_reason_note":"","customer_note":null}"#)
    }
    body.text("]}")
  }

  func shopifyEdit(_ message: RenderedMessage) {
    let order = message.order
    body.text(#"{"order_edit":{"id":"#).number(order.shopifyReturnID + 13)
    body.text(#","app_id":null,"created_at":""#).offsetSeconds(message.occurred)
    body.text(#"","committed_at":""#).offsetSeconds(message.occurred)
    body.text(#"","notify_customer":false,"order_id":"#).number(order.shopifyID)
    body.text(#","staff_note":"","user_id":null,"line_items":{"additions":[],"removals":["#)
    var isFirst = true
    for (index, line) in order.lines.enumerated() where line.editedQuantity < line.quantity {
      if !isFirst { body.text(",") }
      isFirst = false
      body.text(#"{"id":"#).number(order.shopifyLineID(index))
      body.text(#","delta":"#).number(line.quantity - line.editedQuantity).text("}")
    }
    body.text(#"]},"discounts":{"line_item":{"additions":[],"removals":[]}},"#)
    body.text(#""shipping_lines":{"additions":[],"removals":[]}}}"#)
  }

  /// What a shop sends all day and no order is about.
  func inventoryLevel(_ message: RenderedMessage) {
    body.text(#"{"inventory_item_id":"#).number(Int64(message.key >> 32))
    body.text(#","location_id":48752903,"available":"#).number(Int64(message.key & 63))
    body.text(#","updated_at":""#).offsetSeconds(message.occurred)
    body.text(#"","admin_graphql_api_id":"gid://shopify/InventoryLevel/48752903"}"#)
  }
}

extension BodyWriter {
  @discardableResult
  func email(of order: Order) -> BodyWriter {
    text("customer").number(order.seed % 1_000_000 as UInt64).text("@example.com")
  }

  @discardableResult
  private func number(_ value: UInt64) -> BodyWriter { number(Int64(value)) }

  @discardableResult
  func fullName(of order: Order) -> BodyWriter {
    text(People.firstNames[Int(order.seed & 15)]).text(" ")
    return text(People.lastNames[Int(order.seed >> 4 & 15)])
  }

  @discardableResult
  func shippingAddress(of order: Order) -> BodyWriter {
    let place = People.cities[Int(order.seed >> 8 & 7)]
    text(#"{"first_name":""#).text(People.firstNames[Int(order.seed & 15)])
    text(#"","last_name":""#).text(People.lastNames[Int(order.seed >> 4 & 15)])
    text(#"","address1":""#).number(Int64(order.seed >> 16 & 255)).text(" ")
    text(People.streets[Int(order.seed >> 24 & 7)]).text(#"","address2":null,"city":""#)
    text(place.city).text(#"","zip":""#).text(place.zip).text(#"","province":""#)
    text(place.province).text(#"","country":"United States","country_code":"US","#)
    return text(#""province_code":""#).text(place.provinceCode).text(#""}"#)
  }
}
