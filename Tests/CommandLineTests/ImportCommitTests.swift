import Foundation
import LedgerStorage
import Testing

@Suite("Commits of an import")
struct ImportCommitTests {
  @Test("deliveries that were made ready before their channel was known share commits like others")
  func waiting() throws {
    let scene = try Scene()
    let story = try String(contentsOfFile: scene.path("story.ndjson"), encoding: .utf8)
    try scene.write(String(repeating: story, count: 200), to: "long.ndjson")
    try scene.run("init --rulebook rulebook")
    let result = try scene.run("ingest --channel auto long.ndjson --json")
    let counts = try #require(
      try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Int])
    #expect(counts["deliveries"] == 2_800)
    let log = try Environment.open(
      path: scene.path("ledger/log.mdb"), schema: Schema(purpose: "log", version: 1, tables: []))
    // A block of them is 2,048 long; each channel's registration is a commit of its own.
    #expect(try log.stat().transactions < 40)
    let verified = try scene.run("verify --json")
    #expect(verified.exitCode == 0, "\(verified.output)")
  }
}
