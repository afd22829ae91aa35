import LedgerCore

// Faults between the gateway, the storefront and the ERP's books.

/// Goods leave on an authorisation that nobody captures.
struct ShippedUncaptured: Fault {
  func shape(_ plan: inout Plan) {
    plan.becomePlainSale()
    plan.capturesAtShipping = true
  }

  func plant(in script: inout OrderScript, random: inout SplitMix64) {
    script.silence([.captured, .charged, .paid, .erpDeposit])
    script.changeStorefront([.storefrontShipped]) { $0.financial = .authorized }
    script.change([.erpInvoice]) { $0.message = .invoice(isPaid: false) }
  }

  func findings(in script: OrderScript) -> [Finding] {
    guard let shipped = script.shipped else { return [] }
    return [Finding(pattern: .shippedUncaptured, cause: .missingEvent, since: shipped)]
  }
}

/// The warehouse forgets an authorised order.
struct NeverShipped: Fault {
  func shape(_ plan: inout Plan) {
    plan.becomePlainSale()
    plan.capturesAtShipping = true
  }

  func plant(in script: inout OrderScript, random: inout SplitMix64) {
    script.keep([.placed, .authorized, .hopReceived, .hopForwarded, .erpOrder, .wmsOrder])
  }

  func findings(in script: OrderScript) -> [Finding] {
    guard let placed = script.event(.placed), let authorized = script.event(.authorized) else {
      return []
    }
    // The shop's own word, unless the gateway's was heard before it.
    let first = placed.received < authorized.received ? placed : authorized
    return [Finding(pattern: .authorizationExpiring, cause: .missingEvent, since: first)]
  }
}

/// The connector books the deposit as "not deposited", and the invoice stays open.
struct DepositMappedWrongly: Fault {
  func shape(_ plan: inout Plan) { plan.becomePlainSale() }

  func plant(in script: inout OrderScript, random: inout SplitMix64) {
    script.change([.erpDeposit]) { $0.message = .customerDeposit(isDeposited: false) }
    script.change([.erpInvoice]) { $0.message = .invoice(isPaid: false) }
  }

  func findings(in script: OrderScript) -> [Finding] {
    guard let deposit = script.event(.erpDeposit) else { return [] }
    return [Finding(pattern: .paymentGap, cause: .missingEvent, since: deposit)]
  }
}

/// The gateway's money is never matched with the invoice, which stays open.
struct PaymentUnmatched: Fault {
  func shape(_ plan: inout Plan) { plan.becomePlainSale() }

  func plant(in script: inout OrderScript, random: inout SplitMix64) {
    script.silence([.erpDeposit])
    script.change([.erpInvoice]) { $0.message = .invoice(isPaid: false) }
  }

  func findings(in script: OrderScript) -> [Finding] {
    guard let invoice = script.event(.erpInvoice) else { return [] }
    return [Finding(pattern: .paymentGap, cause: .missingEvent, since: invoice)]
  }
}

/// The gateway takes another amount than the order's total.
struct CapturedNotTotal: Fault {
  func shape(_ plan: inout Plan) { plan.becomePlainSale() }

  func plant(in script: inout OrderScript, random: inout SplitMix64) {
    let error = Int64(random.within(1...450))
    script.order.captureError = random.chance(0.5) ? error : -min(error, 99)
  }

  func findings(in script: OrderScript) -> [Finding] {
    guard let captured = script.event(.captured) else { return [] }
    return [
      Finding(pattern: .capturedTotalMismatch, cause: .undetermined, since: captured)
    ]
  }
}

/// The checkout takes the money and makes no order.
struct OrphanCapture: Fault {
  func shape(_ plan: inout Plan) { plan.becomePlainSale() }

  func plant(in script: inout OrderScript, random: inout SplitMix64) {
    script.keep([.captured, .charged])
  }

  func findings(in script: OrderScript) -> [Finding] {
    guard let captured = script.event(.captured) else { return [] }
    return [Finding(pattern: .orphanCapture, cause: .undetermined, since: captured)]
  }
}

/// The shop's webhooks of this order are all lost, while every other system works on it.
struct InboundLost: Fault {
  func shape(_ plan: inout Plan) { plan.becomePlainSale() }

  func plant(in script: inout OrderScript, random: inout SplitMix64) {
    script.silence(by: .shopify)
  }

  func findings(in script: OrderScript) -> [Finding] {
    guard let captured = script.event(.captured), let booked = script.event(.erpParcel) else {
      return []
    }
    return [
      Finding(pattern: .orphanCapture, cause: .undetermined, since: captured),
      Finding(pattern: .erpShippedNoInbound, cause: .undetermined, since: booked),
    ]
  }
}

/// A test order gets through to the ERP.
struct TestOrderForwarded: Fault {
  func shape(_ plan: inout Plan) {
    plan.becomePlainSale()
    plan.isTest = true
  }

  func plant(in script: inout OrderScript, random: inout SplitMix64) {
    let booked = script.order.placed + random.between(.minutes(1), .minutes(5))
    script.say(
      .erpOrder, by: .netsuite, .salesOrder(SalesOrderView(letter: UInt8(ascii: "B"))),
      at: booked, heardAfter: .seconds(1))
  }

  func findings(in script: OrderScript) -> [Finding] {
    guard let booked = script.event(.erpOrder) else { return [] }
    return [Finding(pattern: .testOrderInERP, cause: .undetermined, since: booked)]
  }
}
