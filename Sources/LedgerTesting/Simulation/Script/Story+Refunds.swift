import LedgerCore

extension Story {
  mutating func tellRefunds() {
    switch plan.ending {
    case .delivered, .cancelled: break
    case .partlyRefunded: tellRefund(0, at: left + hours(30...90))
    case .returned: tellReturn()
    }
  }

  /// A refund: the storefront decides, the gateway pays, the ERP books the credit.
  private mutating func tellRefund(_ refund: Int, at refunded: Timestamp) {
    let isWhole = plan.ending == .returned
    say(.refunded, refund, by: .shopify, .shopifyRefund(refund), at: refunded)
    let isAll = order.refunded(count: refund + 1) == order.total(edited: plan.isEdited)
    let view = StorefrontView(
      financial: isAll ? .refunded : .partiallyRefunded, isEdited: plan.isEdited,
      parcels: parcelCount,
      refunds: refund + 1)
    say(
      .storefrontRefunded, refund, by: .shopify, .shopifyOrder(.updated, view),
      at: refunded + seconds(1...2))
    let event = ChargeEvent(
      kind: .refunded, isEdited: plan.isEdited, refunds: refund + 1, isWhollyRefunded: isAll)
    say(.paymentRefunded, refund, by: .stripe, .charge(event), at: refunded + seconds(2...5))
    say(.refundSucceeded, refund, by: .stripe, .refund(refund), at: refunded + seconds(3...8))
    say(
      .creditMemo, refund, by: .netsuite, .creditMemo(refund: refund),
      at: refunded + minutes(4...20))
    script.expect(
      .refundWithoutCreditMemo, after: Step(kind: .paymentRefunded, index: refund),
      Step(kind: .creditMemo, index: refund))
    if isWhole {
      script.expect(
        .returnReceivedNoRefund, after: Step(kind: .erpReturnReceived),
        Step(kind: .paymentRefunded, index: refund))
    }
  }

  private mutating func tellReturn() {
    let requested = left + hours(100...200)
    say(.returnRequested, by: .shopify, .shopifyReturn(.requested), at: requested)
    say(
      .returnApproved, by: .shopify, .shopifyReturn(.open), at: requested + minutes(2...8))
    say(
      .erpReturn, by: .netsuite, .returnAuthorization(letter: UInt8(ascii: "B")),
      at: requested + minutes(9...20))
    script.expect(
      .returnDisconnect, after: Step(kind: .returnRequested), Step(kind: .erpReturn),
      or: [Step(kind: .erpReturnReceived), Step(kind: .erpReturnDone), Step(kind: .creditMemo)])
    let received = requested + hours(60...140)
    say(
      .erpReturnReceived, by: .netsuite, .returnAuthorization(letter: UInt8(ascii: "F")),
      at: received)
    let refunded = received + minutes(10...40)
    tellRefund(0, at: refunded)
    say(.returnClosed, by: .shopify, .shopifyReturn(.closed), at: refunded + minutes(1...5))
    say(
      .erpReturnDone, by: .netsuite, .returnAuthorization(letter: UInt8(ascii: "G")),
      at: refunded + minutes(22...30))
  }
}
