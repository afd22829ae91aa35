import Glibc
import LedgerCore
import LedgerIndex
import LedgerLog
import LedgerProofs
import LedgerStorage
import LedgerStorageWriting

extension Ledger {
  /// Lists all threads and references, as the index file has them, and records the roots.
  ///
  /// - Returns: the position of the entry that has them.
  func makeDirectory(
    actor: String, _ progress: (Int) -> Void
  ) throws(LedgerError) -> LogPosition {
    guard let writing else { throw .openedForReading }
    try flush()
    let unfinished = DirectoryFile.unfinishedPath(in: directory)
    // What was left by one that was killed.
    unlink(unfinished)
    unlink(unfinished + "-lock")
    let head = try withoutActuallyEscaping(progress) { (progress) throws(LedgerError) in
      try fillDirectory(unfinished, writing.lock, progress)
    }
    let position = try record(.directory, body: head.bytes, actor: actor) { _, _, _ in }
    unlink(unfinished + "-lock")
    // Crash here: an entry whose directory nobody has; the next checkpoint makes another.
    try LedgerError.storing { () throws(StorageError) in
      try Files.rename(unfinished, to: DirectoryFile.path(of: position, in: directory))
    }
    return position
  }

  private func fillDirectory(
    _ path: String, _ lock: WriterLock, _ progress: @escaping (Int) -> Void
  ) throws(LedgerError) -> DirectoryHead {
    let (environment, shape, rulebook) = state.withLock { state in
      (state.index.environment, state.shape, state.index.rulebook)
    }
    let separations = try separations(of: shape.separated)
    let key = log.key.referenceKey
    return try LedgerError.storing { () throws(StorageError) in
      // A view of the file alone: what is filed meanwhile belongs to the next directory.
      let index = try LiveIndex(
        environment: environment, rulebook: rulebook, hash: log.key.hasher,
        separated: shape.separated)
      let file = try WritableEnvironment.create(
        path: path, schema: DirectorySchema.schema, lock: lock, durability: .onSync)
      return try environment.read { (base) throws(StorageError) in
        var maker = DirectoryMaker(file, index, key)
        maker.progress = progress
        return try maker.make(
          through: LiveIndex.appliedThrough(base), base, separations: separations)
      }
    }
  }

  /// Positions of the actions that took these references out of joining. One that is recorded while an
  /// index without its reference is not in use yet is none of them.
  func separations(of separated: [Reference]) throws(LedgerError) -> [LogPosition] {
    let separated = Set(separated)
    return try LedgerError.logging { () throws(LogError) in
      var found: [LogPosition] = []
      for position in try log.landmarks() ?? [] {
        guard case .control(let name) = try log.entry(at: position).kind,
          ControlKind(rawValue: name) == .separate
        else { continue }
        let payload = try log.body(at: position, verifying: true)
        if separated.isSuperset(of: ControlBody.references(payload?.body ?? [])) {
          found.append(position)
        }
      }
      return found
    }
  }
}
