import LedgerCore

// Faults between the warehouse and the systems that must hear of the shipment.

extension OrderScript {
  /// The event by which the whole order has left.
  var shipped: ScriptEvent? { event(.wmsShipped, order.parcels.count - 1) }
}

/// The ERP never hears that the order has left, and so bills nothing.
struct ShipmentNotForwarded: Fault {
  func shape(_ plan: inout Plan) { plan.ending = .delivered }

  func plant(in script: inout OrderScript, random: inout SplitMix64) {
    let last = script.order.parcels.count - 1
    script.silence([.erpInvoice, .erpBilled])
    script.silence([.erpParcel, .erpShipped], index: last)
  }

  func findings(in script: OrderScript) -> [Finding] {
    script.overdue([.shipmentLag, .quantityMismatch, .shippedNotInvoiced], cause: .missingEvent)
  }
}

/// The connector passes "shipped" on as "pending fulfillment": the ERP saves the order
/// again, unmoved.
struct ShipmentMappedWrongly: Fault {
  func shape(_ plan: inout Plan) {
    plan.parcels = 1
    plan.ending = .delivered
  }

  func plant(in script: inout OrderScript, random: inout SplitMix64) {
    guard let shipped = script.shipped else { return }
    // A warehouse that is asked every so often has no delivery that the connector could cite: that
    // it is this shipment which it passes on shows by its coming later.
    let fetched = shipped.occurred + random.between(.minutes(8), .minutes(20))
    script.say(
      .shipmentReceived, by: .hop, .hop(.received, .shipment), at: fetched,
      heardAfter: .seconds(1))
    script.say(
      .shipmentForwarded, by: .hop, .hop(.forwarded, .shipment), at: fetched + .seconds(4),
      heardAfter: .seconds(1))
    script.silence([.erpParcel, .erpInvoice, .erpBilled])
    script.changeSalesOrders([.erpShipped]) {
      $0.letter = UInt8(ascii: "B")
      $0.parcels = 0
    }
    script.change([.erpShipped]) { $0.delay(until: fetched + .seconds(9)) }
    script.rename(.erpShipped, to: .erpResaved)
  }

  func findings(in script: OrderScript) -> [Finding] {
    script.overdue([.shipmentLag, .quantityMismatch], cause: .mapping)
      + script.overdue([.shippedNotInvoiced], cause: .missingEvent)
  }
}

/// The ERP hears of the shipment six to twenty hours late, and is right from then on.
struct ShipmentLate: Fault {
  func shape(_ plan: inout Plan) {
    plan.parcels = 1
    plan.ending = .delivered
  }

  func plant(in script: inout OrderScript, random: inout SplitMix64) {
    let late = random.between(.hours(6), .hours(20))
    script.change([.erpParcel, .erpShipped, .erpInvoice, .erpBilled]) { $0.delay(by: late) }
  }

  func findings(in script: OrderScript) -> [Finding] {
    script.overdue([.shipmentLag, .quantityMismatch, .shippedNotInvoiced], cause: .missingEvent)
  }
}

/// Of two parcels the ERP hears only with the second.
struct FirstParcelNotForwarded: Fault {
  func shape(_ plan: inout Plan) {
    plan.parcels = 2
    plan.ending = .delivered
  }

  func plant(in script: inout OrderScript, random: inout SplitMix64) {
    script.silence([.erpParcel, .erpShipped], index: 0)
  }

  func findings(in script: OrderScript) -> [Finding] {
    script.overdue([.partialShipmentLag], cause: .missingEvent)
  }
}

/// The sales channel is never told that its order has left.
struct ChannelNotTold: Fault {
  func shape(_ plan: inout Plan) {
    plan.capturesAtShipping = false
    plan.isEdited = false
    plan.parcels = 1
    plan.ending = .delivered
  }

  func plant(in script: inout OrderScript, random: inout SplitMix64) {
    script.silence([.storefrontParcel, .storefrontShipped])
  }

  func findings(in script: OrderScript) -> [Finding] {
    script.overdue([.shippedNotTold], cause: .missingEvent)
  }
}

/// The ERP books one unit less than the warehouse has shipped.
struct QuantityWrong: Fault {
  func shape(_ plan: inout Plan) {
    plan.parcels = 1
    plan.ending = .delivered
  }

  func plant(in script: inout OrderScript, random: inout SplitMix64) {
    script.changeSalesOrders([.erpShipped, .erpBilled]) { $0.shortBy = 1 }
    script.change([.erpParcel]) { $0.message = .itemFulfillment(parcel: 0, shortBy: 1) }
  }

  func findings(in script: OrderScript) -> [Finding] {
    guard let shipped = script.shipped else { return [] }
    return [
      Finding(pattern: .quantityMismatch, cause: .undetermined, since: shipped)
    ]
  }
}

/// Nobody bills what was shipped.
struct NotInvoiced: Fault {
  func shape(_ plan: inout Plan) { plan.ending = .delivered }

  func plant(in script: inout OrderScript, random: inout SplitMix64) {
    script.silence([.erpInvoice, .erpBilled])
  }

  func findings(in script: OrderScript) -> [Finding] {
    script.overdue([.shippedNotInvoiced], cause: .missingEvent)
  }
}
