import LedgerChannels
import LedgerCore
import LedgerLog
import Synchronization

/// Which deliveries of a log are erased, and what is left of them.
final class Erasures: Sendable {
  private let log: LogReader
  private let state = Mutex(State())

  private struct State {
    /// Landmarks that were looked at.
    var landmarks = 0
    /// Delivery → the entry that records its erasure.
    var entries: [LogPosition: LogPosition] = [:]
    /// What is left of those of the entry that was last asked for.
    var last: (entry: LogPosition, residues: [LogPosition: Residue])?
  }

  init(log: LogReader) { self.log = log }

  /// Takes note of erasures that were recorded since.
  func refresh() throws(LedgerError) {
    guard log.key.isEncrypted else { return }
    let landmarks = try LedgerError.logging { () throws(LogError) in try log.landmarks() } ?? []
    try state.withLock { (state) throws(LedgerError) in
      for position in landmarks.dropFirst(state.landmarks) {
        guard let record = try Erasures.record(at: position, in: log) else { continue }
        for delivery in record.deliveries { state.entries[delivery.position] = position }
      }
      state.landmarks = landmarks.count
    }
  }

  /// The entry that records the erasure of a delivery; nil where it is not erased.
  func entry(for position: LogPosition) -> LogPosition? {
    state.withLock { $0.entries[position] }
  }

  /// What is left of a delivery; nil where it is not erased.
  func residue(of position: LogPosition) throws(LedgerError) -> Residue? {
    try state.withLock { (state) throws(LedgerError) in
      guard let entry = state.entries[position] else { return nil }
      if let last = state.last, last.entry == entry { return last.residues[position] }
      guard let record = try Erasures.record(at: entry, in: log) else { return nil }
      let residues = Dictionary(record.deliveries.map { ($0.position, $0.residue) }) { $1 }
      state.last = (entry, residues)
      return residues[position]
    }
  }

  /// The record of an erasure; nil where the entry is something else.
  static func record(
    at position: LogPosition, in log: LogReader
  ) throws(LedgerError) -> ErasureRecord? {
    let kind = try LedgerError.logging { () throws(LogError) in
      try log.withEntry(at: position) { view throws(LogError) in view.kind }
    }
    guard case .control(ControlKind.erased.rawValue) = kind else { return nil }
    let payload = try LedgerError.logging { () throws(LogError) in
      try log.body(at: position, verifying: true)
    }
    guard let record = payload.flatMap({ ErasureRecord($0.body) }) else {
      throw .log(.body(position, .contradiction(.payload)))
    }
    return record
  }

  /// All records, oldest first.
  static func records(
    in log: LogReader
  ) throws(LedgerError) -> [(position: LogPosition, record: ErasureRecord)] {
    var found: [(LogPosition, ErasureRecord)] = []
    let landmarks = try LedgerError.logging { () throws(LogError) in try log.landmarks() } ?? []
    for position in landmarks {
      if let record = try record(at: position, in: log) { found.append((position, record)) }
    }
    return found
  }
}
