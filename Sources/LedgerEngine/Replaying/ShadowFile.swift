import LedgerCore
import LedgerIndex
import LedgerLog
import LedgerRules
import LedgerStorage
import LedgerStorageWriting

/// The index file of a shadow: the one that an earlier replay began, or a new one.
struct ShadowFile {
  let file: WritableEnvironment
  let index: LiveIndex
  /// Deliveries that the earlier one took in without their bodies, which are not kept.
  let unread: [LogPosition]
  private let log: LogReader

  private static let unreadKey = "unread"

  /// Key of the root over the entries before a position: a copy of the ledger may have gone on
  /// otherwise.
  private static func rootKey(_ end: LogPosition) -> String { "root \(end.rawValue)" }

  /// - Parameter separated: references that do not join; nil for those that the log has taken out of
  ///   joining before `end`.
  init(
    _ place: ShadowPlace, log: LogReader, end: LogPosition, rulebook: Rulebook,
    separated: [Reference]? = nil
  ) throws(LedgerError) {
    let taken: [Reference] =
      if let separated { separated } else { try Recorded(log: log, end: end).separated }
    let shape = Generation.Shape(revision: rulebook.revision, separated: taken)
    let known = try? Generation.candidates(in: place.directory, shape)
      .first { $0.appliedThrough <= end && ShadowFile.isOf(log, $0, in: place.directory) }
    self.log = log
    if known == nil { place.clear() }
    let path = Generation.path(known?.number ?? 1, in: place.directory)
    let made = try LedgerError.storing {
      () throws(StorageError) -> (WritableEnvironment, LiveIndex, [LogPosition]) in
      let file =
        if known != nil {
          try WritableEnvironment.open(path: path, schema: IndexSchema.schema, lock: place.lock)
        } else {
          try WritableEnvironment.create(path: path, schema: IndexSchema.schema, lock: place.lock)
        }
      // What an earlier one left is told apart by what it was made of, from its first flush on.
      if known == nil { try Generation.complete(file, shape) }
      let index = try LiveIndex(
        environment: file.reading, rulebook: rulebook, hash: log.key.hasher,
        separated: shape.separated)
      return (file, index, try ShadowFile.unread(file))
    }
    (file, index, unread) = made
  }

  /// Whether what an earlier replay left was read from the log that this one reads.
  private static func isOf(
    _ log: LogReader, _ candidate: Generation.Candidate, in directory: String
  ) -> Bool {
    let end = candidate.appliedThrough
    guard end > .first, let root = try? log.root(size: end),
      let environment = try? Environment.open(
        path: Generation.path(candidate.number, in: directory), schema: IndexSchema.schema)
    else { return false }
    let noted = try? environment.read { (transaction) throws(StorageError) in
      try transaction.get(Schema.meta, rootKey(end))
    }
    return noted == root.bytes
  }

  private static func unread(_ file: WritableEnvironment) throws(StorageError) -> [LogPosition] {
    let bytes = try file.read { (transaction) throws(StorageError) in
      try transaction.get(Schema.meta, unreadKey)
    }
    return (bytes ?? []).withUnsafeBytes { bytes in
      var reader = ByteReader(bytes)
      var positions: [LogPosition] = []
      while !reader.isAtEnd, let position = try? reader.varint() {
        positions.append(LogPosition(position))
      }
      return positions
    }
  }

  /// Keeps which bodies were missing so far, and up to where this log was read: before the entries
  /// themselves, so that none is forgotten.
  func note(unread: [LogPosition]) throws(LedgerError) {
    let end = index.nextPosition
    guard end > .first else { return }
    let root = try LedgerError.logging { () throws(LogError) in try log.root(size: end) }
    var writer = ByteWriter()
    for position in unread { writer.varint(position.rawValue) }
    let bytes = writer.bytes
    try LedgerError.storing { () throws(StorageError) in
      try file.write { (transaction) throws(StorageError) in
        try transaction.put(Schema.meta, ShadowFile.unreadKey, bytes)
        try transaction.put(Schema.meta, ShadowFile.rootKey(end), root.bytes)
      }
    }
  }
}
