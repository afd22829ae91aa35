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

  @Test("a file that cannot be read does not hold up the others, nor what is in front in it")
  func unreadable() throws {
    let scene = try Scene()
    try compress("gzip", scene)
    let path = scene.path("story.ndjson.gz")
    let whole = try Data(contentsOf: URL(fileURLWithPath: path))
    try whole.prefix(whole.count - 200).write(to: URL(fileURLWithPath: path))
    try scene.run("init --rulebook rulebook")
    let result = try scene.run(
      "ingest --channel auto payloads/shopify.orders.paid.json story.ndjson.gz story.ndjson --json")
    #expect(result.exitCode == 2)
    let lines = result.output.split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines.first?.contains("\"code\":\"compressed\"") == true)
    let counts = try JSONSerialization.jsonObject(with: Data((lines.last ?? "").utf8))
    let object = try #require(counts as? [String: Int])
    #expect(object["deliveries"] ?? 0 > 15)
    #expect(object["duplicate"] ?? 0 > 0)
    #expect(!(try scene.run("quarantine list").output.contains("invalid json")))
  }

  @Test(
    "standard input is one delivery where its first line is no object of its own",
    arguments: ["{\n  \"id\": 1,\n  \"title\": \"Tee\"\n}\n", "<a>\n<b/>\n</a>\n", "[\n{}\n]\n"])
  func wholeStream(text: String) throws {
    let scene = try Scene()
    try scene.write(text, to: "whole.json")
    try scene.run("init --rulebook rulebook")
    #expect(
      try counts("ingest --channel shopify - --json < whole.json", in: scene)["deliveries"] == 1)
    #expect(
      try counts("ingest --channel shopify - --json < whole.json", in: scene)["duplicate"] == 1)
    // By the file it is known by its digest too.
    #expect(
      try counts("ingest --channel shopify whole.json --json", in: scene)["duplicate"] == 1)
    let raw = try scene.run("quarantine show 3")
    #expect(raw.output.contains(text.dropLast()))
  }

  @Test("lines whose first one was cut off are lines")
  func damagedFirstLine() throws {
    let scene = try Scene()
    try scene.write("id\":1}}\n{\"id\":2}\n{\"id\":3}\n", to: "rest.txt")
    try scene.run("init --rulebook rulebook")
    for source in ["- --json < rest.txt", "rest.txt --json"] {
      #expect(try counts("ingest --channel shopify \(source)", in: scene)["deliveries"] == 3)
    }
  }

  @Test("an empty standard input is nothing")
  func nothing() throws {
    let scene = try Scene()
    try scene.write("", to: "nothing.json")
    try scene.run("init --rulebook rulebook")
    #expect(
      try counts("ingest --channel shopify - --json < nothing.json", in: scene)["deliveries"] == 0)
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
