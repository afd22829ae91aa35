import LedgerCore
import LedgerLog
import LedgerProofs

extension Restoring {
  /// Makes a ledger of an exported log.
  ///
  /// - Parameters:
  ///   - path: the file, plain or compressed, or `-` for standard input.
  ///   - directory: one without a log, as for a backup.
  ///   - held: a checkpoint from elsewhere, with which the file must agree.
  public static func importLog(
    _ path: String, to directory: String, against held: Backup.Held? = nil,
    actor: String = "operator", surroundings: Surroundings = .machine,
    progress: (Step) -> Void = { _ in }
  ) throws(LedgerError) -> Result {
    var finish = try RestoreFinish(directory: directory, fork: nil, actor, surroundings)
    if let held { try finish.hold(held) }
    var run = try ImportRun(path, wanted: finish.signed.sizes)
    do throws(LedgerError) {
      try run.read(to: directory, surroundings, progress)
      let copy = try run.finish()
      finish.notes = run.notes
      return try finish.run(copy, run.roots, sourceEntries: run.size, progress)
    } catch {
      run.abandon()
      throw error
    }
  }
}

/// Takes the lines of an exported log into a log.
struct ImportRun {
  private let path: String
  private var feed: LineFeed
  private var copy: LogCopy?
  private var frontier = MerkleFrontier()
  private var wanted: Set<UInt64>
  private(set) var roots: [UInt64: Hash256] = [:]
  private(set) var notes: [UInt64: SignedNote] = [:]
  private var ending: (line: Int, entries: UInt64, root: Hash256)?
  private var lines = 0

  /// Lines that one core reads at a time.
  private static let inTurn = 64
  private static let blockLines = 1_024

  init(_ path: String, wanted: [UInt64]) throws(LedgerError) {
    self.path = path
    self.wanted = Set(wanted)
    feed = LineFeed(
      try OpenedFile(path: path), origin: RawBlock.Origin(path: path, digest: .zero),
      lineBytesMax: ExportFormat.lineBytesMax)
  }

  var size: UInt64 { frontier.size }

  mutating func read(
    to directory: String, _ surroundings: Surroundings, _ progress: (Restoring.Step) -> Void
  ) throws(LedgerError) {
    while let block = feed.next(recordsMax: ImportRun.blockLines) {
      if let failure = block.unreadable.first { throw failure }
      var records = block.records[...]
      if copy == nil, let first = records.popFirst() {
        try begin(block[first], in: directory, surroundings)
        lines = first.line
      }
      try take(block, records)
      progress(.entries(frontier.size, of: 0))
    }
    guard copy != nil else { throw .exported(.foreign(path: path)) }
    guard ending != nil else { throw .exported(.cutShort(path: path, lines: lines)) }
  }

  private mutating func begin(
    _ line: [UInt8], in directory: String, _ surroundings: Surroundings
  ) throws(LedgerError) {
    guard let document = try? JSONDocument.parse(line),
      ImportedLine.text("record", document) == ExportFormat.log,
      ImportedLine.text("format", document) == ExportFormat.name
    else { throw .exported(.foreign(path: path)) }
    func bytes(_ name: String) -> [UInt8] {
      ImportedLine.text(name, document).flatMap { Hex.decode($0) } ?? []
    }
    let identity = LedgerIdentity(
      key: bytes("ledger_key"), id: bytes("ledger"),
      isEncrypted: ImportedLine.text("encrypted", document) == "true")
    guard let identity else { throw .exported(.keyless(path: path)) }
    let seed = surroundings.randomBytes(8).reduce(0) { $0 << 8 | UInt64($1) }
    copy = try LogCopy(
      in: directory, identity: identity, training: LogWriter.Training(seed: seed),
      isVerifying: false, surroundings)
  }

  private typealias Read = Result<ImportedLine, ImportedLine.Fault>

  private mutating func take(
    _ block: RawBlock, _ records: ArraySlice<RawBlock.Record>
  ) throws(LedgerError) {
    guard let copy else { return }
    let turns = stride(from: records.startIndex, to: records.endIndex, by: ImportRun.inTurn).map {
      Array(records[$0..<min($0 + ImportRun.inTurn, records.endIndex)])
    }
    let makeSealer = copy.sealers
    let read = Parallel.map(turns, inTurn: 1) { turn in
      let sealer = makeSealer()
      return turn.map { record -> Read in
        do throws(ImportedLine.Fault) {
          return .success(try ImportedLine.read(block[record], sealer))
        } catch {
          return .failure(error)
        }
      }
    }
    for (record, result) in zip(records, read.joined()) {
      lines = record.line
      guard ending == nil else { throw .exported(.behindEnd(path: path, line: record.line)) }
      if record.tooLongBytes != nil { throw .exported(.tooLong(path: path, line: record.line)) }
      switch result {
      case .success(let line): try take(line, line: record.line, copy)
      case .failure(let error): throw fault(error, line: record.line)
      }
    }
  }

  private mutating func take(
    _ line: ImportedLine, line number: Int, _ copy: LogCopy
  ) throws(LedgerError) {
    switch line {
    case .entry(let record, let position):
      let due = LogPosition(frontier.size)
      guard position == due else {
        throw .exported(.outOfPlace(path: path, line: number, found: position, due: due))
      }
      frontier.append(MerkleTree.leafHash(record.entry))
      if wanted.contains(frontier.size) { roots[frontier.size] = frontier.root }
      try copy.add(record)
    case .checkpoint(let note):
      do throws(ProofFault) {
        notes[try Checkpoint(text: note.text).size] = note
      } catch {
        throw .exported(.checkpoint(path: path, line: number, error))
      }
    case .end(let entries, let root):
      guard entries == frontier.size else {
        throw .exported(.count(path: path, line: number, stated: entries, found: frontier.size))
      }
      guard root == frontier.root else {
        throw .exported(.root(path: path, line: number, stated: root, found: frontier.root))
      }
      ending = (number, entries, root)
    }
  }

  private func fault(_ fault: ImportedLine.Fault, line: Int) -> LedgerError {
    switch fault {
    case .notJSON: .exported(.notJSON(path: path, line: line))
    case .unknownRecord: .exported(.unknownRecord(path: path, line: line))
    case .badEntry: .exported(.badEntry(path: path, line: line))
    case .fingerprint: .exported(.fingerprint(path: path, line: line))
    case .member(let name): .exported(.member(path: path, line: line, name))
    case .checkpoint(let error): .exported(.checkpoint(path: path, line: line, error))
    }
  }

  /// The log, with the roots that its checkpoints are held against.
  mutating func finish() throws(LedgerError) -> LogCopy {
    guard let copy else { throw .exported(.foreign(path: path)) }
    try copy.flush()
    for size in notes.keys where size <= frontier.size && roots[size] == nil {
      roots[size] = try LedgerError.logging { () throws(LogError) in
        try copy.log.root(size: LogPosition(size))
      }
    }
    return copy
  }

  func abandon() { copy?.abandon() }
}
