/// The faults by name, for options and summaries.
public enum FaultKind: String, CaseIterable, Sendable {
  case erpNeverTold = "erp_never_told"
  case lostAtConnector = "lost_at_connector"
  case erpRejects = "erp_rejects"
  case erpLate = "erp_late"
  case erpDeliveryLost = "erp_delivery_lost"
  case duplicateERPOrder = "duplicate_erp_order"
  case duplicateERPOrderCancelled = "duplicate_erp_order_cancelled"
  case editNotForwarded = "edit_not_forwarded"
  case silentCancellation = "silent_cancellation"
  case cancellationMappedWrongly = "cancellation_mapped_wrongly"
  case moneyKept = "money_kept"
  case shipmentNotForwarded = "shipment_not_forwarded"
  case shipmentMappedWrongly = "shipment_mapped_wrongly"
  case shipmentLate = "shipment_late"
  case firstParcelNotForwarded = "first_parcel_not_forwarded"
  case channelNotTold = "channel_not_told"
  case quantityWrong = "quantity_wrong"
  case notInvoiced = "not_invoiced"
  case shippedUncaptured = "shipped_uncaptured"
  case neverShipped = "never_shipped"
  case depositMappedWrongly = "deposit_mapped_wrongly"
  case paymentUnmatched = "payment_unmatched"
  case capturedNotTotal = "captured_not_total"
  case orphanCapture = "orphan_capture"
  case inboundLost = "inbound_lost"
  case testOrderForwarded = "test_order_forwarded"
  case returnNotForwarded = "return_not_forwarded"
  case returnNotRefunded = "return_not_refunded"
  case creditMemoMissing = "credit_memo_missing"
  case notifiedTooEarly = "notified_too_early"
  case bookedWrongly = "booked_wrongly"
  case warehouseNotTold = "warehouse_not_told"
  case creditMemoUnpaid = "credit_memo_unpaid"

  var fault: any Fault {
    switch self {
    case .erpNeverTold: ERPNeverTold()
    case .lostAtConnector: LostAtConnector()
    case .erpRejects: ERPRejects()
    case .erpLate: ERPLate()
    case .erpDeliveryLost: ERPDeliveryLost()
    case .duplicateERPOrder: DuplicateERPOrder(isCancelled: false)
    case .duplicateERPOrderCancelled: DuplicateERPOrder(isCancelled: true)
    case .editNotForwarded: EditNotForwarded()
    case .silentCancellation: SilentCancellation()
    case .cancellationMappedWrongly: CancellationMappedWrongly()
    case .moneyKept: MoneyKept()
    case .shipmentNotForwarded: ShipmentNotForwarded()
    case .shipmentMappedWrongly: ShipmentMappedWrongly()
    case .shipmentLate: ShipmentLate()
    case .firstParcelNotForwarded: FirstParcelNotForwarded()
    case .channelNotTold: ChannelNotTold()
    case .quantityWrong: QuantityWrong()
    case .notInvoiced: NotInvoiced()
    case .shippedUncaptured: ShippedUncaptured()
    case .neverShipped: NeverShipped()
    case .depositMappedWrongly: DepositMappedWrongly()
    case .paymentUnmatched: PaymentUnmatched()
    case .capturedNotTotal: CapturedNotTotal()
    case .orphanCapture: OrphanCapture()
    case .inboundLost: InboundLost()
    case .testOrderForwarded: TestOrderForwarded()
    case .returnNotForwarded: ReturnNotForwarded()
    case .returnNotRefunded: ReturnNotRefunded()
    case .creditMemoMissing: CreditMemoMissing()
    case .notifiedTooEarly: NotifiedTooEarly()
    case .bookedWrongly: BookedWrongly()
    case .warehouseNotTold: WarehouseNotTold()
    case .creditMemoUnpaid: CreditMemoUnpaid()
    }
  }
}
