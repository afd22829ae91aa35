import LedgerCore
import LedgerFold
import LedgerIndex
import LedgerLog
import LedgerReplay
import LedgerRules
import LedgerStorage
import LedgerStorageWriting

/// The history read anew by a rulebook that extracts otherwise: an index file in a temporary directory,
/// removed when this ends; not where the process is killed, so that the next replay goes on from there.
final class Shadow {
  private let place: ShadowPlace
  private let log: LogReader
  private let file: ShadowFile
  /// Which order each item belongs to.
  private var roots: [ItemID: ThreadID] = [:]
  /// Deliveries whose bodies are not kept: what they said cannot be seen anew.
  private var unread: Set<LogPosition> = []

  /// - Parameters:
  ///   - isResumable: whether to go on with what an earlier replay of the same left, and to leave it to a
  ///     later one where this process is killed.
  ///   - separated: references that do not join; nil for those that the log has taken out of joining
  ///     before `end`.
  ///   - progress: position reached.
  init(
    log: LogReader, end: LogPosition, rulebook: Rulebook, isResumable: Bool = false,
    separated: [Reference]? = nil,
    _ progress: @escaping (LogPosition) -> Void = { _ in }
  ) throws(LedgerError) {
    self.log = log
    let name = "\(log.key.id.description.prefix(16))-\(rulebook.revision.description.prefix(16))"
    place = try ShadowPlace.take(isResumable ? name : nil)
    file = try ShadowFile(
      place, log: log, end: end, rulebook: rulebook, separated: separated)
    unread = Set(file.unread)
    try takeIn(until: end, shaped: .init(.max), progress)
  }

  deinit { place.remove() }

  func isUnread(_ position: LogPosition) -> Bool { unread.contains(position) }

  /// Takes in what the log has got since.
  func extend(to end: LogPosition) throws(LedgerError) {
    precondition(index.nextPosition <= end, "a snapshot is not older than the shadow made for it")
    guard index.nextPosition < end else { return }
    // Position 0 is the ledger's creation, which the shadow has.
    try takeIn(until: end, shaped: LogPosition(index.nextPosition.rawValue - 1)) { _ in }
  }

  /// - Parameter shaped: a change of shape behind it asks for a shadow made anew.
  private func takeIn(
    until end: LogPosition, shaped: LogPosition, _ progress: @escaping (LogPosition) -> Void
  ) throws(LedgerError) {
    var catchUp = CatchUp(log: log, index: index, file: file.file, shaped: shaped)
    catchUp.unread = unread.sorted()
    catchUp.beforeFlush = file.note
    catchUp.progress = progress
    try catchUp.run(until: end)
    // Orders were taken apart, or a rulebook activated.
    guard catchUp.reshaping == nil else { throw .indexBehind(directory: place.directory) }
    unread = Set(catchUp.unread)
    try file.note(unread: catchUp.unread)
    try LedgerError.storing { () throws(StorageError) in
      try index.flush(to: file.file)
      try collectRoots()
    }
  }

  private var index: LiveIndex { file.index }

  var table: FoldTable { index.table }

  /// Runs a body on the index, as it is up to its end.
  func reading<Result>(
    _ body: (LiveIndex, borrowing ReadTransaction) throws(LedgerError) -> Result
  ) throws(LedgerError) -> Result {
    try file.file.reading.read(failingWith: LedgerError.self) { (base) throws(LedgerError) in
      try body(index, base)
    }
  }

  func knowledge(
    asOf: Timestamp, under rulebook: Rulebook
  ) throws(StorageError) -> ChannelKnowledge {
    try file.file.read { (base) throws(StorageError) in
      try index.knowledge(asOf: asOf, under: rulebook, base)
    }
  }

  func unheard(under rulebook: Rulebook) -> ReplaySide.Unheard { index.unheard(under: rulebook) }

  private func collectRoots() throws(StorageError) {
    try file.file.read { (base) throws(StorageError) in
      try index.forEachRow(base) { (row) throws(StorageError) in
        guard row.kind == .order else { return .next }
        for entry in try index.spine(threads: row.threads, shared: [], base) {
          roots[entry.id] = row.root
        }
        return .next
      }
    }
  }

  /// What the items of an order have become: the entries of the order that holds the first of them.
  func counterpart(
    of spine: [SpineEntry]
  ) throws(StorageError) -> (spine: [SpineEntry], roots: Set<ThreadID>, obstacle: String?) {
    let own = spine.filter { !$0.flags.contains(.shared) }
    let found = Set(own.compactMap { roots[$0.id] })
    let lost = spine.first { unread.contains(LogPosition($0.position)) }
    let obstacle = lost.map { "the body at position \($0.position) is not kept" }
    guard let first = own.lazy.compactMap({ self.roots[$0.id] }).first else {
      return ([], [], obstacle)
    }
    return (try entries(of: first), found, obstacle)
  }

  /// Orders that none of the given ones became.
  func orders(
    except met: Set<ThreadID>
  ) throws(StorageError) -> [(root: ThreadID, order: String, spine: [SpineEntry])] {
    var found: [(root: ThreadID, order: String, spine: [SpineEntry])] = []
    try file.file.read { (base) throws(StorageError) in
      try index.forEachRow(base) { (row) throws(StorageError) in
        guard row.kind == .order, !met.contains(row.root) else { return .next }
        found.append(
          (
            row.root, row.correlationID,
            try index.spine(threads: row.threads, shared: row.shared, base)
          ))
        return .next
      }
    }
    return found
  }

  private func entries(of root: ThreadID) throws(StorageError) -> [SpineEntry] {
    try file.file.read { (base) throws(StorageError) in
      guard let row = try index.currentRow(root, base) else { return [] }
      return try index.spine(threads: row.threads, shared: row.shared, base)
    }
  }
}
