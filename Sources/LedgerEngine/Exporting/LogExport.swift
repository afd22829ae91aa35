public import LedgerCore
import LedgerLog
import LedgerProofs

/// Writes the whole log as NDJSON: one line per record, readable, with all that the hash covers.
public enum LogExport {
  public struct Result: Sendable, Hashable {
    public var ledger: String
    public var entries: UInt64
    /// Entries with content whose body is not there any more.
    public var absentBodies: UInt64
    public var root: Hash256
    public var checkpoints: [UInt64]
  }

  /// Entries that one core makes lines of at a time, and that are in memory together.
  private static let inTurn: UInt64 = 64
  private static let together: UInt64 = 1_024

  /// - Parameters:
  ///   - ledger: the ledger's directory; it may be written meanwhile.
  ///   - sink: takes lines, with their ends.
  public static func write(
    ledger: String, surroundings: Surroundings = .machine,
    progress: (UInt64, UInt64) -> Void = { _, _ in },
    to sink: ([UInt8]) throws(LedgerError) -> Void
  ) throws(LedgerError) -> Result {
    guard Ledger.exists(in: ledger) else { throw .noLedger(directory: ledger) }
    let (log, end, identity) = try LedgerError.logging { () throws(LogError) in
      let log = try LogReader.open(directory: ledger, master: surroundings.masterKey)
      return (log, try log.nextPosition().rawValue, try log.identity())
    }
    try sink(
      line([
        ("record", .string(ExportFormat.log)), ("format", .string(ExportFormat.name)),
        ("ledger", .string(Hex.encode(identity.id))),
        ("ledger_key", .string(Hex.encode(identity.key))),
        ("encrypted", .bool(identity.isEncrypted)),
      ]))
    var result = Result(
      ledger: identity.name, entries: end, absentBodies: 0, root: .zero, checkpoints: [])
    var frontier = MerkleFrontier()
    var next: UInt64 = 0
    while next < end {
      let last = min(end, next + together)
      let ranges = stride(from: next, to: last, by: Int(inTurn)).map { $0..<min($0 + inTurn, last) }
      for lines in Parallel.map(ranges, inTurn: 1, { lines(of: $0, log) }) {
        for line in try lines.get() {
          frontier.append(line.leaf)
          if line.isWithoutBody { result.absentBodies += 1 }
          try sink(line.bytes)
        }
      }
      next = last
      progress(next, end)
    }
    let files = CheckpointFiles(in: ledger)
    for size in files.sizes() where size <= end {
      let note = String(decoding: try files.read(size).bytes, as: UTF8.self)
      try sink(
        line([
          ("record", .string(ExportFormat.checkpoint)), ("size", .int(Int64(size))),
          ("note", .string(note)),
        ]))
      result.checkpoints.append(size)
    }
    result.root = frontier.root
    try sink(
      line([
        ("record", .string(ExportFormat.end)), ("entries", .int(Int64(end))),
        ("root", .string("\(frontier.root)")),
      ]))
    return result
  }

  private static func line(_ members: [(String, JSONValue)]) -> [UInt8] {
    JSONValue.object(members).utf8 + [0x0a]
  }

  private struct Line: Sendable {
    var bytes: [UInt8]
    var leaf: Hash256
    var isWithoutBody: Bool
  }

  private static func lines(
    of range: Range<UInt64>, _ log: LogReader
  ) -> Swift.Result<[Line], LedgerError> {
    do throws(LogError) {
      return .success(try range.map { number throws(LogError) in try line(number, log) })
    } catch {
      return .failure(.log(error))
    }
  }

  private static func line(_ number: UInt64, _ log: LogReader) throws(LogError) -> Line {
    let position = LogPosition(number)
    let bytes = try log.canonicalEntry(at: position)
    let entry: Entry
    do { entry = try Entry(decoding: bytes) } catch { throw .entry(position, error) }
    let opened = entry.content == nil ? nil : try log.openedBody(at: position)
    var body: ExportedBody?
    if let opened {
      do {
        body = ExportedBody(salt: opened.salt, payload: try Payload(decoding: opened.payload))
      } catch {
        throw .body(position, error)
      }
    }
    return Line(
      bytes: ExportedEntry.json(entry, bytes, body).utf8 + [0x0a],
      leaf: MerkleTree.leafHash(bytes), isWithoutBody: entry.content != nil && body == nil)
  }
}
