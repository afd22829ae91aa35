import Crypto
import LedgerCore
import LedgerLog
import LedgerProofs

/// Goes through the files of a backup, and holds all that they say of themselves and of each other
/// against what they hold: SHA-256 of each, dense positions, the root behind each.
struct BackupWalk {
  let files: [BackupFile]
  /// Numbers of entries at which the root is to be kept.
  private var wanted: ArraySlice<UInt64>
  private(set) var roots: [UInt64: Hash256] = [:]
  private(set) var frontier = MerkleFrontier()
  private(set) var identity: LedgerIdentity?
  private(set) var bodies = 0

  /// - Parameter sizes: numbers of entries of which `roots` is to hold the root.
  init(_ files: [BackupFile], rootsAt sizes: some Sequence<UInt64>) {
    self.files = files
    wanted = Array(Set(sizes)).sorted()[...]
  }

  /// Visits all records; that a file was not altered is known when the next one begins.
  ///
  /// - Parameter progress: entries so far, and of all.
  mutating func run(
    progress: (UInt64, UInt64) -> Void,
    _ visit: (BackupRecord) throws(LedgerError) -> Void
  ) throws(LedgerError) {
    keepRoots()
    let total = files.last?.summary.next.rawValue ?? 0
    for file in files {
      var reader = try BackupFileReader(file)
      var content = Content()
      try reader.forEachRecord { (record) throws(LedgerError) in
        try take(record, of: file, &content)
        if frontier.size & 0xfff == 0 { progress(frontier.size, total) }
        try visit(record)
      }
      try check(content, file)
    }
    progress(total, total)
  }

  /// What was found in one file.
  private struct Content {
    var bodies = 0
    var lastDictionary: UInt32?
    var checkpoints: [BackupSummary.SignedSize] = []
    /// Whether the record before was an entry, so that a body may follow.
    var isBehindEntry = false
  }

  private mutating func take(
    _ record: BackupRecord, of file: BackupFile, _ content: inout Content
  ) throws(LedgerError) {
    let isBehindEntry = content.isBehindEntry
    content.isBehindEntry = false
    switch record {
    case .identity(let bytes):
      guard identity == nil, frontier.size == 0,
        let found = LedgerIdentity(bytes: bytes),
        found.name == file.head.ledger
      else { throw contradiction(file, "it is not of the ledger that its first line names") }
      identity = found
    case .dictionary(let id, _):
      content.lastDictionary = id
    case .entry(let bytes):
      guard identity != nil else {
        throw contradiction(file, "it does not say of which ledger it is")
      }
      guard BackupWalk.position(of: bytes) == LogPosition(frontier.size) else {
        throw contradiction(file, "entry \(frontier.size) is missing or damaged")
      }
      frontier.append(MerkleTree.leafHash(bytes))
      content.isBehindEntry = true
      keepRoots()
    case .body:
      guard isBehindEntry else { throw contradiction(file, "a body follows no entry") }
      content.bodies += 1
      bodies += 1
    case .checkpoint(let bytes):
      guard let note = try? SignedNote(bytes), let checkpoint = try? Checkpoint(text: note.text)
      else { throw contradiction(file, "a checkpoint in it is none") }
      content.checkpoints.append(
        BackupSummary.SignedSize(
          size: checkpoint.size, note: Hash256(bytes: SHA256.hash(data: bytes))))
    }
  }

  private mutating func keepRoots() {
    while let size = wanted.first, size <= frontier.size {
      wanted.removeFirst()
      roots[size] = frontier.root
    }
  }

  private func check(_ content: Content, _ file: BackupFile) throws(LedgerError) {
    let summary = file.summary
    guard frontier.size == summary.next.rawValue, content.bodies == summary.bodies,
      content.checkpoints == summary.checkpoints,
      content.lastDictionary.map({ $0 == summary.lastDictionary }) ?? true
    else { throw contradiction(file, "it does not hold what its last lines say") }
    guard frontier.root == summary.root else {
      throw contradiction(
        file, "its entries have the root \(frontier.root.short), and it says \(summary.root.short)")
    }
  }

  private static func position(of entry: [UInt8]) -> LogPosition? {
    entry.withUnsafeBytes { try? EntryView(unsafeBytes: $0).position }
  }

  private func contradiction(_ file: BackupFile, _ detail: String) -> LedgerError {
    .backup(.contradiction(path: file.path, detail))
  }
}
