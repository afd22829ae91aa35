import Foundation
import LedgerCore
import LedgerIndex
import LedgerStorage
import LedgerTesting
import Testing

@testable import LedgerEngine
@testable import LedgerLog

@Suite("A damaged ledger")
struct DamagedLedgerTests {
  private let history: SignedHistory
  private let scratch = TemporaryDirectory()
  private var path: String { scratch.path + "/ledger" }
  private var log: RawFile { RawFile(path: path + "/log.mdb") }

  init() throws {
    history = try SignedHistory(seed: 6_500, orders: 30)
    _ = try history.ledger.checkpoint()
    try history.ledger.close()
    try FileManager.default.copyItem(atPath: history.path, toPath: path)
  }

  /// Positions of an order's events.
  private func positions(_ trace: Trace) -> Set<LogPosition> {
    Set(trace.events.map(\.item.position))
  }

  @Test("an entry whose hash fails is not shown, and what stands elsewhere is")
  func alteredEntry() throws {
    let orders = try history.ledger.orders(asOf: history.ledger.now, limit: 40)
    let traces = try orders.map { try history.ledger.trace($0, asOf: history.ledger.now) }
    let victim = try #require(traces.first)
    let position = try #require(victim.events.first).item.position
    let rows = try log.rows(of: "entries")
    var altered = rows[Int(position.rawValue)]
    let old = altered
    // A letter of the actor: the entry decodes, and says something else.
    let name = Array("test".utf8)
    let place = try #require(
      altered.value.indices.last { altered.value[$0...].starts(with: name) }
        ?? altered.value.indices.last { altered.value[$0...].starts(with: Array("simulator".utf8)) }
    )
    altered.value[place] ^= 1
    try log.change("entries", removing: [old], adding: [altered])
    let damaged = try Ledger.openForReading(directory: path)
    #expect {
      try damaged.trace(victim.order.order, asOf: damaged.now)
    } throws: { "\($0)".contains("is not shown") }
    #expect {
      try damaged.delivery(at: position)
    } throws: { "\($0)".contains("Entry \(position) is not shown") }
    let tile = position.rawValue >> 8
    var shown = 0
    for trace in traces where positions(trace).allSatisfy({ $0.rawValue >> 8 != tile }) {
      #expect(try damaged.trace(trace.order.order, asOf: damaged.now).events.count > 0)
      shown += 1
    }
    #expect(shown > 0)
    #expect(try damaged.verify(isQuick: true).findings.contains { $0.kind == .tree })
  }

  @Test("a log that is not the signed one opens for reading alone, and says so")
  func alteredTree() throws {
    let row = try #require(try log.rows(of: "tree").first)
    var altered = row
    altered.value[3] ^= 16
    try log.change("tree", removing: [row], adding: [altered])
    let size = try #require(history.ledger.checkpointSizes().last)
    #expect(try Ledger.openForReading(directory: path).damage == [.altered(size: size)])
    #expect {
      try Ledger.openForWriting(directory: path)
    } throws: { error in
      guard case LedgerError.damaged(_, let damage) = error else { return false }
      return damage == [.altered(size: size)] && "\(error)".contains("nothing is written")
    }
    try log.change("tree", removing: [altered], adding: [row])
    #expect(try Ledger.openForReading(directory: path).damage == [])
    _ = try Ledger.openForWriting(directory: path)
  }

  @Test("what cannot be read behind the index is left out by readers, and named")
  func unreadTail() throws {
    let ledger = try Ledger.openForWriting(directory: path)
    for number in 0..<20 {
      _ = try ledger.take("{\"id\": \(number)}", channel: "shopify", kind: "shopify")
    }
    // The index has none of these yet.
    let copy = scratch.path + "/copy"
    try FileManager.default.copyItem(atPath: path, toPath: copy)
    let raw = RawFile(path: copy + "/log.mdb")
    let row = try #require(try raw.rows(of: "bodies").dropLast(5).last)
    var altered = row
    altered.value[10] ^= 1
    try raw.change("bodies", removing: [row], adding: [altered])
    let damaged = try Ledger.openForReading(directory: copy)
    let position = row.key.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    #expect(damaged.damage == [.unread([LogPosition(position)])])
    #expect(damaged.nextPosition == ledger.nextPosition)
    #expect {
      try damaged.delivery(at: LogPosition(position))
    } throws: { "\($0)".contains("was altered") }
  }

  @Test("a row far behind all others ends nothing, and verify is done in time")
  func farRow() throws {
    let row = try #require(try log.rows(of: "entries").last)
    for key in [[0, 0, 9, 9, 9, 9, 9, 9], [UInt8](repeating: 0xff, count: 8)] as [[UInt8]] {
      let far = RawFile.Row(key: key, value: row.value)
      try log.change("entries", removing: [], adding: [far])
      var cause: LedgerError?
      do throws(LedgerError) {
        _ = try Ledger.openForReading(directory: path)
      } catch {
        cause = error
      }
      let found = Ledger.verifyLog(inLedger: path, unopened: try #require(cause))
      #expect(found.findings.count > 1 && found.entries > 300)
      #expect(throws: LedgerError.self) { try Ledger.openForWriting(directory: path) }
      try log.change("entries", removing: [far], adding: [])
    }
  }
}

extension Ledger {
  /// Names of orders.
  fileprivate func orders(asOf: AsOf, limit: Int) throws -> [String] {
    try reading { (index, base) throws(LedgerError) in
      var names: [String] = []
      try LedgerError.storing { () throws(StorageError) in
        try index.forEachRow(base) { row in
          if row.kind == .order { names.append(row.correlationID) }
          return names.count < limit ? .next : .stop
        }
      }
      return names
    }
  }
}
