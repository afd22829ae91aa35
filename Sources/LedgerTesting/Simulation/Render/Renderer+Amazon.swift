import LedgerCore

extension Renderer {
  func amazon(_ message: RenderedMessage) {
    guard case .amazonOrder(let status, let parcels) = message.event.message else {
      reportFinished(message)
      return
    }
    let order = message.order
    let shipped = order.lines.indices.reduce(0) {
      $0 + order.shippedQuantity(line: $1, count: parcels)
    }
    let bought = order.lines.reduce(0) { $0 + $1.quantity }
    envelope(message, type: "ORDER_CHANGE")
    body.text(#""OrderChangeNotification":{"NotificationLevel":"OrderLevel","#)
    body.text(#""SellerId":"A3TH9S8BH6GOGM","AmazonOrderId":""#).amazonID(of: order)
    body.text(#"","OrderChangeType":"OrderStatusChange","OrderChangeTrigger":{"#)
    body.text(#""TimeOfOrderChange":""#).milliseconds(message.occurred)
    body.text(#"","ChangeReason":"#).text(message.event.isAltered ? #""Update""# : "null")
    body.text(#"},"Summary":{"MarketplaceId":"ATVPDKIKX0DER","OrderStatus":""#)
    body.text(status.label).text(#"","PurchaseDate":""#).milliseconds(order.placed)
    body.text(#"","DestinationPostalCode":"43215","FulfillmentType":"MFN","#)
    body.text(#""OrderType":"StandardOrder","NumberOfItemsShipped":"#).number(shipped)
    body.text(#","NumberOfItemsUnshipped":"#)
    body.number(status == .canceled ? 0 : bought - shipped)
    body.text(#","EarliestShipDate":""#).milliseconds(order.placed + .hours(2))
    body.text(#"","LatestShipDate":""#).milliseconds(order.shipBy)
    body.text(#"","OrderPrograms":[],"ShippingPrograms":[],"OrderItems":["#)
    for (index, line) in order.lines.enumerated() {
      if index > 0 { body.text(",") }
      amazonItem(order, index, line, shipped: order.shippedQuantity(line: index, count: parcels))
    }
    body.text("]}}")
    closeEnvelope(message)
  }

  private func amazonItem(_ order: Order, _ index: Int, _ line: Order.Line, shipped: Int) {
    body.text(#"{"OrderItemId":""#).number(Int64(order.number) * 100 + Int64(index))
    body.text(#"","SellerSKU":""#).text(Catalogue.products[line.product].sku)
    body.text(#"","OrderItemStatus":""#)
    body.text(shipped == line.quantity ? "Shipped" : "Unshipped")
    body.text(#"","Quantity":"#).number(line.quantity)
    body.text(#","QuantityShipped":"#).number(shipped)
    body.text(#","IsBuyerRequestedCancel":false}"#)
  }

  private func envelope(_ message: RenderedMessage, type: StaticString) {
    body.text(#"{"NotificationVersion":"1.0","NotificationType":""#).text(type)
    body.text(#"","PayloadVersion":"1.0","EventTime":""#).milliseconds(message.occurred)
    body.text(#"","Payload":{"#)
  }

  private func closeEnvelope(_ message: RenderedMessage) {
    body.text(#"},"NotificationMetadata":{"ApplicationId":"app-id-7f2c","#)
    body.text(#""SubscriptionId":"subscription-id-51d0","PublishTime":""#)
    body.milliseconds(message.occurred + .seconds(1))
    body.text(#"","NotificationId":""#).uuid(message.key).text(#""}}"#)
  }

  private func reportFinished(_ message: RenderedMessage) {
    envelope(message, type: "REPORT_PROCESSING_FINISHED")
    body.text(#""reportProcessingFinishedNotification":{"sellerId":"A3TH9S8BH6GOGM","#)
    body.text(#""reportId":""#).number(Int64(message.key >> 34))
    body.text(#"","reportType":"GET_MERCHANT_LISTINGS_ALL_DATA","processingStatus":"DONE"}"#)
    closeEnvelope(message)
  }
}
