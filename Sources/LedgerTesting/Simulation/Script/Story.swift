import LedgerCore

/// Tells how an order fares when every system does its part in time.
struct Story {
  var script: OrderScript
  let plan: Plan
  var random: SplitMix64
  /// When the last parcel left; set by `tellShipping`.
  var left: Timestamp

  static func told(of order: Order, plan: Plan, random: SplitMix64) -> OrderScript {
    var story = Story(
      script: OrderScript(order: order), plan: plan, random: random, left: order.placed)
    story.tellPurchase()
    guard !plan.isTest else { return story.script }
    story.tellHandoffToERP()
    if plan.isEdited { story.tellEdit() }
    if plan.ending == .cancelled {
      story.tellCancellation()
    } else {
      story.tellShipping()
      story.tellInvoice()
      story.tellRefunds()
    }
    return story.script
  }

  /// Seconds, drawn evenly.
  mutating func seconds(_ range: ClosedRange<Int64>) -> Interval {
    random.between(.seconds(range.lowerBound), .seconds(range.upperBound))
  }

  mutating func minutes(_ range: ClosedRange<Int64>) -> Interval {
    random.between(.minutes(range.lowerBound), .minutes(range.upperBound))
  }

  mutating func hours(_ range: ClosedRange<Int64>) -> Interval {
    random.between(.hours(range.lowerBound), .hours(range.upperBound))
  }

  /// How long a webhook takes from its sender to the ledger.
  mutating func transit() -> Interval {
    random.between(Interval(microseconds: 150_000), .seconds(4))
  }

  /// `say` with a webhook's transit time.
  mutating func say(
    _ kind: Step.Kind, _ index: Int = 0, by channel: SimulatedChannel, _ message: Message,
    at occurred: Timestamp, citing cause: Step? = nil
  ) {
    let latency = transit()
    script.say(
      kind, index, by: channel, message, at: occurred, heardAfter: latency, citing: cause)
  }

  var order: Order { script.order }
  var parcelCount: Int { order.parcels.count }
}
