import HTTPTypes
import LedgerEngine
import NIOCore
import ServiceLifecycle

/// One stream of deliveries on its way into the log: a few lines at a time are made ready while those
/// before them are committed, and no more is read of the stream until then.
struct BulkImport: ~Copyable {
  /// A commit shared with live deliveries holds so many of them only.
  private static let groupRecordsMax = 64
  private static let groupBytesMax = 1 << 18

  let intake: Intake
  let principal: Principal
  private let reader: Reader
  private var cutter = LineCutter(origin: RawBlock.Origin(path: "body", digest: nil))
  private(set) var tally = BulkTally()
  /// What is being committed.
  private var pending: Task<[Receipt], any Error>?
  private var group: [(number: Int, outcome: Prepared)] = []

  private enum Prepared {
    case ready(ReadyDelivery)
    case refused(String)
  }

  /// Unchecked: it is used in the one thread for such work.
  private final class Reader: @unchecked Sendable {
    let preparer: RecordPreparer
    init(_ preparer: RecordPreparer) { self.preparer = preparer }
  }

  init(_ intake: Intake, _ principal: Principal, channel: String?) {
    self.intake = intake
    self.principal = principal
    reader = Reader(
      RecordPreparer(
        intake.ledger.writer,
        RecordPlan(
          channel: channel, actor: principal.name, secrets: intake.pool.currentSecrets,
          allowsUnsigned: true,
          channelRemedy: "name one there, or one for all lines with `?channel=NAME`",
          mayDeliver: { principal.mayDeliver(on: $0) })))
  }

  /// Takes a piece of the stream.
  ///
  /// - Returns: lines for what is on disk since.
  mutating func add(_ piece: ByteBuffer) async throws -> [UInt8] {
    cutter.add(piece.readableBytesView)
    return try await take(isAtEnd: false)
  }

  /// Takes what is left at the stream's end.
  mutating func finish() async throws -> [UInt8] {
    let lines = try await take(isAtEnd: true)
    return try await lines + settle()
  }

  private mutating func take(isAtEnd: Bool) async throws -> [UInt8] {
    var lines: [UInt8] = []
    while let block = cutter.next(
      recordsMax: BulkImport.groupRecordsMax, bytesMax: BulkImport.groupBytesMax, isAtEnd: isAtEnd)
    {
      if block.records.isEmpty {
        if isAtEnd { break }
        continue
      }
      guard !Task.isShuttingDownGracefully else {
        lines += try await settle()
        throw Problem(
          .serviceUnavailable, "ending",
          "The server ends. Send all of it again later: what was kept is known again",
          retryAfter: 30, members: tally.members)
      }
      let prepared = try await intake.ledger.bulk.run { [reader] in reader.preparer.prepare(block) }
      lines += try await settle()
      for record in prepared.records { lines += try await add(record) }
      commit()
    }
    return lines
  }

  private mutating func add(_ record: PreparedRecord) async throws -> [UInt8] {
    let number = tally.next()
    switch record {
    case .ready(let delivery, _): group.append((number, .ready(delivery)))
    case .refused(let sentence): group.append((number, .refused(sentence)))
    case .waiting(let channel, let incoming, let place):
      // A registration stands between the deliveries in front of it and those behind.
      commit()
      let lines = try await settle()
      group.append((number, try await register(channel, incoming, place)))
      return lines
    }
    return []
  }

  private func register(
    _ channel: String, _ incoming: Incoming, _ place: String
  ) async throws -> Prepared {
    if case .registrable = intake.ledger.writer.standing(ofChannel: channel) {
      _ = try await intake.register(
        channel, kind: nil, account: nil, actor: incoming.actor, at: incoming.received)
    }
    let record = try await intake.ledger.bulk.run { [reader] in
      reader.preparer.prepare(incoming, channel: channel, place: place)
    }
    return switch record {
    case .ready(let delivery, _): .ready(delivery)
    case .refused(let sentence): .refused(sentence)
    case .waiting: .refused("\(place): there is no channel \(channel), nor a kind of that name")
    }
  }

  /// Begins to commit the group.
  private mutating func commit() {
    guard pending == nil, !group.isEmpty else { return }
    let ready: [ReadyDelivery] = group.compactMap {
      if case .ready(let delivery) = $0.outcome { delivery } else { nil }
    }
    let writer = intake.ledger.writer
    pending = Task { ready.isEmpty ? [] : try await writer.append(ready, lane: .bulk) }
  }

  /// Waits for what is being committed.
  private mutating func settle() async throws -> [UInt8] {
    guard let pending else { return [] }
    self.pending = nil
    var receipts = try await pending.value[...]
    var lines: [UInt8] = []
    for (number, outcome) in group {
      switch outcome {
      case .ready:
        guard let receipt = receipts.popFirst() else {
          preconditionFailure("each delivery has a receipt")
        }
        tally.add(receipt)
        lines += IngestReceipt.lines([receipt], numbers: [number])
      case .refused(let sentence):
        tally.refuse(number, sentence)
        lines += IngestReceipt.refused(number: number).utf8 + [0x0a]
      }
    }
    group.removeAll(keepingCapacity: true)
    return lines
  }
}
