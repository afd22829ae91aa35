import Foundation
import LedgerCore
import LedgerTesting
import Testing

@testable import LedgerEngine

@Suite("Verifying from a checkpoint on")
struct SinceTests {
  private let history: SignedHistory
  private let trusted: Checkpoint
  private let scratch = TemporaryDirectory()
  private var path: String { scratch.path + "/ledger" }

  /// A signed history, and behind the checkpoint what half of its orders say once more.
  init() throws {
    history = try SignedHistory(seed: 6_600, orders: 12)
    trusted = try history.ledger.checkpoint().checkpoint
    for number in 0..<40 {
      _ = try history.ledger.take(
        "{\"id\": \(number), \"name\": \"#\(number)\"}", channel: "shopify", kind: "shopify")
    }
    _ = try history.ledger.checkpoint()
    try history.ledger.close()
    try FileManager.default.copyItem(atPath: history.path, toPath: path)
  }

  private func verify() throws -> Verification {
    try Ledger.openForReading(directory: path).verify(since: trusted)
  }

  /// Flips a bit of a row, looks, and puts it back.
  private func findings(flipping table: String, of file: String, at row: Int, byte: Int) throws
    -> [Finding]
  {
    let raw = RawFile(path: "\(path)/\(file)")
    let rows = try raw.rows(of: table)
    let old = rows[row < 0 ? rows.count + row : row]
    var new = old
    new.value[byte] ^= 1
    try raw.change(table, removing: [old], adding: [new])
    let found = try verify().findings
    try raw.change(table, removing: [new], adding: [old])
    return found
  }

  @Test("what came behind it is looked at, and what was trusted is said")
  func clean() throws {
    let result = try verify()
    #expect(result.findings.isEmpty && result.trusted == trusted.size)
    let all = try Ledger.openForReading(directory: path).verify()
    #expect(result.entries == all.entries - trusted.size && result.root == all.root)
    #expect(result.digest == all.digest && result.folded < all.folded)
  }

  @Test(
    "an alteration behind the checkpoint is found, in log and index; one before it is not looked for"
  )
  func altered() throws {
    let position = Int(trusted.size)
    #expect(try !findings(flipping: "entries", of: "log.mdb", at: position + 3, byte: 20).isEmpty)
    #expect(try !findings(flipping: "bodies", of: "log.mdb", at: -4, byte: 30).isEmpty)
    // A body that the checkpoint covers, alone.
    #expect(try findings(flipping: "bodies", of: "log.mdb", at: 60, byte: 30).isEmpty)
    #expect(try !findings(flipping: "tree", of: "log.mdb", at: 0, byte: 3).isEmpty)
    // What an item is read as, in the index.
    let raw = RawFile(path: "\(path)/index-1.mdb")
    let rows = try raw.rows(of: "loose")
    let late = try #require(
      rows.first { row in
        row.key.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) } > trusted.size
      })
    try raw.change("loose", removing: [late], adding: [])
    #expect(try verify().findings.contains { $0.kind == .index })
    try raw.change("loose", removing: [], adding: [late])
    #expect(try verify().findings.isEmpty)
  }

  @Test("a checkpoint of other entries is trusted for nothing")
  func foreign() throws {
    let other = try Checkpoint(
      origin: trusted.origin, size: trusted.size, root: Hash256.sha256(of: [1]))
    let ledger = try Ledger.openForReading(directory: path)
    let found = try ledger.verify(since: other)
    #expect(found.findings.map(\.kind) == [.checkpoint] && found.entries == 0)
    let longer = try Checkpoint(
      origin: trusted.origin, size: trusted.size + 10_000, root: trusted.root)
    #expect(try ledger.verify(since: longer).findings.map(\.kind) == [.checkpoint])
  }
}
