import LedgerCore
import LedgerEngine
import LedgerRules
import LedgerStorage
import LedgerStorageWriting
import LedgerTesting

@testable import LedgerIndex

/// A ledger under test with a small rulebook of its own.
final class Bench: LedgerBench {
  static let begin = Timestamp(seconds: 1_772_452_800)

  init(_ rulebook: Rulebook? = nil, begin: Timestamp = Bench.begin, seed: UInt64 = 1) throws {
    let clock = ManualClock(begin)
    let rulebook = try rulebook ?? EngineRulebook.compiled()
    try super.init(.test(clock: clock, seed: seed), clock: clock) { directory, surroundings in
      try Ledger.create(
        directory: directory, rulebook: rulebook, begin: begin, surroundings: surroundings)
    }
  }

  /// Opens the ledger again: after a close, or as after a crash.
  func reopen(closing: Bool) throws {
    try release(closing: closing)
    _ = try ledger
  }

  @discardableResult
  func take(
    _ channel: String, _ body: String, id: String? = nil, correlation: String? = nil,
    after hours: Int64 = 0
  ) throws -> Receipt {
    clock.now = clock.now + .hours(hours)
    var headers: [(name: String, value: String)] = []
    if let id { headers.append((name: "x-id", value: id)) }
    if let correlation { headers.append((name: "x-correlation", value: correlation)) }
    return try ledger.take(body, channel: channel, headers: headers)
  }

  /// Changes an order's row in the index file, behind the ledger's back.
  func tamper(with root: ThreadID) throws {
    try release(closing: false)
    let lock = try WriterLock.acquire(directory: path)
    let file = try WritableEnvironment.open(
      path: path + "/index-1.mdb", schema: IndexSchema.schema, lock: lock)
    try file.write { (transaction) throws(StorageError) in
      let bytes = try transaction.reading.get(IndexSchema.orders, root.rawValue) ?? []
      guard var row = bytes.withUnsafeBytes({ try? OrderRow(bytes: $0) }) else { return }
      row.state.counts.items += 1
      try transaction.put(IndexSchema.orders, root.rawValue, row.bytes)
    }
  }

  func orders(_ text: String) throws -> Int { try ledger.find(text).count }

  func order(_ text: String) throws -> OrderReport { try ledger.order(text, asOf: ledger.now) }

  /// Facet → state.
  func truth(_ text: String) throws -> [String: String] {
    Dictionary(
      try order(text).truth.map { ($0.facet, $0.state) }, uniquingKeysWith: { first, _ in first })
  }
}
