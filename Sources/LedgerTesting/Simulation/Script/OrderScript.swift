import LedgerCore

/// A moment of an order's story, by which faults find the event that tells of it.
struct Step: Hashable, Sendable {
  enum Kind: UInt8, Sendable {
    case placed, authorized, captured, charged, paid
    case hopReceived, hopForwarded, erpRefused
    case erpOrder, erpSecondOrder, erpDeposit, wmsOrder, notified
    case edited, editCommitted, erpEdited
    case wmsParcel, wmsShipped, storefrontParcel, storefrontShipped
    case erpParcel, erpShipped, erpInvoice, erpBilled
    case trackerCreated, trackerMoving, trackerDelivered
    case cancelled, paymentReturned, erpCancelled, wmsCancelled, erpResaved
    case cancellationReceived, cancellationForwarded, shipmentReceived, shipmentForwarded
    case returnRequested, returnApproved, erpReturn, erpReturnReceived, erpReturnDone, returnClosed
    case refunded, storefrontRefunded, paymentRefunded, refundSucceeded, creditMemo
    case heartbeat
  }

  var kind: Kind
  /// Which parcel, or which refund.
  var index: Int = 0
}

struct ScriptEvent: Sendable {
  var step: Step
  var channel: SimulatedChannel
  var message: Message
  /// When the sender says that it happened.
  var occurred: Timestamp
  /// When the delivery arrived.
  var received: Timestamp
  /// What the delivery's identifiers are made of: a redelivery has those of its original.
  var key: UInt64
  /// Key of the delivery that it names as its cause.
  var cites: UInt64?
  /// When the silence of its channel began that held it back, if one did.
  var heldSince: Timestamp?
  /// Delivered again.
  var isCopy = false
  /// Delivered again with other bytes.
  var isAltered = false
}

extension ScriptEvent {
  var isHeldBack: Bool { heldSince != nil }

  /// Lets it happen, and be heard of, no earlier than an instant.
  mutating func delay(until instant: Timestamp) {
    if occurred < instant { delay(by: instant - occurred) }
  }

  /// Lets it happen, and be heard of, later.
  mutating func delay(by late: Interval) {
    occurred = occurred + late
    received = received + late
  }
}

/// What must follow what: if the first is told and the second is not in time, a pattern opens.
struct Expectation: Sendable {
  var pattern: RetailPattern
  var upstream: Step
  var downstream: Step
  /// What would do as well.
  var alternatives: [Step]
}

/// What truly happens to one order, and who says so, when.
struct OrderScript: Sendable {
  var order: Order
  var events: [ScriptEvent] = []
  var expectations: [Expectation] = []
  /// When its channels said nothing.
  var silences: [Silence] = []
  private var spoken: UInt64 = 0

  init(order: Order) {
    self.order = order
    events.reserveCapacity(40)
  }

  /// Adds what `channel` says of what happened at `occurred`, heard `latency` later.
  mutating func say(
    _ kind: Step.Kind, _ index: Int = 0, by channel: SimulatedChannel, _ message: Message,
    at occurred: Timestamp, heardAfter latency: Interval, citing cause: Step? = nil
  ) {
    spoken += 1
    let key = SplitMix64.mixed(order.seed ^ spoken << 48)
    events.append(
      ScriptEvent(
        step: Step(kind: kind, index: index), channel: channel, message: message,
        occurred: occurred, received: occurred + latency, key: key,
        cites: cause.flatMap { event($0)?.key }))
  }

  mutating func expect(
    _ pattern: RetailPattern, after upstream: Step, _ downstream: Step, or alternatives: [Step] = []
  ) {
    expectations.append(
      Expectation(
        pattern: pattern, upstream: upstream, downstream: downstream, alternatives: alternatives))
  }

  /// The first event that tells of `step`.
  func event(_ step: Step) -> ScriptEvent? { events.first { $0.step == step } }
  func event(_ kind: Step.Kind, _ index: Int = 0) -> ScriptEvent? {
    event(Step(kind: kind, index: index))
  }
}
