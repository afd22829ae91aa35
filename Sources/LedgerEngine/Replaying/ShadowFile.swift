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
  /// Deliveries that it took in without their bodies, which are not kept.
  let unread: [LogPosition]

  private static let unreadKey = "unread"

  init(
    _ place: ShadowPlace, log: LogReader, end: LogPosition, rulebook: Rulebook
  ) throws(LedgerError) {
    let recorded = try Recorded(log: log, end: end)
    let shape = Generation.Shape(revision: rulebook.revision, separated: recorded.separated)
    let known = try? Generation.candidates(in: place.directory, shape)
      .first { $0.appliedThrough <= end }
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

  /// Keeps which bodies were missing so far: before the entries themselves, so that none is forgotten.
  func note(unread: [LogPosition]) throws(LedgerError) {
    guard unread.count > self.unread.count else { return }
    var writer = ByteWriter()
    for position in unread { writer.varint(position.rawValue) }
    let bytes = writer.bytes
    try LedgerError.storing { () throws(StorageError) in
      try file.write { (transaction) throws(StorageError) in
        try transaction.put(Schema.meta, ShadowFile.unreadKey, bytes)
      }
    }
  }
}
