import LedgerCore

extension Story {
  mutating func tellShipping() {
    var leaving = order.placed + hours(3...26)
    for parcel in 0..<parcelCount {
      tellParcel(parcel, leaving: leaving)
      left = leaving
      leaving = leaving + hours(4...20)
    }
  }

  private mutating func tellParcel(_ parcel: Int, leaving: Timestamp) {
    let isLast = parcel == parcelCount - 1
    say(.wmsParcel, parcel, by: .shipstation, .shipStationShipment(parcel: parcel), at: leaving)
    if isLast {
      say(
        .wmsShipped, parcel, by: .shipstation, .shipStationOrder(.shipped),
        at: leaving + seconds(1...3))
    }
    if parcel == 0, plan.capturesAtShipping { tellCapture(at: leaving + seconds(10...60)) }
    tellOrigin(parcel, isLast: isLast, at: leaving + seconds(70...150))
    tellERP(parcel, isLast: isLast, at: leaving + minutes(3...10))
    tellTracker(parcel, leaving: leaving)
    if parcel == 0, !isLast {
      script.expect(
        .partialShipmentLag, after: Step(kind: .wmsParcel), Step(kind: .erpShipped),
        or: [
          Step(kind: .erpParcel), Step(kind: .erpParcel, index: 1),
          Step(kind: .erpShipped, index: 1),
        ])
    }
    guard isLast else { return }
    let shipped = Step(kind: .wmsShipped, index: parcel)
    script.expect(.shipmentLag, after: shipped, Step(kind: .erpShipped, index: parcel))
    script.expect(.quantityMismatch, after: shipped, Step(kind: .erpShipped, index: parcel))
    script.expect(.shippedNotTold, after: shipped, Step(kind: .storefrontShipped, index: parcel))
  }

  private mutating func tellCapture(at captured: Timestamp) {
    let edited = plan.isEdited
    say(.captured, by: .stripe, .paymentIntent(.succeeded), at: captured)
    say(
      .charged, by: .stripe, .charge(ChargeEvent(kind: .captured, isEdited: edited)), at: captured)
    let view = StorefrontView(financial: .paid, isEdited: edited)
    say(.paid, by: .shopify, .shopifyOrder(.paid, view), at: captured + seconds(1...3))
    say(
      .erpDeposit, by: .netsuite, .customerDeposit(isDeposited: true),
      at: captured + seconds(60...300))
    script.expect(.checkoutDisconnect, after: Step(kind: .captured), Step(kind: .erpOrder))
  }

  private mutating func tellOrigin(_ parcel: Int, isLast: Bool, at told: Timestamp) {
    switch order.origin {
    case .amazon:
      let status = isLast ? AmazonStatus.shipped : .partiallyShipped
      say(
        .storefrontShipped, parcel, by: .amazon, .amazonOrder(status, parcels: parcel + 1),
        at: told)
    case .shopify:
      say(.storefrontParcel, parcel, by: .shopify, .shopifyFulfillment(parcel: parcel), at: told)
      let view = StorefrontView(
        financial: .paid, isEdited: plan.isEdited, parcels: parcel + 1)
      say(
        .storefrontShipped, parcel, by: .shopify,
        .shopifyOrder(isLast ? .fulfilled : .partiallyFulfilled, view), at: told + seconds(1...2))
    }
  }

  private mutating func tellERP(_ parcel: Int, isLast: Bool, at booked: Timestamp) {
    say(
      .erpParcel, parcel, by: .netsuite, .itemFulfillment(parcel: parcel, shortBy: 0), at: booked)
    let view = SalesOrderView(
      letter: isLast ? UInt8(ascii: "F") : UInt8(ascii: "D"), isEdited: plan.isEdited,
      parcels: parcel + 1)
    say(.erpShipped, parcel, by: .netsuite, .salesOrder(view), at: booked + seconds(2...8))
  }

  private mutating func tellTracker(_ parcel: Int, leaving: Timestamp) {
    let created = leaving + minutes(5...20)
    say(
      .trackerCreated, parcel, by: .easypost, .tracker(parcel: parcel, .preTransit), at: created)
    let moving = created + hours(5...14)
    say(.trackerMoving, parcel, by: .easypost, .tracker(parcel: parcel, .inTransit), at: moving)
    say(
      .trackerDelivered, parcel, by: .easypost, .tracker(parcel: parcel, .delivered),
      at: moving + hours(14...80))
  }

  /// Invoiced and billed within the hour after the last parcel.
  mutating func tellInvoice() {
    let invoiced = left + minutes(20...50)
    say(.erpInvoice, by: .netsuite, .invoice(isPaid: true), at: invoiced)
    let view = SalesOrderView(
      letter: UInt8(ascii: "G"), isEdited: plan.isEdited, parcels: parcelCount)
    say(.erpBilled, by: .netsuite, .salesOrder(view), at: invoiced + seconds(2...8))
    script.expect(
      .shippedNotInvoiced, after: Step(kind: .wmsShipped, index: parcelCount - 1),
      Step(kind: .erpInvoice))
  }
}
