import LedgerCore

/// What ShipStation's V1 API answers at the address of its thin webhook.
extension Renderer {
  func shipStation(_ message: RenderedMessage) {
    switch message.event.message {
    case .shipStationOrder(let status): shipStationOrder(message, status)
    case .shipStationShipment(let parcel): shipStationShipment(message, parcel)
    default:
      body.text(#"{"success":true,"message":"Account is active.","time":""#)
      body.naive(message.occurred).text(#""}"#)
    }
  }

  private func shipStationOrder(_ message: RenderedMessage, _ status: ShipStationStatus) {
    let order = message.order
    body.text(#"{"orderId":"#).number(order.shipStationID)
    body.text(#","orderNumber":""#).name(of: order).text(#"","orderKey":""#)
    if order.origin == .shopify { body.number(order.shopifyID) } else { body.amazonID(of: order) }
    body.text(#"","orderDate":""#).naive(order.placed)
    body.text(#"","createDate":""#).naive(order.placed + .minutes(2))
    body.text(#"","modifyDate":""#).naive(message.occurred)
    body.text(#"","paymentDate":""#).naive(order.placed)
    body.text(#"","shipByDate":null,"orderStatus":""#).text(status.label)
    body.text(#"","customerUsername":""#).email(of: order)
    body.text(#"","shipTo":{"name":""#).fullName(of: order).text(#"","country":"US"},"items":["#)
    for (index, line) in order.lines.enumerated() {
      if index > 0 { body.text(",") }
      shipStationItem(order, index, quantity: line.editedQuantity)
    }
    body.text(#"],"orderTotal":"#).shortMoney(order.total(edited: true))
    body.text(#","amountPaid":"#).shortMoney(order.total(edited: true))
    body.text(#","taxAmount":0,"shippingAmount":"#).shortMoney(order.shipping)
    body.text(#","internalNotes":"#).text(message.event.isAltered ? #""fragile""# : "null")
    body.text(#","carrierCode":"ups","serviceCode":"ups_ground","advancedOptions":{"#)
    body.text(#""warehouseId":24079,"mergedOrSplit":false,"mergedIds":[],"parentId":null,"#)
    body.text(#""storeId":26815,"source":""#)
    body.text(order.origin == .shopify ? "shopify" : "amazon")
    body.text(#""},"externallyFulfilled":false}"#)
  }

  private func shipStationItem(_ order: Order, _ index: Int, quantity: Int) {
    let product = Catalogue.products[order.lines[index].product]
    body.text(#"{"orderItemId":"#).number(order.shipStationID * 8 + Int64(index))
    body.text(#","lineItemKey":""#).number(order.shopifyLineID(index))
    body.text(#"","sku":""#).text(product.sku).text(#"","name":""#).text(product.title)
    body.text(#"","quantity":"#).number(quantity)
    body.text(#","unitPrice":"#).shortMoney(product.price).text("}")
  }

  private func shipStationShipment(_ message: RenderedMessage, _ parcel: Int) {
    let order = message.order
    body.text(#"{"shipmentId":"#).number(order.shipmentID(parcel))
    body.text(#","orderId":"#).number(order.shipStationID)
    body.text(#","orderKey":""#)
    if order.origin == .shopify { body.number(order.shopifyID) } else { body.amazonID(of: order) }
    body.text(#"","orderNumber":""#).name(of: order)
    body.text(#"","createDate":""#).naive(message.occurred)
    body.text(#"","shipDate":""#)
    body.date(message.occurred + PacificTime.offset(at: message.occurred))
    body.text(#"","shipmentCost":7.3,"insuranceCost":0,"trackingNumber":""#)
    body.tracking(order, parcel: parcel)
    body.text(#"","isReturnLabel":false,"batchNumber":null,"carrierCode":"ups","#)
    body.text(#""serviceCode":"ups_ground","packageCode":"package","confirmation":"delivery","#)
    body.text(#""warehouseId":24079,"voided":false,"voidDate":null,"marketplaceNotified":true,"#)
    body.text(#""notifyErrorMessage":null,"shipTo":{"name":""#).fullName(of: order)
    body.text(#"","country":"US"},"shipmentItems":["#)
    var isFirst = true
    for (index, quantity) in order.parcels[parcel].quantities.enumerated() where quantity > 0 {
      if !isFirst { body.text(",") }
      isFirst = false
      shipStationItem(order, index, quantity: quantity)
    }
    body.text("]}")
  }
}
