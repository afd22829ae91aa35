import LedgerCore
import LedgerTesting
import Testing

@Suite("Faults of a simulated retailer")
struct SimulationFaultTests {
  typealias Answer = ExpectedDisagreement

  /// What each fault must lead to, pattern and cause, for an order of a shop that it befalls.
  static let consequences: [FaultKind: Set<String>] = [
    .erpNeverTold: ["checkout_disconnect missing_event"],
    .lostAtConnector: ["checkout_disconnect lost_at_connector"],
    .erpRejects: ["checkout_disconnect rejected"],
    .erpLate: ["checkout_disconnect missing_event"],
    .erpDeliveryLost: ["checkout_disconnect missing_to_ledger"],
    .duplicateERPOrder: ["duplicate_erp_order duplicate", "shipment_lag duplicate"],
    .duplicateERPOrderCancelled: ["duplicate_erp_order duplicate"],
    .editNotForwarded: ["edit_not_in_erp edit_not_propagated"],
    .silentCancellation: [
      "silent_cancellation missing_event", "refund_without_credit_memo missing_event",
    ],
    .cancellationMappedWrongly: ["silent_cancellation mapping"],
    .moneyKept: ["cancelled_but_captured missing_event"],
    .shipmentNotForwarded: [
      "shipment_lag missing_event", "quantity_mismatch missing_event",
      "shipped_not_invoiced missing_event",
    ],
    .shipmentMappedWrongly: [
      "shipment_lag mapping", "quantity_mismatch mapping", "shipped_not_invoiced missing_event",
    ],
    .shipmentLate: ["shipment_lag missing_event", "quantity_mismatch missing_event"],
    .firstParcelNotForwarded: ["partial_shipment_lag missing_event"],
    .channelNotTold: ["shipped_not_told missing_event"],
    .quantityWrong: ["quantity_mismatch undetermined"],
    .notInvoiced: ["shipped_not_invoiced missing_event"],
    .shippedUncaptured: ["shipped_uncaptured missing_event"],
    .neverShipped: ["authorization_expiring missing_event"],
    .depositMappedWrongly: ["payment_gap missing_event"],
    .paymentUnmatched: ["payment_gap missing_event"],
    .capturedNotTotal: ["captured_total_mismatch undetermined"],
    .orphanCapture: ["orphan_capture undetermined"],
    .inboundLost: ["orphan_capture undetermined", "erp_shipped_no_inbound undetermined"],
    .testOrderForwarded: ["test_order_in_erp undetermined"],
    .returnNotForwarded: ["return_disconnect missing_event"],
    .returnNotRefunded: ["return_received_no_refund missing_event"],
    .creditMemoMissing: ["refund_without_credit_memo missing_event"],
    .notifiedTooEarly: ["notified_before_erp missing_event"],
    .bookedWrongly: ["edit_not_in_erp undetermined"],
    .warehouseNotTold: ["silent_cancellation_wms missing_event"],
    .creditMemoUnpaid: ["credit_memo_without_refund missing_event"],
  ]

  /// Faults after which the systems agree in the end.
  static let healing: Set<FaultKind> = [
    .notifiedTooEarly,
    .erpLate, .erpDeliveryLost, .duplicateERPOrderCancelled, .shipmentLate,
    .firstParcelNotForwarded, .returnNotForwarded,
  ]

  private func answers(_ kind: FaultKind, seed: UInt64) throws -> [Answer] {
    var options = SimulationOptions(orders: 60, seed: seed, days: 2, tail: .days(30))
    options.variations.amazon = 0
    options.variations.capturedAtShipping = 0
    options.faults = [kind: 1]
    return try MemorySink.of(options).0.answers
  }

  @Test("every fault has exactly its consequences", arguments: FaultKind.allCases)
  func consequences(kind: FaultKind) throws {
    let answers = try answers(kind, seed: 11)
    let found = Set(answers.map { "\($0.pattern.name) \($0.cause.rawValue)" })
    #expect(found == Self.consequences[kind], "seed 11")
  }

  @Test("every fault befalls every order it is asked to", arguments: FaultKind.allCases)
  func everyOrder(kind: FaultKind) throws {
    let answers = try answers(kind, seed: 12)
    // A first parcel may be followed by the second within the grace.
    let least = kind == .firstParcelNotForwarded ? 1 : 60
    #expect(Set(answers.map(\.order)).count >= least, "seed 12")
  }

  @Test("some faults heal, the others stay", arguments: FaultKind.allCases)
  func healing(kind: FaultKind) throws {
    for answer in try answers(kind, seed: 13) {
      #expect((answer.closed != nil) == Self.healing.contains(kind), "\(answer)")
      #expect((answer.closing != nil) == (answer.closed != nil))
      #expect((answer.statusAtEnd == nil) == (answer.closed != nil))
      #expect(answer.due >= answer.opened)
      if let closed = answer.closed { #expect(closed > answer.due) }
    }
  }

  @Test("an early horizon sees late hand-offs in flight, then delayed, then wrong")
  func horizon() throws {
    var seen: Set<Answer.Status> = []
    for hours in [0, 6, 30, 80] as [Int64] {
      var options = SimulationOptions(orders: 200, seed: 21, days: 2, tail: .hours(hours))
      options.faults = [.shipmentNotForwarded: 1]
      for answer in try MemorySink.of(options).0.answers where answer.pattern == .shipmentLag {
        let age = options.horizon - answer.opened
        let expected: Answer.Status =
          age < .hours(4) ? .inFlight : age < .hours(24) ? .delay : .mismatch
        #expect(answer.statusAtEnd == expected)
        answer.statusAtEnd.map { _ = seen.insert($0) }
      }
    }
    #expect(seen == [.inFlight, .delay, .mismatch])
  }
}
