import LedgerCore

// Faults around a cancellation.

/// The customer cancels, and the ERP is never told: it keeps the order and books no credit.
struct SilentCancellation: Fault {
  func shape(_ plan: inout Plan) { plan.ending = .cancelled }

  func plant(in script: inout OrderScript, random: inout SplitMix64) {
    script.silence([.erpCancelled, .creditMemo])
  }

  func findings(in script: OrderScript) -> [Finding] {
    script.overdue([.silentCancellation, .refundWithoutCreditMemo], cause: .missingEvent)
  }
}

/// The connector passes the cancellation on as "pending fulfillment".
struct CancellationMappedWrongly: Fault {
  func shape(_ plan: inout Plan) { plan.ending = .cancelled }

  func plant(in script: inout OrderScript, random: inout SplitMix64) {
    guard let cancelled = script.event(.cancelled) else { return }
    script.say(
      .cancellationReceived, by: .hop, .hop(.received, .cancellation),
      at: cancelled.occurred + .seconds(30), heardAfter: .seconds(1),
      citing: cancelled.step)
    script.say(
      .cancellationForwarded, by: .hop, .hop(.forwarded, .cancellation),
      at: cancelled.occurred + .seconds(34), heardAfter: .seconds(1), citing: cancelled.step)
    script.changeSalesOrders([.erpCancelled]) { $0.letter = UInt8(ascii: "B") }
    script.rename(.erpCancelled, to: .erpResaved)
  }

  func findings(in script: OrderScript) -> [Finding] {
    script.overdue([.silentCancellation], cause: .mapping)
  }
}

/// The order is cancelled after the money was taken, and the money is not given back.
struct MoneyKept: Fault {
  func shape(_ plan: inout Plan) { plan.becomePlainSale(ending: .cancelled) }

  func plant(in script: inout OrderScript, random: inout SplitMix64) {
    script.silence([.paymentReturned, .creditMemo])
    script.changeStorefront([.cancelled]) { $0.financial = .paid }
  }

  func findings(in script: OrderScript) -> [Finding] {
    guard let cancelled = script.event(.cancelled) else { return [] }
    return [
      Finding(pattern: .cancelledButCaptured, cause: .missingEvent, since: cancelled)
    ]
  }
}

/// The warehouse is not told, and goes on with the order.
struct WarehouseNotTold: Fault {
  func shape(_ plan: inout Plan) { plan.ending = .cancelled }

  func plant(in script: inout OrderScript, random: inout SplitMix64) {
    script.silence([.wmsCancelled])
  }

  func findings(in script: OrderScript) -> [Finding] {
    guard let cancelled = script.event(.cancelled) else { return [] }
    return [Finding(pattern: .silentCancellationWMS, cause: .missingEvent, since: cancelled)]
  }
}
