import LedgerChannels
import LedgerCore
import LedgerIndex
import LedgerLog

/// One erasure on its way into the log. Unchecked: whoever asked for it waits until the committer has
/// run it.
final class Erasing: @unchecked Sendable {
  /// Residues of one entry, in bytes: far below what a body may have.
  private static let entryBytesMax = 4 << 20

  private let ledger: Ledger
  private let reason: String
  private let actor: String
  private(set) var plan: ErasurePlan
  /// Ids of all keys that are to go.
  private(set) var keys: Set<Hash128> = []
  /// Where it is recorded.
  private(set) var entries: [LogPosition] = []
  private var forgotten: [ErasureRecord.Delivery] = []

  init(ledger: Ledger, plan: ErasurePlan, reason: String, actor: String) {
    self.ledger = ledger
    self.plan = plan
    self.reason = reason
    self.actor = actor
  }

  /// Appends the entries: alone in a commit, so that nothing about the subjects comes in between.
  func prepare(_ batch: inout Batch, sealer: BodySealer) throws(LedgerError) {
    let log = ledger.log
    try plan.extend(to: batch.nextPosition, in: log)
    let revision = ledger.rulebook.revision
    let makers = try ResidueMakers(ledger: ledger)
    var record = ErasureRecord(reason: reason, subjects: plan.subjects, keys: [], deliveries: [])
    var size = 0
    func append(_ record: ErasureRecord) throws(LedgerError) {
      entries.append(
        try LedgerError.logging { () throws(LogError) in
          try ControlEntry.append(
            .erased, body: record.bytes, to: &batch, sealer: sealer, revision: revision,
            actor: actor, surroundings: ledger.surroundings)
        })
    }
    for delivery in plan.deliveries {
      let residue = try makers.residue(of: delivery)
      let going = try goingKeys(of: delivery)
      record.keys += going.filter { keys.insert($0).inserted }
      record.deliveries.append(
        ErasureRecord.Delivery(position: delivery.position, key: delivery.key, residue: residue))
      if case .document(let body) = residue.content { size += body.count }
      guard size >= Erasing.entryBytesMax else { continue }
      try append(record)
      forgotten += record.deliveries
      record.keys = []
      record.deliveries = []
      size = 0
    }
    if !record.deliveries.isEmpty { try append(record) }
    forgotten += record.deliveries
  }

  /// The subjects' own keys where the body is under them, else the body's.
  private func goingKeys(of delivery: ErasurePlan.Delivery) throws(LedgerError) -> [Hash128] {
    let log = ledger.log
    let own = Set(log.keys?.ids(of: plan.subjects) ?? [])
    let all = try LedgerError.logging { () throws(LogError) in
      try log.bodyKeys(at: delivery.position)
    }
    let found = all.filter { own.contains($0) }
    return found.isEmpty ? all : found
  }

  /// The entries are on disk.
  func perform() {
    ledger.state.withLock { state in
      for position in entries {
        state.index.note(entry: position, duplicateOn: nil, at: .distantPast)
      }
      for delivery in forgotten {
        guard let key = delivery.key else { continue }
        state.index.forgetContent(of: delivery.position, key: key)
      }
    }
  }
}
