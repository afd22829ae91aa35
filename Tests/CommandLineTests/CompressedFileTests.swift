import Foundation
import Testing

@Suite("Files of an import")
struct CompressedFileTests {
  private func counts(_ line: String, in scene: Scene) throws -> [String: Int] {
    let result = try scene.run(line)
    let object = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
    return try #require(object as? [String: Int], "\(result.output)\(result.errors)")
  }

  private func compress(_ tool: String, _ scene: Scene) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [tool, "-k", "-q", scene.path("story.ndjson")]
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
  }

  @Test("gzip is read as what it holds")
  func gzip() throws {
    let scene = try Scene()
    try compress("gzip", scene)
    try scene.run("init --rulebook rulebook")
    let plain = try counts("ingest --channel auto story.ndjson.gz --json", in: scene)
    #expect(plain["deliveries"] == 14)
    #expect(plain["accepted"] == 6)
  }

  @Test("a file that was cut short is an error, and what was in front of it is kept")
  func truncated() throws {
    let scene = try Scene()
    try compress("gzip", scene)
    let path = scene.path("story.ndjson.gz")
    let whole = try Data(contentsOf: URL(fileURLWithPath: path))
    try whole.prefix(whole.count / 2).write(to: URL(fileURLWithPath: path))
    try scene.run("init --rulebook rulebook")
    let result = try scene.run("ingest --channel auto story.ndjson story.ndjson.gz --json")
    #expect(result.exitCode == 2)
    #expect(result.errors.contains("story.ndjson.gz cannot be decompressed"))
    let again = try counts("ingest --channel auto story.ndjson --json", in: scene)
    #expect(again["duplicate"] == 13)
  }

  @Test("standard input loaded twice is known by the stream so far")
  func stream() throws {
    let scene = try Scene()
    try scene.run("init --rulebook rulebook")
    try scene.run("ingest --channel auto - < story.ndjson")
    let again = try counts("ingest --channel auto - --json < story.ndjson", in: scene)
    #expect(again["duplicate"] == 13)
    #expect(again["accepted"] == 0)
  }

  @Test("a JSON file of one object a line is read line by line, one over many lines as a whole")
  func forms() throws {
    let scene = try Scene()
    try FileManager.default.moveItem(
      atPath: scene.path("story.ndjson"), toPath: scene.path("story.json"))
    try Data("{\n  \"id\": 1,\n  \"title\": \"Tee\"\n}\n".utf8)
      .write(to: URL(fileURLWithPath: scene.path("whole.json")))
    try scene.run("init --rulebook rulebook")
    #expect(
      try counts("ingest --channel auto story.json --json", in: scene)["deliveries"] == 14)
    #expect(
      try counts("ingest --channel shopify whole.json --json", in: scene)["deliveries"] == 1)
  }
}
