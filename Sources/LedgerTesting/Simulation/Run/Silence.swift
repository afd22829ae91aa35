public import LedgerCore

/// A channel that says nothing for hours; what it had to say comes in one go when it is back, or
/// never within the simulation.
public struct Silence: Sendable, Equatable {
  public var channel: SimulatedChannel
  public var from: Timestamp
  public var to: Timestamp

  public init(channel: SimulatedChannel, from: Timestamp, to: Timestamp) {
    self.channel = channel
    self.from = from
    self.to = to
  }

  /// Holds back what falls into the silence. The backlog comes in its order.
  func apply(to script: inout OrderScript) {
    script.silences.append(self)
    for index in script.events.indices where script.events[index].channel == channel {
      let received = script.events[index].received
      guard received > from, received < to else { continue }
      script.events[index].received = told(of: received)
      script.events[index].heldSince = from
    }
  }

  /// When the backlog has come to what would have arrived at `instant`: after a thousandth of the
  /// wait, to the millisecond, so that it keeps its order and is over within seconds.
  func told(of instant: Timestamp) -> Timestamp {
    to + Interval(microseconds: (instant - from).microseconds / 1_000_000 * 1000)
  }

  /// Draws `count` silences of the ERP, the connector or the carrier, one after the other.
  static func drawn(
    count: Int, options: SimulationOptions
  ) -> [Silence] {
    guard count > 0 else { return [] }
    var random = SplitMix64.stream(seed: options.seed, key: .max - 1)
    let span = (options.horizon - options.start).microseconds / Int64(count)
    return (0..<count).map { index in
      let first = options.start + Interval(microseconds: span * Int64(index) + span / 8)
      let length = random.between(.hours(3), .hours(9))
      let latest = Interval(microseconds: max(1000, span * 7 / 8 - length.microseconds))
      let from = first + random.between(.zero, latest)
      let channels: [SimulatedChannel] = [.netsuite, .netsuite, .hop, .easypost]
      return Silence(channel: channels[random.below(4)], from: from, to: from + length)
    }
  }
}
