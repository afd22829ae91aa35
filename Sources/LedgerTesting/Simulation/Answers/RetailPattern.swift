public import LedgerCore

/// The patterns of the `retail` rulebook that a simulated fault can open, with its hand-off times.
public enum RetailPattern: UInt8, CaseIterable, Sendable {
  case checkoutDisconnect, shipmentLag, partialShipmentLag, returnDisconnect
  case silentCancellation, paymentGap
  case duplicateERPOrder, editNotInERP, shippedNotTold, quantityMismatch
  case refundWithoutCreditMemo, shippedUncaptured, orphanCapture, cancelledButCaptured
  case returnReceivedNoRefund, shippedNotInvoiced, erpShippedNoInbound, testOrderInERP
  case capturedTotalMismatch, authorizationExpiring
  case notifiedBeforeERP, creditMemoWithoutRefund, silentCancellationWMS

  /// As in `patterns.yaml`.
  public var name: String {
    switch self {
    case .checkoutDisconnect: "checkout_disconnect"
    case .shipmentLag: "shipment_lag"
    case .partialShipmentLag: "partial_shipment_lag"
    case .returnDisconnect: "return_disconnect"
    case .silentCancellation: "silent_cancellation"
    case .paymentGap: "payment_gap"
    case .duplicateERPOrder: "duplicate_erp_order"
    case .editNotInERP: "edit_not_in_erp"
    case .shippedNotTold: "shipped_not_told"
    case .quantityMismatch: "quantity_mismatch"
    case .refundWithoutCreditMemo: "refund_without_credit_memo"
    case .shippedUncaptured: "shipped_uncaptured"
    case .orphanCapture: "orphan_capture"
    case .cancelledButCaptured: "cancelled_but_captured"
    case .returnReceivedNoRefund: "return_received_no_refund"
    case .shippedNotInvoiced: "shipped_not_invoiced"
    case .erpShippedNoInbound: "erp_shipped_no_inbound"
    case .testOrderInERP: "test_order_in_erp"
    case .capturedTotalMismatch: "captured_total_mismatch"
    case .authorizationExpiring: "authorization_expiring"
    case .notifiedBeforeERP: "notified_before_erp"
    case .creditMemoWithoutRefund: "credit_memo_without_refund"
    case .silentCancellationWMS: "silent_cancellation_wms"
    }
  }

  /// How long its hand-off may take.
  public var grace: Interval { handoff.grace }

  /// From when on lateness itself is a mismatch, counted from the start like the grace.
  public var hardLimit: Interval { handoff.hardLimit }

  /// From the end of the grace to the hard limit.
  var lateness: Interval {
    Interval(microseconds: hardLimit.microseconds - grace.microseconds)
  }

  /// Whether the downstream, until it is told, is on a state from which it may still get there:
  /// then it is late before it is wrong.
  var isDelayFirst: Bool {
    switch self {
    case .shipmentLag, .partialShipmentLag, .paymentGap, .shippedNotTold, .cancelledButCaptured,
      .returnReceivedNoRefund, .shippedUncaptured, .authorizationExpiring, .shippedNotInvoiced,
      .refundWithoutCreditMemo, .creditMemoWithoutRefund, .returnDisconnect:
      true
    case .checkoutDisconnect, .silentCancellation, .duplicateERPOrder, .editNotInERP,
      .quantityMismatch, .orphanCapture, .erpShippedNoInbound, .testOrderInERP,
      .capturedTotalMismatch, .notifiedBeforeERP, .silentCancellationWMS:
      false
    }
  }

  /// Whether it asks what the ERP says of an order that the ERP has.
  var needsERP: Bool {
    switch self {
    case .shipmentLag, .partialShipmentLag, .returnDisconnect, .silentCancellation, .paymentGap,
      .editNotInERP, .quantityMismatch, .refundWithoutCreditMemo, .shippedNotInvoiced:
      true
    default: false
    }
  }

  /// Whether all it expects is that the ERP has the order.
  var expectsPresence: Bool { self == .checkoutDisconnect || self == .notifiedBeforeERP }

  /// Whether it is about amounts that are to agree.
  var comparesAmounts: Bool {
    switch self {
    case .editNotInERP, .quantityMismatch, .capturedTotalMismatch: true
    default: false
    }
  }

  /// Whose silence makes it impossible to tell.
  var downstream: SimulatedChannel? {
    switch self {
    case .checkoutDisconnect, .shipmentLag, .partialShipmentLag, .returnDisconnect,
      .silentCancellation, .paymentGap, .duplicateERPOrder, .editNotInERP, .quantityMismatch,
      .refundWithoutCreditMemo, .shippedNotInvoiced, .erpShippedNoInbound, .testOrderInERP,
      .notifiedBeforeERP:
      .netsuite
    case .shippedUncaptured, .orphanCapture, .cancelledButCaptured, .returnReceivedNoRefund,
      .capturedTotalMismatch, .authorizationExpiring, .creditMemoWithoutRefund:
      .stripe
    case .silentCancellationWMS: .shipstation
    case .shippedNotTold: nil
    }
  }

  private var handoff: (grace: Interval, hardLimit: Interval) {
    switch self {
    case .checkoutDisconnect: (.minutes(60), .minutes(60))
    case .shipmentLag, .partialShipmentLag, .returnDisconnect, .paymentGap, .quantityMismatch,
      .capturedTotalMismatch:
      (.hours(4), .hours(24))
    case .silentCancellation, .silentCancellationWMS: (.minutes(30), .minutes(30))
    case .duplicateERPOrder, .orphanCapture, .erpShippedNoInbound: (.minutes(10), .minutes(60))
    case .editNotInERP: (.minutes(60), .hours(4))
    case .shippedNotTold: (.days(2), .days(3))
    case .refundWithoutCreditMemo, .shippedUncaptured, .cancelledButCaptured,
      .returnReceivedNoRefund, .shippedNotInvoiced, .creditMemoWithoutRefund:
      (.hours(24), .days(3))
    case .authorizationExpiring: (.days(5), .days(7))
    case .testOrderInERP, .notifiedBeforeERP: (.zero, .zero)
    }
  }
}
