import LedgerCore

extension Renderer {
  func stripe(_ message: RenderedMessage) {
    switch message.event.message {
    case .paymentIntent(let status):
      stripeEvent(message, status.type) { paymentIntent(message, status) }
    case .charge(let event):
      stripeEvent(message, event.kind.type) { charge(message, event) }
    case .refund(let refund):
      stripeEvent(message, "refund.created") { stripeRefund(message, refund) }
    default:
      stripeEvent(message, "payout.paid") { payout(message) }
    }
  }

  func stripeHeaders(_ message: RenderedMessage, into line: BodyWriter) {
    line.text(#""content-type":"application/json; charset=utf-8","user-agent":"Stripe/1.0""#)
    guard let secret = options.signingSecret else { return }
    let seconds = message.event.received.rawValue / 1_000_000
    let signed = BodyWriter(capacity: body.count + 16)
    signed.number(seconds).text(".").bytes(of: body)
    line.text(#","stripe-signature":"t="#).number(seconds).text(",v1=")
    line.hexadecimal(signed.hmacSHA256(key: Array(secret.utf8))).text("\"")
  }

  private func stripeEvent(
    _ message: RenderedMessage, _ type: StaticString, object: () -> Void
  ) {
    body.text(#"{"id":"evt_"#).token(message.key, width: 24)
    body.text(#"","object":"event","api_version":"2020-08-27","created":"#)
    body.number(message.occurred.rawValue / 1_000_000).text(#","data":{"object":"#)
    object()
    body.text(#"},"livemode":true,"pending_webhooks":"#).number(message.event.isAltered ? 2 : 1)
    body.text(#","request":{"id":"req_"#).token(message.seed(1), width: 14)
    body.text(#"","idempotency_key":""#).uuid(message.seed(2)).text(#""},"type":""#)
    body.text(type).text(#""}"#)
  }

  /// What the gateway was asked for: the order's total, with that of the order paid together.
  private func amount(_ order: Order, edited: Bool) -> Int64 {
    order.total(edited: edited) + order.sharedTotal + order.captureError
  }

  private func paymentIntent(_ message: RenderedMessage, _ status: PaymentIntentStatus) {
    let order = message.order
    let authorized = amount(order, edited: false)
    let isTaken = status == .succeeded
    let taken = amount(order, edited: order.isCapturedAtShipping)
    body.text(#"{"id":"pi_"#).token(order.paymentSeed, width: 24)
    body.text(#"","object":"payment_intent","amount":"#).number(authorized)
    body.text(#","amount_capturable":"#).number(status == .requiresCapture ? authorized : 0)
    body.text(#","amount_received":"#).number(isTaken ? taken : 0)
    body.text(#","canceled_at":"#)
    if status == .canceled {
      body.number(message.occurred.rawValue / 1_000_000)
    } else {
      body.text("null")
    }
    body.text(#","capture_method":""#)
    body.text(order.isCapturedAtShipping ? "manual" : "automatic")
    body.text(#"","created":"#).number(order.placed.rawValue / 1_000_000)
    body.text(#","currency":""#).text(order.tender.lowerCode).text(
      #"","customer":null,"description":null,"last_payment_error":null"#)
    body.text(#","latest_charge":"ch_"#).token(order.chargeSeed, width: 24)
    body.text(#"","livemode":true,"#)
    metadata(order)
    body.text(#","payment_method":"pm_"#).token(order.chargeSeed ^ 1, width: 24)
    body.text(#"","payment_method_types":["card"],"status":""#).text(status.label)
    body.text(#"","#)
    transferGroup(order)
    body.text("}")
  }

  private func charge(_ message: RenderedMessage, _ event: ChargeEvent) {
    let order = message.order
    let amount = amount(order, edited: false)
    let taken = self.amount(order, edited: order.isCapturedAtShipping)
    let refunded =
      event.isWhollyRefunded ? taken : order.refunded(count: event.refunds)
    body.text(#"{"id":"ch_"#).token(order.chargeSeed, width: 24)
    body.text(#"","object":"charge","amount":"#).number(amount)
    body.text(#","amount_captured":"#).number(taken)
    body.text(#","amount_refunded":"#).number(refunded)
    body.text(#","balance_transaction":"txn_"#).token(order.chargeSeed ^ 2, width: 24)
    body.text(#"","captured":true,"created":"#).number(order.placed.rawValue / 1_000_000)
    body.text(#","currency":""#).text(order.tender.lowerCode).text(
      #"","customer":null,"disputed":false,"failure_code":null,"#)
    metadata(order)
    body.text(#","outcome":{"network_status":"approved_by_network","risk_level":"normal","#)
    body.text(#""risk_score":"#).number(Int(order.chargeSeed & 63))
    body.text(#","type":"authorized"},"paid":true,"payment_intent":"pi_"#)
    body.token(order.paymentSeed, width: 24)
    body.text(#"","payment_method_details":{"card":{"brand":"visa","country":"US","#)
    body.text(#""funding":"credit","last4":""#).digits(order.chargeSeed >> 8 % 10_000, width: 4)
    body.text(#""},"type":"card"},"refunded":"#).flag(refunded == taken && refunded > 0)
    body.text(#","status":"succeeded","#)
    transferGroup(order)
    body.text("}")
  }

  private func stripeRefund(_ message: RenderedMessage, _ refund: Int) {
    let order = message.order
    body.text(#"{"id":"re_"#).token(order.refundSeed(refund), width: 24)
    body.text(#"","object":"refund","amount":"#).number(order.value(of: order.refunds[refund]))
    body.text(#","balance_transaction":"txn_"#).token(order.refundSeed(refund) ^ 1, width: 24)
    body.text(#"","charge":"ch_"#).token(order.chargeSeed, width: 24)
    body.text(#"","created":"#).number(message.occurred.rawValue / 1_000_000)
    body.text(#","currency":""#).text(order.tender.lowerCode).text(#"","#)
    metadata(order)
    body.text(#","payment_intent":"pi_"#).token(order.paymentSeed, width: 24)
    body.text(#"","reason":"requested_by_customer","receipt_number":null,"#)
    body.text(#""source_transfer_reversal":null,"status":"succeeded","transfer_reversal":null}"#)
  }

  /// The shop's order in the payment; of a payment for two orders, both.
  private func metadata(_ order: Order) {
    body.text(#""metadata":{"order_id":""#).number(order.shopifyID)
    if order.sharedTotal > 0 { body.text(",").number(order.sharedShopifyID) }
    body.text(#"","order_name":""#).name(of: order)
    if order.sharedTotal > 0 { body.text(",#").number(order.number + 1) }
    body.text(#""}"#)
  }

  private func transferGroup(_ order: Order) {
    guard order.sharedTotal > 0 else {
      body.text(#""transfer_group":null"#)
      return
    }
    body.text(#""transfer_group":"CHECKOUT-"#).number(order.checkoutID).text("\"")
  }

  private func payout(_ message: RenderedMessage) {
    body.text(#"{"id":"po_"#).token(message.seed(3), width: 24)
    body.text(#"","object":"payout","amount":"#).number(Int64(message.key >> 40))
    body.text(#","arrival_date":"#).number(message.occurred.rawValue / 1_000_000)
    body.text(#","automatic":true,"currency":"usd","method":"standard","status":"paid"}"#)
  }
}
