import LedgerCore

/// The JSON that a SuiteScript `afterSubmit` sends, as described in `docs/channels.md`.
extension Renderer {
  func netSuite(_ message: RenderedMessage) {
    switch message.event.message {
    case .salesOrder(let view): salesOrder(message, view)
    case .itemFulfillment(let parcel, let short): itemFulfillment(message, parcel, short)
    case .customerDeposit(let isDeposited): customerDeposit(message, isDeposited)
    case .invoice(let isPaid): invoice(message, isPaid)
    case .returnAuthorization(let letter): returnAuthorization(message, letter)
    case .creditMemo(let refund): creditMemo(message, refund)
    case .recordError: recordError(message)
    default: heartbeat(message)
    }
  }

  private func begin(_ type: StaticString, id: Int64, prefix: StaticString) {
    body.text(#"{"type":""#).text(type).text(#"","id":""#).number(id)
    body.text(#"","tranId":""#).text(prefix).number(id).text(#"","#)
  }

  private func end(_ message: RenderedMessage) {
    body.text(#","memo":"#).text(message.event.isAltered ? #""checked""# : "null")
    body.text(#","lastModifiedDate":""#).milliseconds(message.occurred).text(#""}"#)
  }

  private func salesOrder(_ message: RenderedMessage, _ view: SalesOrderView) {
    let order = message.order
    let id = view.isDuplicate ? order.duplicateSalesOrderID : order.salesOrderID
    begin("salesOrder", id: id, prefix: "SO")
    body.text(#""externalId":"#)
    // NetSuite takes an external id once, so the second document has none.
    if view.isDuplicate {
      body.text("null")
    } else {
      body.text("\"").name(of: order).text("\"")
    }
    body.text(#","otherRefNum":""#).name(of: order)
    body.text(#"","status":"SalesOrd:"#).byte(view.letter)
    body.text(#"","entity":{"id":""#).number(Int64(order.seed % 90_000 + 10_000))
    body.text(#"","refName":""#).fullName(of: order).text(#""},"tranDate":""#).date(order.placed)
    body.text(#"","currency":""#).text(order.tender.code).text(#"","exchangeRate":1,"total":"#)
    body.shortMoney(order.total(edited: view.isEdited))
    body.text(#","shippingCost":"#).shortMoney(order.shipping).text(#","item":{"items":["#)
    for (index, line) in order.lines.enumerated() {
      if index > 0 { body.text(",") }
      let quantity =
        (view.isEdited ? line.editedQuantity : line.quantity)
        + (index == 0 ? view.bookedBeyond : 0)
      let shipped =
        order.shippedQuantity(line: index, count: view.parcels) - (index == 0 ? view.shortBy : 0)
      itemLine(index, line, quantity)
      body.text(#","quantityFulfilled":"#).number(max(0, shipped))
      body.text(#","quantityBilled":"#)
      body.number(view.letter == UInt8(ascii: "G") ? quantity : 0).text("}")
    }
    body.text("]}")
    end(message)
  }

  private func itemLine(_ index: Int, _ line: Order.Line, _ quantity: Int) {
    let product = Catalogue.products[line.product]
    body.text(#"{"line":"#).number(index + 1).text(#","item":{"id":""#).number(product.id % 10_000)
    body.text(#"","refName":""#).text(product.sku).text(#""},"quantity":"#).number(quantity)
    body.text(#","rate":"#).shortMoney(product.price)
    body.text(#","amount":"#).shortMoney(product.price * Int64(quantity))
  }

  private func createdFrom(_ order: Order) {
    body.text(#""createdFrom":{"id":""#).number(order.salesOrderID)
    body.text(#"","refName":"Sales Order #SO"#).number(order.salesOrderID).text(#""},"#)
    body.text(#""otherRefNum":""#).name(of: order).text(#"","#)
  }

  private func items(_ order: Order, quantities: [Int]) {
    body.text(#""item":{"items":["#)
    var isFirst = true
    for (index, quantity) in quantities.enumerated() where quantity > 0 {
      if !isFirst { body.text(",") }
      isFirst = false
      itemLine(index, order.lines[index], quantity)
      body.text("}")
    }
    body.text("]}")
  }

  private func itemFulfillment(_ message: RenderedMessage, _ parcel: Int, _ shortBy: Int) {
    let order = message.order
    begin("itemFulfillment", id: order.itemFulfillmentID(parcel), prefix: "IF")
    createdFrom(order)
    body.text(#""status":"ItemShip:C","shipStatus":"C","tranDate":""#).date(message.occurred)
    body.text(#"","package":{"items":[{"packageTrackingNumber":""#)
    body.tracking(order, parcel: parcel).text(#""}]},"#)
    var quantities = order.parcels[parcel].quantities
    if let first = quantities.firstIndex(where: { $0 > 0 }) { quantities[first] -= shortBy }
    items(order, quantities: quantities)
    end(message)
  }

  private func customerDeposit(_ message: RenderedMessage, _ isDeposited: Bool) {
    let order = message.order
    begin("customerDeposit", id: order.depositID, prefix: "CD")
    body.text(#""salesOrder":{"id":""#).number(order.salesOrderID)
    body.text(#"","refName":"Sales Order #SO"#).number(order.salesOrderID).text(#""},"#)
    body.text(#""otherRefNum":""#).name(of: order)
    body.text(#"","status":"CustDep:"#).text(isDeposited ? "B" : "A")
    body.text(#"","currency":""#).text(order.tender.code).text(#"","payment":"#)
    body.shortMoney(order.total(edited: order.isCapturedAtShipping))
    body.text(#","tranDate":""#).date(message.occurred).text("\"")
    end(message)
  }

  private func invoice(_ message: RenderedMessage, _ isPaid: Bool) {
    let order = message.order
    begin("invoice", id: order.invoiceID, prefix: "INV")
    createdFrom(order)
    body.text(#""status":"CustInvc:"#).text(isPaid ? "B" : "A")
    body.text(#"","currency":""#).text(order.tender.code).text(#"","total":"#).shortMoney(
      order.total(edited: true))
    body.text(#","amountRemaining":"#)
    body.shortMoney(isPaid ? 0 : order.total(edited: true)).text(#","tranDate":""#)
    body.date(message.occurred).text(#"","#)
    items(order, quantities: order.lines.map(\.editedQuantity))
    end(message)
  }

  private func returnAuthorization(_ message: RenderedMessage, _ letter: UInt8) {
    let order = message.order
    begin("returnAuthorization", id: order.returnAuthorizationID, prefix: "RMA")
    createdFrom(order)
    body.text(#""status":"RtnAuth:"#).byte(letter).text(#"","currency":""#).text(order.tender.code)
      .text(#"","total":"#)
    body.shortMoney(order.refunded(count: 1)).text(#","tranDate":""#).date(message.occurred)
    body.text(#"","#)
    items(order, quantities: order.lines.map(\.editedQuantity))
    end(message)
  }

  private func creditMemo(_ message: RenderedMessage, _ refund: Int) {
    let order = message.order
    begin("creditMemo", id: order.creditMemoID(refund), prefix: "CM")
    createdFrom(order)
    body.text(#""status":"CustCred:B","currency":""#).text(order.tender.code).text(#"","total":"#)
    body.shortMoney(
      order.refunds.isEmpty
        ? order.total(edited: true) : order.value(of: order.refunds[refund]))
    body.text(#","tranDate":""#).date(message.occurred).text(#"","#)
    items(
      order,
      quantities: order.refunds.isEmpty
        ? order.lines.map(\.editedQuantity) : order.refunds[refund].quantities)
    end(message)
  }

  /// What the ERP answers when it will not take an order.
  private func recordError(_ message: RenderedMessage) {
    body.text(#"{"type":"salesOrder","externalId":""#).name(of: message.order)
    body.text(#"","otherRefNum":""#).name(of: message.order)
    body.text(#"","isSuccess":false,"error":{"code":"USER_ERROR","message":"#)
    body.text(#""Please choose a child matrix item."},"#)
    body.text(#""lastModifiedDate":""#).milliseconds(message.occurred).text(#""}"#)
  }

  /// The script's sign of life.
  private func heartbeat(_ message: RenderedMessage) {
    body.text(#"{"type":"heartbeat","time":""#).milliseconds(message.occurred).text(#""}"#)
  }

  func netSuiteHeaders(_ message: RenderedMessage, into line: BodyWriter) {
    line.text(#""content-type":"application/json","x-orderledger-delivery":""#).uuid(message.key)
    line.text("\"")
    guard let secret = options.signingSecret else { return }
    line.text(#","x-orderledger-signature":""#)
    line.hexadecimal(body.hmacSHA256(key: Array(secret.utf8))).text("\"")
  }
}
