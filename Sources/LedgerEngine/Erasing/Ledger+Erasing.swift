import LedgerChannels
public import LedgerCore
import LedgerIndex
import LedgerLog
import LedgerStorage

extension Ledger {
  /// The keyed hash by which entries name a data subject.
  ///
  /// - Parameter identifier: as the channel's `subjects` find it, such as a customer's number.
  public func subject(_ identifier: String) -> Hash128 {
    DataSubject.hash(of: identifier, log.key.hasher)
  }

  /// Whom the deliveries of an order are about.
  public func subjects(ofOrder text: String) throws(LedgerError) -> [Hash128] {
    let trace = try trace(text, asOf: now)
    var subjects: Set<Hash128> = []
    for event in trace.events {
      subjects.formUnion(
        try LedgerError.logging { () throws(LogError) in
          try log.entry(at: event.item.position).subjects
        })
    }
    return subjects.sorted()
  }

  /// What erasing them would take.
  public func erasure(of subjects: [Hash128]) throws(LedgerError) -> ErasurePlan {
    guard isEncrypted else { throw .erasing(.notEncrypted) }
    var plan = ErasurePlan(subjects: Set(subjects).sorted())
    try plan.extend(to: nextPosition, in: log)
    plan.orders = try reading { (index, base) throws(LedgerError) in
      try LedgerError.storing { () throws(StorageError) in
        var orders: Set<String> = []
        for thread in Set(plan.deliveries.flatMap(\.threads)) {
          for row in try index.orders(sharing: thread, base) { orders.insert(row.correlationID) }
        }
        return orders.sorted()
      }
    }
    return plan
  }

  /// Erases all deliveries about these: records what stays of them, and destroys their keys. When this
  /// returns, no file of keys of this ledger opens them any more.
  public func erase(
    _ subjects: [Hash128], reason: String, actor: String
  ) throws(LedgerError) -> (plan: ErasurePlan, entries: [LogPosition]) {
    guard let writing, let keys = writing.log.reader.keys else {
      throw self.writing == nil ? .openedForReading : .erasing(.notEncrypted)
    }
    let plan = try erasure(of: subjects)
    guard !plan.deliveries.isEmpty else { throw .erasing(.nothing) }
    // What the index has not written yet would keep what it has heard of the bodies.
    try flush()
    let erasing = Erasing(ledger: self, plan: plan, reason: reason, actor: actor)
    try submitAlone {
      try erasing.prepare(&$0, sealer: writing.log.makeSealer())
    } whenCommitted: {
      erasing.perform()
    }
    // Crash before: the next opening for writing finds the entries, and destroys the keys.
    try LedgerError.logging { () throws(LogError) in try keys.destroy(erasing.keys) }
    try flush()
    return (erasing.plan, erasing.entries)
  }

  /// The entry that records the erasure of a delivery; nil where it is not erased.
  public func erasure(of position: LogPosition) throws(LedgerError) -> LogPosition? {
    guard isEncrypted else { return nil }
    if let known = erasures.entry(for: position) { return known }
    try erasures.refresh()
    return erasures.entry(for: position)
  }

  /// Puts the file of keys under another master key. The log is not touched, and neither is any key of
  /// a subject.
  public func rotateMasterKey(to master: MasterKey) throws(LedgerError) {
    guard let writing, let keys = writing.log.reader.keys else {
      throw self.writing == nil ? .openedForReading : .erasing(.notEncrypted)
    }
    try LedgerError.logging { () throws(LogError) in try keys.rotate(to: master) }
  }

  /// Destroys keys whose erasure is recorded: where a process died in between, and where an older
  /// file of keys was put back.
  func finishErasures() throws(LedgerError) {
    guard let keys = log.keys else { return }
    var left: Set<Hash128> = []
    for (_, record) in try Erasures.records(in: log) { left.formUnion(keys.present(record.keys)) }
    guard !left.isEmpty else { return }
    try LedgerError.logging { () throws(LogError) in try keys.destroy(left) }
  }
}
