import Foundation
import LedgerCore
import LedgerEngine
import LedgerTesting
import Testing

@Suite("Backups, restores and archiving that are killed", .serialized)
struct KilledCopyTests {
  /// A ledger that goes on taking deliveries in this process.
  private final class Live {
    let directory = TemporaryDirectory()
    let ledger: Ledger
    private var lines: ArraySlice<[UInt8]>

    func path(_ name: String) -> String { directory.path + "/" + name }

    init(seed: UInt64) throws {
      let options = SimulationOptions.eventful(orders: 10, seed: seed)
      lines = try Simulation.lines(of: options)[...]
      ledger = try Ledger.create(
        directory: directory.path + "/ledger", rulebook: try ShippedRulebook.retail(),
        surroundings: .test(clock: ManualClock(options.start), seed: seed))
    }

    func take(_ count: Int) throws {
      _ = try ledger.take(recorded: Array(lines.prefix(count)))
      lines = lines.dropFirst(count)
    }

    func image(of ledger: Ledger) throws -> [String] {
      let end = ledger.nextPosition
      return ["\(end)", "\(try ledger.root(of: end))", "\(try ledger.totals().digest)"]
    }
  }

  /// Runs the binary; kills it after some milliseconds, where they are given.
  ///
  /// - Returns: its exit code; nil where it was killed.
  @discardableResult
  private func run(_ arguments: [String], killedAfter pause: UInt32? = nil) throws -> Int32? {
    let process = Process()
    process.executableURL = Scene.binary
    process.arguments = arguments
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    if let pause {
      usleep(pause * 1_000)
      kill(process.processIdentifier, SIGKILL)
    }
    process.waitUntilExit()
    return process.terminationReason == .exit ? process.terminationStatus : nil
  }

  @Test("a backup killed at any moment is whole as far as it goes, and is continued by the next")
  func backup() throws {
    let seed: UInt64 = 8_501
    var random = SplitMix64(seed: seed)
    let live = try Live(seed: seed)
    let folder = live.path("backup")
    var killed = 0
    var entries: UInt64 = 0
    for round in 0..<16 {
      try live.take(30)
      let pause = UInt32.random(in: 0...400, using: &random)
      let code = try run(
        ["--ledger", live.path("ledger"), "backup", folder, "--rate", "120KiB/s"],
        killedAfter: pause)
      if code == nil { killed += 1 } else { #expect(code == 0, "seed \(seed), round \(round)") }
      guard FileManager.default.fileExists(atPath: folder + "/000001.backup") else { continue }
      let checked = try Backup.check([folder])
      #expect(checked.entries >= entries, "seed \(seed), round \(round)")
      #expect(checked.entries <= live.ledger.nextPosition.rawValue)
      entries = checked.entries
    }
    #expect(killed > 0)
    #expect(try run(["--ledger", live.path("ledger"), "backup", folder]) == 0)
    #expect(try Backup.check([folder]).entries == live.ledger.nextPosition.rawValue)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
    #expect(names.allSatisfy { $0.hasSuffix(".backup") }, "\(names)")
    _ = try Restoring.restore([folder], to: live.path("copy"))
    let copy = try Ledger.openForReading(directory: live.path("copy"))
    #expect(try live.image(of: copy) == live.image(of: live.ledger), "seed \(seed)")
  }

  @Test("a restore killed at any moment leaves no log, or all of it", arguments: [false, true])
  func restore(isImport: Bool) throws {
    let seed: UInt64 = 8_502
    var random = SplitMix64(seed: seed)
    let live = try Live(seed: seed)
    try live.take(.max)
    let source = live.path(isImport ? "log.ndjson" : "whole.backup")
    let ledger = live.path("ledger")
    #expect(
      try run(["--ledger", ledger] + (isImport ? ["export", "log"] : ["backup"]) + [source]) == 0)
    var killed = 0
    for round in 0..<6 {
      let target = live.path("copy-\(round)")
      let arguments = ["--ledger", target, isImport ? "import" : "restore", source]
      // Killed again and again in one directory, as it happens.
      for _ in 0..<3 where !Ledger.exists(in: target) {
        let pause = UInt32.random(in: 0...700, using: &random)
        if try run(arguments, killedAfter: pause) == nil { killed += 1 }
      }
      if !Ledger.exists(in: target) {
        #expect(try run(arguments) == 0, "seed \(seed), round \(round)")
      }
      let copy = try Ledger.openForWriting(directory: target)
      #expect(try live.image(of: copy) == live.image(of: live.ledger), "round \(round)")
      #expect(try copy.verify(isQuick: true).findings.isEmpty, "seed \(seed), round \(round)")
    }
    #expect(killed > 0)
  }

  @Test("archiving that is killed at any moment loses no body, and is completed by the next")
  func archive() throws {
    let seed: UInt64 = 8_503
    var random = SplitMix64(seed: seed)
    let source = try Live(seed: seed)
    try source.take(.max)
    let export = source.path("log.ndjson")
    #expect(try run(["--ledger", source.path("ledger"), "export", "log", export]) == 0)
    var killed = 0
    for round in 0..<5 {
      let target = source.path("copy-\(round)")
      #expect(try run(["--ledger", target, "import", export]) == 0)
      let arguments = ["--ledger", target, "archive", "--to", target + "/cold", "--before"]
      for part in 1...4 {
        let end = source.ledger.nextPosition.rawValue * UInt64(part) / 4
        let pause = UInt32.random(in: 20...300, using: &random)
        if try run(arguments + ["\(end)"], killedAfter: pause) == nil { killed += 1 }
      }
      let copy = try Ledger.openForReading(directory: target)
      #expect(try source.image(of: copy) == source.image(of: source.ledger))
      let verification = try copy.verify()
      #expect(verification.findings.isEmpty, "round \(round): \(verification.findings)")
      #expect(try run(arguments + ["99999999"]) == 0)
      let again = source.path("again-\(round).ndjson")
      #expect(try run(["--ledger", target, "export", "log", again]) == 0)
      #expect(FileManager.default.contentsEqual(atPath: export, andPath: again))
      let names = try FileManager.default.contentsOfDirectory(atPath: target + "/cold")
      let bodies = try Ledger.openForReading(directory: target).archives()
      #expect(names.count == bodies.count, "\(names)")
    }
    #expect(killed > 0)
  }
}
