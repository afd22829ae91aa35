import LedgerCore

/// The first line of a backup file: what it continues.
struct BackupHead: Hashable, Sendable {
  /// Of the ledger.
  var ledger: String
  /// From 1.
  var number: Int
  /// Position of the first entry.
  var first: LogPosition
  /// SHA-256 of the file before; nil for the first.
  var previous: Hash256?

  var json: JSONValue {
    .object([
      ("format", .string(BackupFormat.name)), ("ledger", .string(ledger)), ("number", .int(number)),
      ("first", .int(Int64(first.rawValue))), ("previous", .optional(previous?.description)),
    ])
  }
}

extension BackupHead {
  /// Nil where the line is none.
  init?(_ line: [UInt8]) {
    guard let reader = ControlReader(line), reader.text("format") == BackupFormat.name,
      let ledger = reader.text("ledger"), let number = reader.integer("number"), number > 0,
      let first = reader.position("first")
    else { return nil }
    let previous = reader.hash("previous")
    guard (previous == nil) == (number == 1), number > 1 || first == .first else { return nil }
    self.init(ledger: ledger, number: number, first: first, previous: previous)
    guard json.utf8 == line else { return nil }
  }
}

/// The last line but one: what the file holds.
struct BackupSummary: Hashable, Sendable {
  struct SignedSize: Hashable, Sendable {
    var size: UInt64
    /// SHA-256 of the signed note: witnesses may add to it later.
    var note: Hash256
  }

  /// Position behind the last entry: the number of entries up to here.
  var next: LogPosition
  /// Of the tree over all entries up to here.
  var root: Hash256
  var bodies: Int
  /// The last dictionary so far; 0 where there is none.
  var lastDictionary: UInt32
  var checkpoints: [SignedSize]
  var written: Timestamp
  var engine: String

  var json: JSONValue {
    .object([
      ("next", .int(Int64(next.rawValue))), ("root", .string("\(root)")), ("bodies", .int(bodies)),
      ("last_dictionary", .int(Int64(lastDictionary))),
      (
        "checkpoints",
        .array(
          checkpoints.map {
            .object([("size", .int(Int64($0.size))), ("sha256", .string("\($0.note)"))])
          })
      ),
      ("written", .string(written.rfc3339)), ("engine", .string(engine)),
    ])
  }
}

extension BackupSummary {
  /// Nil where the line is none.
  init?(_ line: [UInt8]) {
    guard let reader = ControlReader(line), let next = reader.position("next"),
      let root = reader.hash("root"), let bodies = reader.integer("bodies"),
      let last = reader.text("last_dictionary").flatMap({ UInt32($0) }),
      let written = reader.time("written"), let engine = reader.text("engine")
    else { return nil }
    var checkpoints: [SignedSize] = []
    for object in reader.objects("checkpoints") {
      guard let size = object.position("size"), let note = object.hash("sha256") else { return nil }
      checkpoints.append(SignedSize(size: size.rawValue, note: note))
    }
    self.init(
      next: next, root: root, bodies: bodies, lastDictionary: last, checkpoints: checkpoints,
      written: written, engine: engine)
    guard json.utf8 == line else { return nil }
  }
}
