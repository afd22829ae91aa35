import LedgerCore

// Faults after the parcel has arrived.

/// The ERP hears nothing of the return until the credit is booked.
struct ReturnNotForwarded: Fault {
  func shape(_ plan: inout Plan) {
    plan.origin = .shopify
    plan.ending = .returned
  }

  func plant(in script: inout OrderScript, random: inout SplitMix64) {
    script.silence([.erpReturn, .erpReturnReceived, .erpReturnDone])
  }

  func findings(in script: OrderScript) -> [Finding] {
    script.overdue([.returnDisconnect], cause: .missingEvent)
  }
}

/// The goods are back, and the customer gets no money.
struct ReturnNotRefunded: Fault {
  func shape(_ plan: inout Plan) {
    plan.origin = .shopify
    plan.ending = .returned
  }

  func plant(in script: inout OrderScript, random: inout SplitMix64) {
    script.silence([
      .refunded, .storefrontRefunded, .paymentRefunded, .refundSucceeded, .creditMemo,
      .returnClosed, .erpReturnDone,
    ])
  }

  func findings(in script: OrderScript) -> [Finding] {
    script.overdue([.returnReceivedNoRefund], cause: .missingEvent)
  }
}

/// The customer is paid back, and the ERP books no credit.
struct CreditMemoMissing: Fault {
  func shape(_ plan: inout Plan) {
    plan.origin = .shopify
    plan.ending = .partlyRefunded
  }

  func plant(in script: inout OrderScript, random: inout SplitMix64) {
    script.silence([.creditMemo])
  }

  func findings(in script: OrderScript) -> [Finding] {
    script.overdue([.refundWithoutCreditMemo], cause: .missingEvent)
  }
}

/// The ERP credits the customer, and nobody pays the money back.
struct CreditMemoUnpaid: Fault {
  func shape(_ plan: inout Plan) {
    plan.origin = .shopify
    plan.ending = .partlyRefunded
  }

  func plant(in script: inout OrderScript, random: inout SplitMix64) {
    script.silence([.refunded, .storefrontRefunded, .paymentRefunded, .refundSucceeded])
  }

  func findings(in script: OrderScript) -> [Finding] {
    guard let credited = script.event(.creditMemo) else { return [] }
    return [Finding(pattern: .creditMemoWithoutRefund, cause: .missingEvent, since: credited)]
  }
}
