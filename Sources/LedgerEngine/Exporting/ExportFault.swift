public import LedgerCore
public import LedgerProofs

/// Why a file is not taken for an exported log. Lines count from 1.
public enum ExportFault: Error, Sendable, Hashable {
  case notJSON(path: String, line: Int)
  case tooLong(path: String, line: Int)
  /// The first line does not say that this is an exported log.
  case foreign(path: String)
  /// The first line lacks the ledger's key.
  case keyless(path: String)
  case unknownRecord(path: String, line: Int)
  /// Another position was due: an entry is missing, or stands twice.
  case outOfPlace(path: String, line: Int, found: LogPosition, due: LogPosition)
  /// A member is not there, or not what the canonical bytes say.
  case member(path: String, line: Int, String)
  /// The canonical bytes are none.
  case badEntry(path: String, line: Int)
  /// Headers, body and salt do not give the entry's fingerprint.
  case fingerprint(path: String, line: Int)
  case checkpoint(path: String, line: Int, ProofFault)
  case behindEnd(path: String, line: Int)
  case cutShort(path: String, lines: Int)
  case count(path: String, line: Int, stated: UInt64, found: UInt64)
  case root(path: String, line: Int, stated: Hash256, found: Hash256)

  /// Stable, for programs.
  public var code: String {
    switch self {
    case .notJSON: "export_not_json"
    case .tooLong: "export_line_too_long"
    case .foreign: "not_an_export"
    case .keyless: "export_without_key"
    case .unknownRecord: "export_unknown_record"
    case .outOfPlace: "export_out_of_place"
    case .member, .badEntry, .fingerprint, .root: "export_altered"
    case .checkpoint: "checkpoint_refused"
    case .behindEnd: "export_behind_end"
    case .cutShort, .count: "export_cut_short"
    }
  }
}

extension ExportFault: CustomStringConvertible {
  public var description: String {
    switch self {
    case .notJSON(let path, let line):
      "\(path), line \(line), is no JSON object: it was cut short or altered"
    case .tooLong(let path, let line): "\(path), line \(line), is longer than any record may be"
    case .foreign(let path):
      "\(path) is not a log that `orderledger export log` wrote: its first line does not say so"
    case .keyless(let path):
      "\(path), line 1, lacks the ledger's key, without which no delivery can be compared with those "
        + "that the log has; import the file as it was exported"
    case .unknownRecord(let path, let line):
      "\(path), line \(line), is no record of an exported log"
    case .outOfPlace(let path, let line, let found, let due):
      "\(path), line \(line), holds position \(found), and \(due) was due: "
        + (found < due ? "a line stands twice" : "lines are missing")
    case .member(let path, let line, let name):
      "\(path), line \(line): `\(name)` is not what the entry says; the line was altered"
    case .badEntry(let path, let line):
      "\(path), line \(line): `entry` does not hold a canonical entry; the line was altered"
    case .fingerprint(let path, let line):
      "\(path), line \(line): salt, headers and body do not give the fingerprint of the entry; the "
        + "line was altered"
    case .checkpoint(let path, let line, let fault): "\(path), line \(line): \(fault)"
    case .behindEnd(let path, let line): "\(path), line \(line), stands behind the last one"
    case .cutShort(let path, let lines):
      "\(path) was cut short: it ends after \(lines) lines, without the last one"
    case .count(let path, let line, let stated, let found):
      "\(path), line \(line), says that there are \(stated) entries, and there are \(found): lines "
        + "are missing"
    case .root(let path, let line, let stated, let found):
      "\(path), line \(line), says that the entries have the root \(stated.short), and they have "
        + "\(found.short): lines were altered"
    }
  }
}
