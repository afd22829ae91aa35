import LedgerCore

// Faults between the sale and the ERP's first knowledge of it.

/// The connector never fires: the ERP does not hear of the order at all.
struct ERPNeverTold: Fault {
  func shape(_ plan: inout Plan) { plan.ending = .delivered }

  func plant(in script: inout OrderScript, random: inout SplitMix64) {
    script.silence(Step.Kind.erp.union([.hopReceived, .hopForwarded, .notified]))
  }

  func findings(in script: OrderScript) -> [Finding] {
    script.overdue([.checkoutDisconnect], cause: .missingEvent)
  }
}

/// The connector takes the order and does not pass it on.
struct LostAtConnector: Fault {
  func shape(_ plan: inout Plan) { plan.ending = .delivered }

  func plant(in script: inout OrderScript, random: inout SplitMix64) {
    script.silence(Step.Kind.erp.union([.hopForwarded, .notified]))
  }

  func findings(in script: OrderScript) -> [Finding] {
    script.overdue([.checkoutDisconnect], cause: .lostAtConnector)
  }
}

/// The ERP refuses the order and says why.
struct ERPRejects: Fault {
  func shape(_ plan: inout Plan) { plan.ending = .delivered }

  func plant(in script: inout OrderScript, random: inout SplitMix64) {
    script.change([.erpOrder]) {
      $0.step = Step(kind: .erpRefused)
      $0.message = .recordError
    }
    script.silence(Step.Kind.erp.union([.notified]))
  }

  func findings(in script: OrderScript) -> [Finding] {
    script.overdue([.checkoutDisconnect], cause: .rejected)
  }
}

/// The ERP hears of the order an hour or two late, and is right from then on.
struct ERPLate: Fault {
  func shape(_ plan: inout Plan) { plan.becomePlainSale() }

  func plant(in script: inout OrderScript, random: inout SplitMix64) {
    let late = random.between(.minutes(75), .minutes(150))
    script.change([.erpOrder, .erpDeposit, .notified]) { $0.delay(by: late) }
  }

  func findings(in script: OrderScript) -> [Finding] {
    script.overdue([.checkoutDisconnect], cause: .missingEvent)
  }
}

/// The ERP books the order, but its first words never reach the ledger; a later snapshot shows it.
struct ERPDeliveryLost: Fault {
  func shape(_ plan: inout Plan) {
    plan.capturesAtShipping = false
    plan.isEdited = false
    plan.ending = .delivered
  }

  func plant(in script: inout OrderScript, random: inout SplitMix64) {
    script.silence([.erpOrder, .erpDeposit, .notified])
  }

  func findings(in script: OrderScript) -> [Finding] {
    script.overdue([.checkoutDisconnect], cause: .missingToLedger)
  }
}

/// The connector sends the order twice and the ERP books it twice.
struct DuplicateERPOrder: Fault {
  /// Somebody cancels the second document before the warehouse ships.
  let isCancelled: Bool

  func shape(_ plan: inout Plan) {
    plan.capturesAtShipping = false
    plan.isEdited = false
    plan.ending = .delivered
  }

  func plant(in script: inout OrderScript, random: inout SplitMix64) {
    guard let first = script.event(.erpOrder) else { return }
    let booked = first.occurred + random.between(.seconds(20), .minutes(5))
    let view = SalesOrderView(letter: UInt8(ascii: "B"), isDuplicate: true)
    script.say(
      .erpSecondOrder, 0, by: .netsuite, .salesOrder(view), at: booked, heardAfter: .seconds(1))
    guard isCancelled else { return }
    let cancelled = SalesOrderView(letter: UInt8(ascii: "C"), isDuplicate: true)
    script.say(
      .erpSecondOrder, 1, by: .netsuite, .salesOrder(cancelled),
      at: booked + random.between(.minutes(25), .minutes(110)), heardAfter: .seconds(1))
  }

  func findings(in script: OrderScript) -> [Finding] {
    guard let second = script.event(.erpSecondOrder) else { return [] }
    var twice = Finding(
      pattern: .duplicateERPOrder, cause: .duplicate, since: second,
      closed: script.event(.erpSecondOrder, 1)?.received)
    twice.closing = .corrected
    guard !isCancelled, let shipped = script.shipped else { return [twice] }
    // The second document never ships, so the ERP as a whole has not shipped.
    return [
      twice,
      Finding(pattern: .shipmentLag, cause: .duplicate, since: shipped),
    ]
  }
}

/// The customer takes units off, and the ERP keeps what was first bought.
struct EditNotForwarded: Fault {
  func shape(_ plan: inout Plan) {
    plan.origin = .shopify
    plan.isEdited = true
    plan.ending = .delivered
  }

  func plant(in script: inout OrderScript, random: inout SplitMix64) {
    script.silence([.erpEdited])
    script.changeSalesOrders { $0.isEdited = false }
  }

  func findings(in script: OrderScript) -> [Finding] {
    script.overdue([.editNotInERP], cause: .editNotPropagated)
  }
}

/// The customer is told that all is well before the ERP has the order.
struct NotifiedTooEarly: Fault {
  func shape(_ plan: inout Plan) { plan.becomePlainSale() }

  func plant(in script: inout OrderScript, random: inout SplitMix64) {
    guard let paid = script.event(.paid) else { return }
    let sent = paid.occurred + .seconds(1)
    let late = random.between(.minutes(9), .minutes(40))
    script.change([.notified]) {
      $0.received = sent + ($0.received - $0.occurred)
      $0.occurred = sent
    }
    script.change([.erpOrder, .erpDeposit]) { $0.delay(by: late) }
  }

  func findings(in script: OrderScript) -> [Finding] {
    script.overdue([.notifiedBeforeERP], cause: .missingEvent)
  }
}

/// The ERP books one unit more than was ordered, and never hears that it is wrong.
struct BookedWrongly: Fault {
  func shape(_ plan: inout Plan) { plan.becomePlainSale() }

  func plant(in script: inout OrderScript, random: inout SplitMix64) {
    script.changeSalesOrders { $0.bookedBeyond = 1 }
  }

  func findings(in script: OrderScript) -> [Finding] {
    guard let booked = script.event(.erpOrder), let placed = script.event(.placed) else {
      return []
    }
    // Whichever was heard last showed it.
    let last = booked.received > placed.received ? booked : placed
    var finding = Finding(pattern: .editNotInERP, cause: .undetermined, since: booked)
    finding.heard = last.received
    return [finding]
  }
}
