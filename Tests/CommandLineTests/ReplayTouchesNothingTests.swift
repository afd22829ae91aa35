import Foundation
import LedgerTesting
import Testing

/// What the real process does to a ledger's directory, and to the world.
@Suite("A replay touches nothing")
struct ReplayTouchesNothingTests {
  /// With a folder for temporary files; all files of the ledger are only to be read.
  private func scene() throws -> Scene {
    let scene = try Scene.forReplays()
    try FileManager.default.createDirectory(
      atPath: scene.path("tmp"), withIntermediateDirectories: false)
    for name in try files(scene) {
      try FileManager.default.setAttributes(
        [.posixPermissions: 0o400], ofItemAtPath: scene.path("ledger/\(name)"))
    }
    return scene
  }

  private func files(_ scene: Scene) throws -> Set<String> {
    let names = try #require(FileManager.default.enumerator(atPath: scene.path("ledger")))
    return Set(names.compactMap { $0 as? String })
  }

  /// The bytes of what holds the ledger, by file: LMDB notes readers in its lock files.
  private func contents(_ scene: Scene) throws -> [String: Data] {
    let kept = try files(scene).filter { $0.hasSuffix(".mdb") || $0 == "writer.lock" }
    return try Dictionary(
      uniqueKeysWithValues: kept.map {
        ($0, try Data(contentsOf: URL(fileURLWithPath: scene.path("ledger/\($0)"))))
      })
  }

  private static let commands = [
    "replay --rules revised", "replay --rules reading",
    "replay --rules reading --where payment=captured",
    "replay --rules revised --explain", "replay --rules reading --attribute --full-baseline --json",
    "replay explain #1001 --rules reading",
  ]

  /// An order that comes out otherwise is told by the exit code.
  private static func exitCode(_ command: String) -> Int32 { command.contains("#") ? 1 : 0 }

  @Test("of the ledger, but for its receipt", arguments: commands)
  func files(command: String) throws {
    let scene = try scene()
    let (names, before) = (try files(scene), try contents(scene))
    #expect(before.count == 3)
    let result = try scene.run(command, environment: ["TMPDIR": scene.path("tmp")])
    #expect(result.exitCode == Self.exitCode(command), "\(result.errors)")
    #expect(try contents(scene) == before)
    let receipts = try files(scene).subtracting(names)
    let isWhole = !["--where", "--explain", "explain"].contains { command.contains($0) }
    #expect(receipts.count == (isWhole ? 2 : 0), "\(receipts)")
    #expect(
      receipts.allSatisfy {
        $0 == "reports" || $0.wholeMatch(of: /reports\/[0-9a-f]{64}\.json/) != nil
      })
    #expect(try FileManager.default.contentsOfDirectory(atPath: scene.path("tmp")) == [])
  }

  @Test(
    "of the world: no socket, no other process, nothing opened for writing elsewhere",
    .enabled(if: SystemCalls.canBeTraced, "strace is not here, or not allowed to"),
    arguments: commands)
  func calls(command: String) throws {
    let scene = try scene()
    let calls = try SystemCalls(of: command, in: scene)
    #expect(calls.exitCode == Self.exitCode(command) && calls.count(of: "openat") > 5)
    #expect(calls.network == [])
    #expect(calls.count(of: "execve") == 1)
    let ledger = #"(ledger/(log|index-\d+)\.mdb-lock|ledger/reports(/\.?[0-9a-f]{64}[.0-9a-z]*)?)"#
    let allowed = try Regex(
      "(\(NSRegularExpression.escapedPattern(for: scene.path("tmp")))/.*|\(ledger))")
    let others = calls.written.filter { $0.wholeMatch(of: allowed) == nil }
    #expect(others == [])
    // The watch itself sees what is written.
    #expect(calls.written.contains { $0.hasSuffix("log.mdb-lock") })
    let makesIndex = command.contains("reading")
    #expect(calls.written.contains { $0.contains("/tmp/orderledger-replay-") } == makesIndex)
  }
}
