public import LedgerCore
import LedgerLog
public import LedgerProofs

/// Makes a ledger of a backup, or of an exported log.
public enum Restoring {
  /// Where a restored log ends.
  public enum End: Sendable, Hashable {
    /// The last entry that is taken.
    case position(LogPosition)
    /// All that was received by then.
    case time(Timestamp)

    func includes(_ entry: EntryView) -> Bool {
      switch self {
      case .position(let last): entry.position <= last
      case .time(let time): entry.received <= time
      }
    }
  }

  /// What was made, of what.
  public struct Result: Sendable {
    public var ledger: String
    public var entries: UInt64
    /// Entries that the source has.
    public var sourceEntries: UInt64
    public var root: Hash256
    /// Size of the largest checkpoint that the source agrees with; nil where there is none.
    public var signedSize: UInt64?
    /// Checkpoints that stand in the ledger now.
    public var checkpoints: [UInt64]
    public var orders: Int
    public var digest: Hash256
    /// The key of a ledger that goes on under a name of its own.
    public var newKey: VerifierKey?
    /// Whether the key that signs checkpoints is there.
    public var canSign: Bool
  }

  /// What is being done, for a bar.
  public enum Step: Sendable {
    case entries(UInt64, of: UInt64)
    case index(LogPosition, of: LogPosition)
  }
}

extension Restoring {
  /// Makes a ledger of a backup.
  ///
  /// - Parameters:
  ///   - paths: one folder, or all files.
  ///   - directory: one without a log. Checkpoints and a signing key that are there stay, and the log
  ///     must agree with them.
  ///   - end: where to end; nil for all.
  ///   - held: a checkpoint from elsewhere, with which the backup must agree.
  ///   - fork: the name in which the ledger signs from now on, as another one: what was signed and is
  ///     not restored does not bind it.
  public static func restore(
    _ paths: [String], to directory: String, end: End? = nil, against held: Backup.Held? = nil,
    fork: String? = nil, actor: String = "operator", surroundings: Surroundings = .machine,
    progress: (Step) -> Void = { _ in }
  ) throws(LedgerError) -> Result {
    let files = try Backup.complete(paths)
    var finish = try RestoreFinish(directory: directory, fork: fork, actor, surroundings)
    if let held { try finish.hold(held) }
    if case .position(let position) = end, let last = files.last?.summary.next, position >= last {
      throw .backup(.beyondEnd(position, end: last))
    }
    let sizes = files.flatMap { $0.summary.checkpoints.map(\.size) }
    var walk = BackupWalk(files, rootsAt: sizes + finish.signed.sizes)
    var run = RestoreRun(
      directory: directory, end: end, id: finish.newID, surroundings: surroundings)
    do throws(LedgerError) {
      try walk.run(progress: { progress(.entries($0, of: $1)) }) { (record) throws(LedgerError) in
        try run.take(record)
      }
      let copy = try run.finish()
      finish.notes = run.notes
      return try finish.run(copy, walk.roots, sourceEntries: walk.frontier.size, progress)
    } catch {
      run.abandon()
      throw error
    }
  }
}

/// Takes the records of a backup into a log.
struct RestoreRun {
  private let directory: String
  private let end: Restoring.End?
  /// The id of the new ledger, where it is to be another one.
  private let id: [UInt8]?
  private let surroundings: Surroundings
  private var copy: LogCopy?
  private var entry: StoredRecord?
  /// Whether the end was reached: the rest is only verified.
  private var isBeyond = false
  /// Signed notes, the last form of each.
  private(set) var notes: [UInt64: SignedNote] = [:]

  init(
    directory: String, end: Restoring.End?, id: [UInt8]?, surroundings: Surroundings
  ) {
    self.surroundings = surroundings
    self.directory = directory
    self.end = end
    self.id = id
  }

  mutating func take(_ record: BackupRecord) throws(LedgerError) {
    switch record {
    case .identity(let bytes):
      guard var identity = LedgerIdentity(bytes: bytes) else {
        preconditionFailure("the walk has checked it")
      }
      if let id {
        // The file of keys is bound to the ledger's id.
        guard !identity.isEncrypted else { throw .backup(.encryptedFork) }
        identity.id = id
      }
      copy = try LogCopy(
        in: directory, identity: identity, isVerifying: true, surroundings)
    case .dictionary(let id, let bytes):
      try flush()
      guard !isBeyond else { return }
      try copy?.put(StoredDictionary(id: DictionaryID(rawValue: id), record: bytes))
    case .entry(let bytes):
      try flush()
      if let end, !isBeyond {
        isBeyond = bytes.withUnsafeBytes { bytes in
          (try? EntryView(unsafeBytes: bytes)).map { !end.includes($0) } ?? false
        }
      }
      if !isBeyond { entry = StoredRecord(entry: bytes, body: nil) }
    case .body(let bytes):
      entry?.body = bytes
    case .checkpoint(let bytes):
      guard let note = try? SignedNote(bytes), let signed = try? Checkpoint(text: note.text) else {
        preconditionFailure("the walk has checked it")
      }
      notes[signed.size] = note
    }
  }

  private mutating func flush() throws(LedgerError) {
    guard let entry else { return }
    self.entry = nil
    try copy?.add(entry)
  }

  mutating func finish() throws(LedgerError) -> LogCopy {
    try flush()
    guard let copy else { throw .backup(.nothingThere(path: directory)) }
    try copy.flush()
    return copy
  }

  func abandon() { copy?.abandon() }
}
