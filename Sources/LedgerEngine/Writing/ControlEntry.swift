import LedgerCore
import LedgerLog

/// Entries for what operators do.
enum ControlEntry {
  /// Adds a control entry to a batch.
  @discardableResult
  static func append(
    _ kind: ControlKind, body: [UInt8], to batch: inout Batch, sealer: BodySealer,
    revision: Hash256, actor: String, at instant: Timestamp? = nil, surroundings: Surroundings
  ) throws(LogError) -> LogPosition {
    var salts = Salts(surroundings)
    let sealed: SealedBody
    do throws(BodyFault) {
      sealed = try sealer.seal(
        headers: [], body: body, salt: salts.next(), shape: "control/\(kind.rawValue)")
    } catch {
      switch error {
      case .format(let fault): throw .entry(batch.nextPosition, fault)
      case .log(let error): throw error
      }
    }
    let entry = Entry(
      position: batch.nextPosition, kind: .control(kind.rawValue),
      received: max(instant ?? surroundings.now(), batch.lastReceived),
      clock: instant == nil ? surroundings.clock() : .stated,
      engineVersion: Ledger.engineVersion, account: "", channel: "", channelKind: "",
      deliveryKey: nil, actor: actor, authentication: "none", evidence: .ledger,
      revision: revision, content: sealed.content)
    return try batch.append(entry, body: sealed.stored, isLandmark: kind.isLandmark)
  }
}
