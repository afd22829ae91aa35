import LedgerChannels
public import LedgerCore

/// What an import's records are read by.
public struct RecordPlan: Sendable {
  /// Nil where each line names its own.
  public var channel: String?
  public var actor: String
  public var secrets: ChannelSecrets
  /// Whether a delivery of a channel with a secret may come without a signature.
  public var allowsUnsigned: Bool
  /// How somebody names a channel for all lines, as the end of a sentence.
  public var channelRemedy: String
  /// Whether the actor may deliver on a channel.
  public var mayDeliver: @Sendable (String) -> Bool

  public init(
    channel: String?, actor: String, secrets: ChannelSecrets, allowsUnsigned: Bool,
    channelRemedy: String, mayDeliver: @escaping @Sendable (String) -> Bool = { _ in true }
  ) {
    self.channel = channel
    self.actor = actor
    self.secrets = secrets
    self.allowsUnsigned = allowsUnsigned
    self.channelRemedy = channelRemedy
    self.mayDeliver = mayDeliver
  }
}

/// A record of an import on its way into the log.
public enum PreparedRecord: Sendable {
  case ready(ReadyDelivery, received: Timestamp?)
  /// Of a channel that is not registered yet.
  case waiting(channel: String, Incoming, place: String)
  /// Why, as a sentence.
  case refused(String)
}

/// A block of records, made ready.
public struct PreparedBlock: Sendable {
  public var records: [PreparedRecord]
  public var readBytes: UInt64
  public var unreadable: [LedgerError]
}

/// Makes blocks of records ready. One per thread.
public final class RecordPreparer {
  private let ledger: Ledger
  private let plan: RecordPlan
  private var preparations: [String: Preparation] = [:]
  /// Hexadecimal digests of the block's origins.
  private var digests: [String] = []

  public init(_ ledger: Ledger, _ plan: RecordPlan) {
    self.ledger = ledger
    self.plan = plan
  }

  public func prepare(_ block: RawBlock) -> PreparedBlock {
    digests = block.origins.map { $0.digest?.description ?? "" }
    let records = block.records.map { prepare($0, of: block) }
    return PreparedBlock(
      records: records, readBytes: block.readBytes, unreadable: block.unreadable)
  }

  private func prepare(_ record: RawBlock.Record, of block: RawBlock) -> PreparedRecord {
    let origin = block.origins[record.origin]
    func refused(_ reason: String) -> PreparedRecord {
      .refused("\(origin.path): \(reason)")
    }
    if let byteCount = record.tooLongBytes {
      guard !record.isWhole else {
        return refused("more than \(deliveryLineBytesMax) bytes; split it at the sender")
      }
      let reason = DeliveryRefusal.Reason.tooLong(bytes: byteCount, limit: deliveryLineBytesMax)
      return refused("\(DeliveryRefusal(line: record.line, reason: reason))")
    }
    let bytes = block[record]
    guard let channel = plan.channel ?? ChannelMember.text(in: bytes) else {
      let isJSON = (try? JSONDocument.parse(bytes)) != nil
      return refused(
        "line \(record.line) \(isJSON ? "has no `channel`" : "is no JSON, so it names no channel"); "
          + plan.channelRemedy)
    }
    guard plan.mayDeliver(channel) else {
      return refused("line \(record.line): you may not deliver on the channel \(channel)")
    }
    let read = DeliveryRecord(reading: bytes, line: record.line)
    switch read.checked(at: ledger.surroundings.now()) {
    case .refused(let refusal): return refused("\(refusal)")
    case .delivery(let delivery):
      let digest = record.digest ?? origin.digest ?? .zero
      let text = record.digest?.description ?? digests[record.origin]
      var incoming = Incoming(
        headers: delivery.headers, body: delivery.body, received: delivery.received,
        evidence: .operatorFile(digest: digest, line: UInt64(record.line)), actor: plan.actor,
        fallbackID: "\(text):\(record.line)")
      incoming.mayBeUnsigned = plan.allowsUnsigned
      return prepare(incoming, channel: channel, place: "\(origin.path): line \(record.line)")
    }
  }

  /// Makes a delivery ready, unless its channel is not known to the ledger.
  public func prepare(
    _ incoming: Incoming, channel: String, place: String
  ) -> PreparedRecord {
    do throws(LedgerError) {
      guard let preparation = try preparation(channel) else {
        return .waiting(channel: channel, incoming, place: place)
      }
      do throws(Refusal) {
        return .ready(try preparation.prepare(incoming), received: incoming.received)
      } catch {
        return .refused("\(place): \(error.words)")
      }
    } catch {
      return .refused("\(place): \(error)")
    }
  }

  /// Nil where the ledger does not know the channel yet.
  private func preparation(_ channel: String) throws(LedgerError) -> Preparation? {
    if let known = preparations[channel] { return known }
    let secrets = try plan.secrets.secrets(of: channel)
    do throws(LedgerError) {
      let made = try ledger.preparation(channel: channel, secrets: secrets)
      preparations[channel] = made
      return made
    } catch .unknownChannel {
      return nil
    }
  }
}

extension Refusal {
  public var words: String {
    switch self {
    case .notAuthentic(let failure): "\(failure.code): \(failure)"
    case .tooLarge(let bytes, let limit): "\(bytes) bytes, more than \(limit)"
    case .notKept(let detail): "it could not be kept: \(detail)"
    case .unreadable(let detail): "not a delivery: \(detail)"
    }
  }
}
