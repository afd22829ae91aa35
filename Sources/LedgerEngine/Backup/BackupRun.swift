import Crypto
import LedgerCore
import LedgerLog
import LedgerProofs

/// Copies a log behind what a backup holds already.
struct BackupRun {
  private let log: LogReader
  private let checkpoints: CheckpointFiles
  private let surroundings: Surroundings
  private let throttle: Throttle
  private let fileBytes: UInt64

  /// What is to be copied ends here: what comes meanwhile is for the next time.
  private var end = LogPosition.first
  private var next = LogPosition.first
  private var frontier = MerkleFrontier()
  private var lastDictionary: UInt32 = 0
  private var number = 1
  private var previous: Hash256?
  /// What the backup has of checkpoints: the last form of each.
  private var signed: [UInt64: Hash256] = [:]
  private var written: [Backup.Written] = []

  /// Bytes of entries and bodies that are read in one transaction, about.
  private static let pieceBytes = 4 << 20

  init(
    log: LogReader, checkpoints: CheckpointFiles, surroundings: Surroundings, throttle: Throttle,
    fileBytes: UInt64
  ) {
    self.log = log
    self.checkpoints = checkpoints
    self.surroundings = surroundings
    self.throttle = throttle
    self.fileBytes = fileBytes
  }

  var result: Backup.Result {
    Backup.Result(
      ledger: log.key.id.description, files: written, entries: frontier.size, root: frontier.root,
      checkpoints: signed.keys.sorted())
  }

  /// Takes up where the files of a backup end, which must hold what the log begins with.
  mutating func begin(behind files: [BackupFile]) throws(LedgerError) {
    let log = log
    end = try LedgerError.logging { () throws(LogError) in try log.nextPosition() }
    guard let last = files.last else { return }
    let id = log.key.id.description
    guard last.head.ledger == id else {
      throw .backup(.otherLedger(path: last.path, found: last.head.ledger, expected: id))
    }
    next = last.summary.next
    guard next <= end else { throw .backup(.logShorter(backed: next, log: end)) }
    let start = next
    frontier = try LedgerError.logging { () throws(LogError) in
      try MerkleFrontier(size: start.rawValue, of: log.tree(size: start))
    }
    guard frontier.root == last.summary.root else { throw .backup(.logDiffers(backed: next)) }
    lastDictionary = last.summary.lastDictionary
    number = last.head.number + 1
    previous = last.digest
    for file in files {
      for checkpoint in file.summary.checkpoints { signed[checkpoint.size] = checkpoint.note }
    }
  }

  /// Writes files until all is copied; none where there is nothing new.
  ///
  /// - Parameters:
  ///   - first: what the first file is written to.
  ///   - name: of a complete file, by its number.
  mutating func write(
    first: UnfinishedFile, _ progress: (UInt64, UInt64) -> Void, _ name: (Int) -> String
  ) throws(LedgerError) {
    let start = next.rawValue
    let total = end.rawValue - start
    var unfinished = first
    while true {
      let notes = try newNotes()
      guard next < end || !notes.isEmpty else { return }
      try write(to: unfinished, as: name(number), notes) { progress($0 - start, total) }
      guard next < end else { return }
      unfinished = try UnfinishedFile(path: first.path)
    }
  }

  /// Checkpoints that the backup has not, or not with all their signatures.
  private func newNotes() throws(LedgerError) -> [(size: UInt64, bytes: [UInt8], hash: Hash256)] {
    var notes: [(size: UInt64, bytes: [UInt8], hash: Hash256)] = []
    for size in checkpoints.sizes() where size <= end.rawValue {
      let bytes = try checkpoints.read(size).bytes
      let hash = Hash256(bytes: SHA256.hash(data: bytes))
      if signed[size] != hash { notes.append((size, bytes, hash)) }
    }
    return notes
  }

  private mutating func write(
    to unfinished: UnfinishedFile, as path: String,
    _ notes: [(size: UInt64, bytes: [UInt8], hash: Hash256)], _ progress: (UInt64) -> Void
  ) throws(LedgerError) {
    let head = BackupHead(
      ledger: log.key.id.description, number: number, first: next, previous: previous)
    let writer = try BackupFileWriter(head, to: unfinished, throttle)
    let log = log
    if number == 1 {
      let identity = try LedgerError.logging { () throws(LogError) in try log.identity() }
      try writer.add(.identity(identity.bytes))
    }
    var bodies = 0
    while next < end, next == head.first || writer.byteCount < fileBytes {
      bodies += try copyPiece(writer)
      progress(next.rawValue)
    }
    try checkRoot()
    // A checkpoint stands behind the entries that it covers.
    let covered = notes.filter { $0.size <= next.rawValue }
    for note in covered { try writer.add(.checkpoint(note.bytes)) }
    let summary = BackupSummary(
      next: next, root: frontier.root, bodies: bodies, lastDictionary: lastDictionary,
      checkpoints: covered.map { BackupSummary.SignedSize(size: $0.size, note: $0.hash) },
      written: surroundings.now(), engine: Ledger.engineVersion)
    let digest = try writer.complete(summary, as: path)
    // On disk from here on; what follows continues it.
    for note in covered { signed[note.size] = note.hash }
    written.append(
      Backup.Written(
        path: path, first: head.first, next: next, byteCount: writer.byteCount, sha256: digest))
    number += 1
    previous = digest
  }

  /// - Returns: bodies that were copied.
  private mutating func copyPiece(_ writer: BackupFileWriter) throws(LedgerError) -> Int {
    let (log, next, end, known) = (log, next, end, lastDictionary)
    let piece = try LedgerError.logging { () throws(LogError) in
      let piece = try log.storedRecords(
        from: next, before: end,
        dictionariesAfter: known == 0 ? nil : DictionaryID(rawValue: known),
        bytesMax: BackupRun.pieceBytes)
      // What cannot be read any more should be known while there is an older copy of the log.
      try log.scanBodies(
        from: next, through: LogPosition(next.rawValue + UInt64(piece.records.count) - 1),
        verifying: true, locked: { _ in .next }
      ) { _, _ in .next }
      return piece
    }
    for dictionary in piece.dictionaries {
      try writer.add(.dictionary(dictionary.id.rawValue, dictionary.record))
      lastDictionary = dictionary.id.rawValue
    }
    var bodies = 0
    for record in piece.records {
      try writer.add(.entry(record.entry))
      frontier.append(MerkleTree.leafHash(record.entry))
      guard let body = record.body else { continue }
      try writer.add(.body(body))
      bodies += 1
    }
    self.next = LogPosition(frontier.size)
    return bodies
  }

  /// The entries as they were copied must give what the log's own tree gives.
  private func checkRoot() throws(LedgerError) {
    let (log, next) = (log, next)
    let root = try LedgerError.logging { () throws(LogError) in try log.root(size: next) }
    guard root == frontier.root else { throw .backup(.logInconsistent(through: next)) }
  }
}
