import Glibc
import LedgerCore
import LedgerLog
import LedgerProofs

/// Holds a restored log against what was signed, gives it its name, and builds its index.
struct RestoreFinish {
  private let directory: String
  private let fork: String?
  private let actor: String
  private let surroundings: Surroundings
  /// Checkpoints that the operator has: in the directory, or given.
  private(set) var signed = SignedRoots()
  private var held: SignedNote?
  /// Checkpoints that came with the log.
  var notes: [UInt64: SignedNote] = [:]
  /// The id of a ledger that is another one from now on.
  let newID: [UInt8]?

  init(
    directory: String, fork: String?, _ actor: String, _ surroundings: Surroundings
  ) throws(LedgerError) {
    self.directory = directory
    self.fork = fork
    self.actor = actor
    self.surroundings = surroundings
    try LogCopy.requireRoom(in: directory)
    newID = fork == nil ? nil : surroundings.randomBytes(16)
    let files = CheckpointFiles(in: directory)
    let sizes = files.sizes()
    if let fork {
      _ = try SigningKeyFile.draw(named: fork, surroundings)
      let key = SigningKeyFile(in: directory).path
      // It belongs to the name that is given up.
      if access(key, F_OK) == 0 { throw .backup(.notEmpty(path: key)) }
    }
    for size in sizes {
      try signed.add(try files.read(size).bytes, from: files.path(of: size), trusting: [])
    }
  }

  mutating func hold(_ held: Backup.Held) throws(LedgerError) {
    try signed.add(held.note, from: held.path, trusting: held.keys)
    self.held = signed.known.last?.note
  }

  /// - Parameters:
  ///   - copy: the log, flushed.
  ///   - roots: of the source, at all sizes that were signed and that it has.
  ///   - sourceEntries: entries of the source.
  func run(
    _ copy: LogCopy, _ roots: [UInt64: Hash256], sourceEntries: UInt64,
    _ progress: (Restoring.Step) -> Void
  ) throws(LedgerError) -> Restoring.Result {
    let size = copy.size
    guard size >= 2 else { throw .backup(.beforeFirst) }
    var signed = signed
    let keys = try copy.log.signingKeys().map(\.key)
    for (noteSize, note) in notes.sorted(by: { $0.key < $1.key }) {
      // The keys of later checkpoints may stand in entries that are not taken.
      try signed.add(
        note.bytes, from: "the checkpoint of \(noteSize) entries in the source",
        trusting: noteSize <= size ? keys : [])
    }
    let last = try signed.check(roots, end: sourceEntries, isLossAccepted: fork != nil)
    let root = try copy.root()
    try keepCheckpoints(keys, size: size)
    if let fork { try part(copy, as: fork, size: size, of: sourceEntries) }
    try copy.complete()
    // A log from here on; what follows is made up for by the next command that writes.
    return try open(
      root: root, signedSize: last?.size, size: size, sourceEntries: sourceEntries, progress)
  }

  /// Checkpoints beyond the end are kept too: while they are there, nothing is signed that
  /// contradicts them. Not so in another name.
  private func keepCheckpoints(_ keys: [VerifierKey], size: UInt64) throws(LedgerError) {
    let files = CheckpointFiles(in: directory)
    let known = Set(files.sizes())
    if fork != nil, let later = known.filter({ $0 > size }).min() {
      throw .backup(.notEmpty(path: files.path(of: later)))
    }
    var notes = notes
    if let held, (try? VerifiedCheckpoint(held, trusting: keys)) != nil,
      let checkpoint = try? Checkpoint(text: held.text), notes[checkpoint.size] == nil
    {
      notes[checkpoint.size] = held
    }
    for (noteSize, note) in notes where !known.contains(noteSize) {
      guard fork == nil || noteSize <= size else { continue }
      try files.write(note, of: noteSize)
    }
  }

  /// Records in the log that it goes on in another name, with a key of its own.
  private func part(
    _ copy: LogCopy, as name: String, size: UInt64, of sourceEntries: UInt64
  ) throws(LedgerError) {
    let former = try copy.log.signingKeys().last?.key
    let key = try SigningKeyFile.draw(named: name, surroundings)
    try SigningKeyFile(in: directory).writeNext(key)
    // Crash here: a key that no log names, which the next restore draws anew.
    let reason =
      "restored as a ledger of its own, behind \(size) of \(sourceEntries) entries"
    try copy.record(
      .signingKeyChanged,
      body: JSONValue.object([
        ("signing_key", .string(key.verifier.text)), ("former", .optional(former?.text)),
        ("ledger", .string(copy.log.key.id.description)),
        ("former_lost", .bool(true)), ("reason", .string(reason)),
      ]).utf8, actor: actor, surroundings)
  }

  private func open(
    root: Hash256, signedSize: UInt64?, size: UInt64, sourceEntries: UInt64,
    _ progress: (Restoring.Step) -> Void
  ) throws(LedgerError) -> Restoring.Result {
    let ledger = try Ledger.openForWriting(directory: directory, surroundings: surroundings) {
      progress(.index($0, of: $1))
    }
    if fork != nil { _ = try ledger.checkpoint(actor: actor) }
    let totals = try ledger.totals()
    let checkpoints = ledger.checkpointSizes()
    let key = try? SigningKeyFile(in: directory).read()
    let recorded = try ledger.signingKeys().last?.key
    try ledger.close()
    return Restoring.Result(
      ledger: ledger.id, entries: size, sourceEntries: sourceEntries, root: root,
      signedSize: signedSize, checkpoints: checkpoints, orders: totals.orders,
      digest: totals.digest, newKey: fork == nil ? nil : recorded,
      canSign: key != nil && key?.verifier == recorded)
  }
}
