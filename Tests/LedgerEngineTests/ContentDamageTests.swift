import Foundation
import LedgerCore
import LedgerStorage
import LedgerTesting
import Testing

@testable import LedgerEngine
@testable import LedgerIndex
@testable import LedgerLog

/// Rows that say something else than was written, on pages that are sound.
@Suite("Altered contents of tables", .serialized)
struct ContentDamageTests {
  /// A signed ledger that is closed, and copies of it to damage.
  private final class Original {
    let history: SignedHistory
    private let scratch = TemporaryDirectory()
    private var count = 0
    let random: UInt64

    static let seed =
      UInt64(
        ProcessInfo.processInfo.environment["ORDERLEDGER_DAMAGE_SEED"] ?? "") ?? 6_401

    /// How much longer than in the suite.
    static let factor = Int(ProcessInfo.processInfo.environment["ORDERLEDGER_DAMAGE"] ?? "") ?? 1

    init(orders: Int = 3) throws {
      history = try SignedHistory(seed: 6_400, orders: orders)
      random = Original.seed
      _ = try history.ledger.take("{\"unreadable\":", channel: "shopify", kind: "shopify")
      _ = try history.ledger.checkpoint()
      try history.ledger.close()
    }

    func copy() throws -> String {
      count += 1
      let path = "\(scratch.path)/\(count)"
      try FileManager.default.copyItem(atPath: history.path, toPath: path)
      return path
    }

    static func remove(_ path: String) { try? FileManager.default.removeItem(atPath: path) }
  }

  /// All that `verify` finds, as the command does it.
  private func findings(in path: String) throws -> [Finding] {
    do throws(LedgerError) {
      return try Ledger.openForReading(directory: path).verify().findings
    } catch {
      return Ledger.verifyLog(inLedger: path, unopened: error).findings
    }
  }

  /// What goes over the log alone, which is quicker.
  private func logFindings(in path: String) throws -> [Finding] {
    guard let log = try? LogReader.open(directory: path), let end = try? log.nextPosition() else {
      return try findings(in: path)
    }
    var verification = Verification()
    var check = LogCheck(log, end: end, rootsAt: [], chainsAt: nil)
    try check.run(into: &verification) { _, _ in }
    return verification.findings.isEmpty ? try findings(in: path) : verification.findings
  }

  /// Tries damages one by one on a copy that is restored in between.
  ///
  /// - Parameters:
  ///   - isHarmless: says of what was not found why it cannot matter; nil where it can.
  ///   - perTable: so many of a table, drawn; all where nil.
  private func tryAll(
    _ original: Original, file: String, tables: [String], rows: Int, bytes: Int,
    perTable: Int? = nil,
    _ find: (String) throws -> [Finding],
    isHarmless: (RowDamage, String) throws -> String?
  ) throws -> (tried: Int, harmless: [String: Int]) {
    var random = SplitMix64(seed: original.random)
    let path = try original.copy()
    defer { Original.remove(path) }
    let raw = RawFile(path: "\(path)/\(file)")
    var (tried, harmless) = (0, [String: Int]())
    for table in tables {
      let all = try raw.rows(of: table)
      var damages = RowDamage.all(
        of: table, all, rowsMax: rows, bytesMax: table == "meta" ? 2 : bytes, &random)
      if let perTable { damages = Array(damages.shuffled(using: &random).prefix(perTable)) }
      for damage in damages {
        try raw.change(table, removing: damage.removing, adding: damage.adding)
        let found = try find(path)
        tried += 1
        if found.isEmpty {
          let why = try isHarmless(damage, path)
          harmless[why ?? "", default: 0] += 1
          #expect(why != nil, "seed \(original.random): \(damage) is not found")
        }
        #expect(found.allSatisfy { !$0.detail.isEmpty && !$0.kind.meaning.isEmpty })
        try raw.change(table, removing: damage.adding, adding: damage.removing)
      }
      #expect(try raw.rows(of: table) == all, "what was damaged was put back")
    }
    #expect(try findings(in: path).isEmpty, "the copy is as it was")
    return (tried, harmless)
  }

  @Test(
    "every kind of byte of every table of the log: each alteration is found, or changes nothing")
  func log() throws {
    let original = try Original()
    let factor = Original.factor
    let result = try tryAll(
      original, file: "log.mdb",
      tables: ["meta", "entries", "bodies", "dictionaries", "tree"], rows: 2 * factor,
      bytes: 8 * factor, logFindings
    ) { damage, path in
      switch damage.table {
      case "meta":
        // A setting that no program knows is read by none.
        let names = Set(["format", "ledger_key", "ledger_id", "landmarks"].map { Array($0.utf8) })
        return damage.removing.isEmpty && damage.adding.allSatisfy({ !names.contains($0.key) })
          ? "a setting that nobody reads" : nil
      case "dictionaries":
        // Every fingerprint was compared: the bodies come out as they were put in.
        return "a dictionary with which every body is as it was"
      default: return nil
      }
    }
    print("log: \(result)")
    #expect(result.tried > 60)
  }

  @Test("one alteration of each kind in every table of the index is found by all of verify")
  func index() throws {
    let original = try Original()
    let tables = IndexSchema.schema.tables.map(\.name) + ["meta"]
    let result = try tryAll(
      original, file: "index-1.mdb", tables: tables, rows: 1, bytes: 8,
      perTable: 2 * Original.factor, findings
    ) { damage, _ in ContentDamageTests.harmlessInIndex(damage) }
    print("index: \(result)")
    #expect(result.tried >= 24)
  }

  private static func harmlessInIndex(_ damage: RowDamage) -> String? {
    let names = Set(
      ["format", "applied_through", "totals", "made_by", "separated", "fold"].map { Array($0.utf8) }
    )
    guard damage.table == "meta", damage.removing.isEmpty,
      damage.adding.allSatisfy({ !names.contains($0.key) })
    else { return nil }
    return "a setting that nobody reads"
  }

  @Test("every byte of rows of every table of the index shows beside an index made anew")
  func everyIndexByte() throws {
    let original = try Original()
    let path = try original.copy()
    defer { Original.remove(path) }
    // Nobody may have the index file open while rows are altered behind the store's back.
    let rulebook = try Ledger.openForReading(directory: path).rulebook
    let log = try LogReader.open(directory: path)
    let anew = try Shadow(log: log, end: try log.nextPosition(), rulebook: rulebook)
    let raw = RawFile(path: "\(path)/index-1.mdb")
    var random = SplitMix64(seed: original.random)
    var tried = 0
    for table in IndexSchema.schema.tables {
      let rows = try raw.rows(of: table.name)
      let damages = RowDamage.all(
        of: table.name, rows, rowsMax: 2 * Original.factor, bytesMax: 80 * Original.factor, &random)
      for damage in damages {
        try raw.change(table.name, removing: damage.removing, adding: damage.adding)
        let end = try log.nextPosition()
        let found = try anew.reading { (_, own) throws(LedgerError) in
          try LedgerError.storing { () throws(StorageError) in
            try Environment.open(path: "\(path)/index-1.mdb", schema: IndexSchema.schema)
          }.read(failingWith: LedgerError.self) { (base) throws(LedgerError) in
            var erased = try ErasedLater(log: log, from: end)
            return try LedgerError.storing { () throws(StorageError) in
              try IndexCheck(log: log, rulebook: rulebook, separated: []).compare(
                table, base, own, &erased)
            }
          }
        }
        #expect(found != nil, "seed \(original.random): \(damage) is not found")
        tried += 1
        try raw.change(table.name, removing: damage.adding, adding: damage.removing)
      }
    }
    print("index, beside one made anew: \(tried)")
    #expect(tried > 400)
  }

  @Test("every kind of byte of every table of the directory is found")
  func directory() throws {
    let original = try Original(orders: 30)
    let name = try #require(
      FileManager.default.contentsOfDirectory(atPath: original.history.path).first {
        $0.hasPrefix("directory-") && $0.hasSuffix(".mdb")
      })
    func find(_ path: String) throws -> [Finding] {
      let log = try LogReader.open(directory: path)
      var verification = Verification()
      do throws(LedgerError) {
        let file = try DirectoryFile.openNewest(in: path)
        var check = LogCheck(
          log, end: try LedgerError.logging { () throws(LogError) in try log.nextPosition() },
          rootsAt: [], chainsAt: file.head.through)
        try check.run(into: &verification) { _, _ in }
        try DirectoryCheck(file: file, log: log, chains: check.chainsThen, isOfAll: true)
          .run(into: &verification)
      } catch {
        return try findings(in: path)
      }
      return verification.findings
    }
    let result = try tryAll(
      original, file: name, tables: ["threads", "references", "subtrees", "meta"],
      rows: 3 * Original.factor, bytes: 24 * Original.factor, find
    ) { damage, _ in
      let names = Set(["format", "head", "top"].map { Array($0.utf8) })
      return damage.table == "meta" && damage.removing.isEmpty
        && damage.adding.allSatisfy({ !names.contains($0.key) })
        ? "a setting that nobody reads" : nil
    }
    print("directory: \(result)")
    #expect(result.tried > 100)
  }

  @Test("random bytes in random pages are found, or every row is as it was")
  func randomBytes() throws {
    let original = try Original()
    let path = try original.copy()
    defer { Original.remove(path) }
    var random = SplitMix64(seed: original.random)
    var counts = ["found in pages": 0, "found in contents": 0, "no effect": 0]
    for name in ["log.mdb", "index-1.mdb"] {
      let file = "\(path)/\(name)"
      let whole = try Data(contentsOf: URL(fileURLWithPath: file))
      let before = try RawFile(path: file).contents()
      for _ in 0..<40 * Original.factor {
        var damaged = whole
        let start = Int.random(in: 0..<whole.count - 8, using: &random)
        for offset in start..<start + Int.random(in: 1...8, using: &random) {
          damaged[offset] = UInt8.random(in: 0...255, using: &random)
        }
        try damaged.write(to: URL(fileURLWithPath: file))
        let pages = try PageCheck.walk(file: file).findings
        if !pages.isEmpty {
          counts["found in pages", default: 0] += 1
          continue
        }
        // Nothing found means that the store reads it to the last row.
        if try RawFile(path: file).contents() == before {
          counts["no effect", default: 0] += 1
          continue
        }
        let found = try logFindings(in: path)
        let isDictionary = try RawFile(path: file).contents().allSatisfy { table, rows in
          rows == before[table] || table == "dictionaries"
        }
        counts["found in contents", default: 0] += 1
        #expect(
          !found.isEmpty || isDictionary, "seed \(original.random): \(name), bytes at \(start)")
      }
      try whole.write(to: URL(fileURLWithPath: file))
    }
    print("random bytes: \(counts)")
    #expect(counts.values.allSatisfy { $0 > 0 })
  }
}
