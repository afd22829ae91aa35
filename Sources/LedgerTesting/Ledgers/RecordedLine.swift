public import LedgerChannels
import LedgerCore
public import LedgerEngine

/// A line of recorded deliveries in NDJSON, each with its channel: as the simulator writes them.
public struct RecordedLine: Sendable {
  public let channel: String
  public let delivery: RecordedDelivery

  /// Nil where the line is no delivery, or names no channel.
  public init?(_ line: [UInt8]) {
    guard case .delivery(let delivery) = DeliveryRecord(reading: line),
      let document = try? JSONDocument.parse(line),
      let node = document.member("channel", of: document.root)
    else { return nil }
    channel = document.text(node)
    self.delivery = delivery
  }

  /// The delivery on its way in, as an import has it.
  public func incoming(actor: String) -> Incoming {
    Incoming(
      headers: delivery.headers, body: delivery.body, received: delivery.received,
      evidence: .unsigned, actor: actor)
  }
}
