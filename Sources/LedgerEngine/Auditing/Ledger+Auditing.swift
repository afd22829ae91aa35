import LedgerCore
import LedgerIndex
import LedgerLog
import LedgerProofs
import LedgerRules
import LedgerStorage

extension Ledger {
  /// Gathers what an auditor needs to check all that the ledger says of an order, as of its last
  /// checkpoint, and checks it first as the auditor will.
  ///
  /// - Parameters:
  ///   - text: the order's correlation ID, or any value that names it.
  /// - Throws: `.proving(.notCovered)` and the like, where a checkpoint has to be signed first:
  ///   `LedgerError.asksForCheckpoint`.
  public func auditEvidence(of text: String) throws(LedgerError) -> AuditEvidence {
    let signed = try lastCheckpoint()
    let proof = try orderProof(of: text, under: signed, withBodies: true)
    let keys = try signingKeys()
    let shown: OrderProofCheck.Shown
    do throws(OrderProofFault) {
      shown = try OrderProofCheck.check(proof, trusting: keys.map(\.key))
    } catch {
      throw .proving(.orderProofRefused(error))
    }
    let size = signed.checkpoint.size
    try requireNoLaterAction(than: shown.directory.through, signed: size)
    // What came behind the checkpoint would be missing without a word, so all is traced first.
    let all = try asOf(position: LogPosition(nextPosition.rawValue - 1))
    try requireCovered(try trace(text, asOf: all), by: shown, signed: size)
    let asOf = try asOf(position: LogPosition(size - 1))
    let trace = try trace(text, asOf: asOf)
    var evidence = AuditEvidence(
      trace: trace, asOf: asOf, signed: signed, keys: keys, proof: proof, shown: shown,
      recorded: [], rulebooks: try appliedRulebooks(to: proof.entries.map(\.position), size))
    for (position, part) in auditedPositions(evidence).sorted(by: { $0.key < $1.key }) {
      evidence.recorded.append(try recorded(position, part, size))
    }
    return evidence
  }

  /// Another rulebook, or a reference taken out of joining, may give another order than the directory
  /// lists.
  private func requireNoLaterAction(
    than through: LogPosition, signed size: UInt64
  ) throws(LedgerError) {
    for position in try Recorded(log: log, end: nextPosition).landmarks where position >= through {
      let entry = try LedgerError.logging { () throws(LogError) in try log.entry(at: position) }
      guard case .control(let name) = entry.kind, let kind = ControlKind(rawValue: name),
        kind.switchesRulebooks || kind == .separate
      else { continue }
      throw .proving(.notCovered(position, signed: size))
    }
  }

  private func requireCovered(
    _ trace: Trace, by shown: OrderProofCheck.Shown, signed size: UInt64
  ) throws(LedgerError) {
    let proved = Set((shown.items ?? []).map(\.item.position))
    let last = trace.joins.map(\.position) + trace.events.map(\.item.position)
    if let later = last.filter({ $0 >= shown.directory.through }).max() {
      throw .proving(.notCovered(later, signed: size))
    }
    if let missing = trace.events.first(where: { !proved.contains($0.item.position) }) {
      throw .proving(.notInProof(order: trace.order.order, missing.item.position))
    }
  }

  /// Which entries are handed out, and why.
  private func auditedPositions(
    _ evidence: AuditEvidence
  ) -> [LogPosition: AuditEvidence.Recorded.Part] {
    var parts: [LogPosition: AuditEvidence.Recorded.Part] = [:]
    func add(_ position: LogPosition, _ part: AuditEvidence.Recorded.Part) {
      if parts[position] == nil { parts[position] = part }
    }
    for entry in evidence.proof.entries { add(entry.position, .event) }
    for event in evidence.trace.events {
      if let repeats = event.repeats {
        add(repeats.first.position, .again)
        add(repeats.last.position, .again)
      }
    }
    for join in evidence.trace.joins { add(join.position, .action) }
    for position in evidence.shown.directory.separations { add(position, .action) }
    for applied in evidence.rulebooks {
      add(applied.position, .rulebook)
      add(applied.files, .rulebook)
    }
    let size = evidence.signed.checkpoint.size
    for key in evidence.keys where key.position.rawValue < size { add(key.position, .key) }
    return parts
  }

  private func recorded(
    _ position: LogPosition, _ part: AuditEvidence.Recorded.Part, _ size: UInt64
  ) throws(LedgerError) -> AuditEvidence.Recorded {
    let proof = try eventProof(at: position, size: size)
    return try LedgerError.logging { () throws(LogError) in
      let content = try log.openedBody(at: position).map {
        (opened) throws(LogError) -> AuditEvidence.Content in
        let payload: Payload
        do throws(FormatFault) {
          payload = try Payload(decoding: opened.payload)
        } catch {
          throw .body(position, error)
        }
        return AuditEvidence.Content(
          salt: opened.salt, head: opened.payload.dropLast(payload.body.count),
          headers: payload.headers, body: payload.body)
      }
      return AuditEvidence.Recorded(
        part: part, entry: try log.entry(at: position),
        bytes: try log.canonicalEntry(at: position), content: content, proof: proof)
    }
  }
}

extension Ledger {
  /// The rulebooks that were in force when entries were received, and the one in force at the end.
  ///
  /// - Parameter positions: ascending.
  private func appliedRulebooks(
    to positions: [LogPosition], _ size: UInt64
  ) throws(LedgerError) -> [AuditEvidence.AppliedRulebook] {
    let switches = try rulebookHistory().filter { $0.position.rawValue < size }
    var applied: [AuditEvidence.AppliedRulebook] = []
    for (index, change) in switches.enumerated() {
      let next = index + 1 < switches.count ? switches[index + 1].position : nil
      let isActive = next == nil
      let wasInForce = positions.contains { position in
        position > change.position && next.map { position < $0 } ?? true
      }
      guard wasInForce || isActive else { continue }
      let files = try RulebookEntry.filesPosition(of: change.position, log: log)
      applied.append(
        AuditEvidence.AppliedRulebook(
          position: change.position, files: files, activated: change.activated,
          isActive: isActive, rulebook: try rulebook(activatedAt: change.position)))
    }
    return applied
  }
}

extension LedgerError {
  /// Whether signing a checkpoint helps.
  public var asksForCheckpoint: Bool {
    guard case .proving(let fault) = self else { return false }
    return switch fault {
    case .noCheckpoint, .notCovered, .notInDirectory, .directoryMissing: true
    default: false
    }
  }
}
