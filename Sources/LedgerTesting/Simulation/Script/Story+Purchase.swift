import LedgerCore

extension Story {
  mutating func tellPurchase() {
    switch order.origin {
    case .shopify: tellStorefrontPurchase()
    case .amazon: tellMarketplacePurchase()
    }
  }

  private mutating func tellStorefrontPurchase() {
    let placed = order.placed
    let isLater = plan.capturesAtShipping
    guard !plan.isTest else { return tellTestPurchase() }
    let first: StorefrontView.Financial = isLater ? .authorized : .pending
    say(.placed, by: .shopify, .shopifyOrder(.create, StorefrontView(financial: first)), at: placed)
    let paidAt = placed + seconds(1...5)
    guard !isLater else {
      say(.authorized, by: .stripe, .paymentIntent(.requiresCapture), at: paidAt)
      return
    }
    guard !plan.isPaidByOther else { return tellPaid(at: paidAt + seconds(1...3)) }
    say(.captured, by: .stripe, .paymentIntent(.succeeded), at: paidAt)
    say(.charged, by: .stripe, .charge(ChargeEvent(kind: .succeeded)), at: paidAt)
    tellPaid(at: paidAt + seconds(1...3))
  }

  private mutating func tellPaid(at paid: Timestamp) {
    say(.paid, by: .shopify, .shopifyOrder(.paid, StorefrontView(financial: .paid)), at: paid)
  }

  /// A payment at the shop's bogus gateway: only the shop itself speaks of it.
  private mutating func tellTestPurchase() {
    let placed = order.placed
    say(
      .placed, by: .shopify, .shopifyOrder(.create, StorefrontView(financial: .pending)),
      at: placed)
    tellPaid(at: placed + seconds(3...9))
  }

  private mutating func tellMarketplacePurchase() {
    say(.placed, by: .amazon, .amazonOrder(.pending, parcels: 0), at: order.placed)
    say(
      .paid, by: .amazon, .amazonOrder(.unshipped, parcels: 0),
      at: order.placed + minutes(1...20))
  }

  /// When the order may be handed on: paid, or authorised.
  private var confirmedAt: Timestamp {
    script.event(.paid)?.occurred ?? script.event(.authorized)?.occurred ?? order.placed
  }

  mutating func tellHandoffToERP() {
    let heard = confirmedAt + seconds(15...90)
    let cause = Step(kind: script.event(.paid) == nil ? .placed : .paid)
    say(.hopReceived, by: .hop, .hop(.received, .order), at: heard, citing: cause)
    let forwarded = heard + seconds(1...6)
    say(.hopForwarded, by: .hop, .hop(.forwarded, .order), at: forwarded, citing: cause)
    let created = forwarded + seconds(2...240)
    say(.erpOrder, by: .netsuite, .salesOrder(SalesOrderView(letter: pendingLetter)), at: created)
    if order.origin == .shopify {
      // The mail waits until the ERP has the order.
      say(.notified, by: .notifier, .orderConfirmed, at: created + minutes(10...20))
      script.expect(
        .notifiedBeforeERP, after: Step(kind: .notified), Step(kind: .erpOrder))
    }
    if !plan.capturesAtShipping {
      script.expect(.checkoutDisconnect, after: confirmed, Step(kind: .erpOrder))
    }
    if order.origin == .shopify, !plan.capturesAtShipping {
      say(
        .erpDeposit, by: .netsuite, .customerDeposit(isDeposited: true),
        at: created + seconds(5...60))
    }
    say(
      .wmsOrder, by: .shipstation, .shipStationOrder(.awaitingShipment),
      at: confirmedAt + minutes(2...8))
  }

  /// The step after which the ERP must know the order: its money is taken.
  var confirmed: Step {
    let isKnownToGateway = order.origin == .shopify && !plan.isPaidTogether && !plan.isPaidByOther
    return Step(kind: isKnownToGateway ? .captured : .paid)
  }

  private var pendingLetter: UInt8 { UInt8(ascii: "B") }

  mutating func tellEdit() {
    let changed = order.placed + minutes(20...70)
    let view = StorefrontView(financial: .authorized, isEdited: true)
    say(.editCommitted, by: .shopify, .shopifyEdit, at: changed)
    say(.edited, by: .shopify, .shopifyOrder(.updated, view), at: changed + seconds(1...2))
    let order = SalesOrderView(letter: UInt8(ascii: "B"), isEdited: true)
    say(.erpEdited, by: .netsuite, .salesOrder(order), at: changed + minutes(1...6))
    script.expect(.editNotInERP, after: Step(kind: .edited), Step(kind: .erpEdited))
  }

  mutating func tellCancellation() {
    let cancelled = order.placed + minutes(80...150)
    switch order.origin {
    case .amazon:
      say(.cancelled, by: .amazon, .amazonOrder(.canceled, parcels: 0), at: cancelled)
    case .shopify:
      tellMoneyBack(at: cancelled)
      let view = StorefrontView(
        financial: plan.capturesAtShipping ? .voided : .refunded, isCancelled: true,
        isEdited: plan.isEdited)
      say(.cancelled, by: .shopify, .shopifyOrder(.cancelled, view), at: cancelled)
    }
    let order = SalesOrderView(letter: UInt8(ascii: "C"), isEdited: plan.isEdited)
    say(.erpCancelled, by: .netsuite, .salesOrder(order), at: cancelled + minutes(1...9))
    say(
      .wmsCancelled, by: .shipstation, .shipStationOrder(.cancelled),
      at: cancelled + minutes(1...5))
    script.expect(
      .silentCancellation, after: Step(kind: .cancelled), Step(kind: .erpCancelled))
    if !plan.capturesAtShipping, self.order.origin == .shopify {
      say(
        .creditMemo, by: .netsuite, .creditMemo(refund: 0), at: cancelled + minutes(15...60))
      script.expect(
        .refundWithoutCreditMemo, after: Step(kind: .paymentReturned), Step(kind: .creditMemo))
    }
  }

  private mutating func tellMoneyBack(at cancelled: Timestamp) {
    let returned = cancelled + seconds(1...4)
    if plan.capturesAtShipping {
      say(.paymentReturned, by: .stripe, .paymentIntent(.canceled), at: returned)
    } else {
      let whole = ChargeEvent(kind: .refunded, isWhollyRefunded: true)
      say(.paymentReturned, by: .stripe, .charge(whole), at: returned)
    }
  }
}
