import Foundation
import LedgerCore
import LedgerEngine
import LedgerLog
import LedgerRules
import LedgerTesting

/// An encrypted ledger with a simulated retailer's history in it.
final class ErasureBench: LedgerBench {
  let lines: [[UInt8]]

  static let master = String(repeating: "5e", count: 32)

  init(orders: Int = 20, seed: UInt64 = 1, rulebook: Rulebook? = nil) throws {
    var options = SimulationOptions(orders: orders, seed: seed, days: 2, tail: .days(8))
    FaultLevel.heavy.apply(to: &options)
    lines = try MemorySink.of(options).0.lines.map { Array($0.utf8) }
    let clock = ManualClock(options.horizon)
    var surroundings = Surroundings.test(clock: clock, seed: seed)
    surroundings.masterKey = { () throws(LogError) in MasterKey(ErasureBench.master) }
    let rulebook = try rulebook ?? ShippedRulebook.retail()
    let begin = options.start
    try super.init(surroundings, clock: clock) { directory, surroundings in
      try Ledger.create(
        directory: directory, rulebook: rulebook, begin: begin, isEncrypted: true,
        surroundings: surroundings)
    }
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
