import Foundation
import LedgerCore
import LedgerEngine
import LedgerLog
import LedgerRules
import LedgerTesting

/// An encrypted ledger with a simulated retailer's history in it.
final class ErasureBench {
  let directory = TemporaryDirectory()
  let clock: ManualClock
  let lines: [[UInt8]]
  var surroundings: Surroundings
  private var opened: Ledger?

  static let master = String(repeating: "5e", count: 32)

  init(orders: Int = 20, seed: UInt64 = 1, rulebook: Rulebook? = nil) throws {
    var options = SimulationOptions(orders: orders, seed: seed, days: 2, tail: .days(8))
    FaultLevel.heavy.apply(to: &options)
    lines = try MemorySink.of(options).0.lines.map { Array($0.utf8) }
    clock = ManualClock(options.horizon)
    surroundings = .test(clock: clock, seed: seed)
    surroundings.masterKey = { () throws(LogError) in MasterKey(ErasureBench.master) }
    opened = try Ledger.create(
      directory: path, rulebook: try rulebook ?? ShippedRulebook.retail(), begin: options.start,
      isEncrypted: true, surroundings: surroundings)
  }

  var path: String { directory.path + "/ledger" }

  var ledger: Ledger {
    get throws {
      if let opened { return opened }
      let ledger = try Ledger.openForWriting(directory: path, surroundings: surroundings)
      opened = ledger
      return ledger
    }
  }

  /// Lets go of the ledger: after a close, or as in a crash.
  func release(closing: Bool = true) throws {
    if closing { try opened?.close() }
    opened = nil
  }

  func takeAll() throws {
    for start in stride(from: 0, to: lines.count, by: 200) {
      _ = try ledger.take(recorded: Array(lines[start..<min(start + 200, lines.count)]))
    }
  }

  /// The names of a few orders.
  func orders() throws -> [String] {
    try ledger.orders(ListFilter(limit: .max), asOf: ledger.now).elements.map(\.order)
  }

  /// Files of the ledger that hold a text.
  func files(holding text: String) throws -> [String] {
    let wanted = Data(text.utf8)
    let all = FileManager.default.enumerator(atPath: path)?.allObjects as? [String] ?? []
    return try all.filter { name in
      var isDirectory: ObjCBool = false
      let file = path + "/" + name
      guard FileManager.default.fileExists(atPath: file, isDirectory: &isDirectory),
        !isDirectory.boolValue
      else { return false }
      return try Data(contentsOf: URL(fileURLWithPath: file)).range(of: wanted) != nil
    }
  }
}
