import Foundation
import LedgerTesting
import Testing

@Suite("Reports of replays")
struct ReplayReportTests {
  private func object(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  private func digest(_ result: Scene.Result) throws -> String {
    try #require(try object(result.output)["digest"] as? String, "\(result.errors)")
  }

  @Test(
    "are the same bytes each time, elsewhere, with one core, and whatever the folder is called",
    arguments: ["revised", "reading"])
  func reproducible(rules: String) throws {
    let scene = try Scene.forReplays()
    let first = try scene.run("replay --rules \(rules) --json")
    let again = try scene.run("replay --rules \(rules) --json")
    #expect(first.output == again.output && first.exitCode == 0)

    let other = scene.path("elsewhere")
    try FileManager.default.createDirectory(atPath: other, withIntermediateDirectories: true)
    try FileManager.default.copyItem(atPath: scene.path("ledger"), toPath: "\(other)/copy")
    let moved = try scene.run(
      "--ledger elsewhere/copy replay --rules \(rules) --json", environment: ["TMPDIR": other])
    #expect(moved.output == first.output)

    // Another state of the index: made anew from the log.
    #expect(try scene.run("--ledger elsewhere/copy rebuild").exitCode == 0)
    #expect(
      try scene.run("--ledger elsewhere/copy replay --rules \(rules) --json").output
        == first.output)

    let single = Process()
    single.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    single.arguments = [
      "taskset", "-c", "0", Scene.binary.path, "replay", "--rules", rules, "--json", "--out",
      "single.json",
    ]
    single.currentDirectoryURL = URL(fileURLWithPath: scene.directory.path)
    single.environment = ["ORDERLEDGER_NOW": Scene.now, "PATH": "/usr/bin:/bin"]
    single.standardError = FileHandle.nullDevice
    try single.run()
    single.waitUntilExit()
    #expect(single.terminationStatus == 0)
    #expect(try String(contentsOfFile: scene.path("single.json"), encoding: .utf8) == first.output)

    try FileManager.default.moveItem(
      atPath: scene.path(rules), toPath: scene.path("elsewhere/rules"))
    let named = try scene.run("replay --rules elsewhere/rules --json")
    #expect(try digest(named) == digest(first) && named.output != first.output)
  }

  @Test("have one digest whatever is shown, in whatever form")
  func digests() throws {
    let scene = try Scene.forReplays()
    let digest = try digest(try scene.run("replay --rules revised --json"))
    for line in [
      "--json --limit 1", "--limit 0", "--markdown --limit 1", "--html --limit 0",
      "--json --max changed=0", "--policy expect.yaml --json",
    ] {
      #expect(try scene.run("replay --rules revised \(line)").output.contains(digest), "\(line)")
    }
    let lines = try scene.run("replay --rules revised --ndjson --limit 1").output
      .split(separator: "\n")
    let rows = try scene.run("replay --rules revised --csv --limit 1").output.split(
      separator: "\r\n")
    #expect(lines.count == 4 && rows.count == 5)
    let other = try scene.run("replay --rules revised --json --where payment=captured")
    #expect(try self.digest(other) != digest)
  }

  @Test("are written into files, each in the form of its ending, and to the screen as well")
  func files() throws {
    let scene = try Scene.forReplays()
    let forms = ["json": "--json", "ndjson": "--ndjson", "csv": "--csv", "md": "--markdown"]
    let outs = forms.keys.sorted().map { "--out r.\($0)" }.joined(separator: " ")
    let shown = try scene.run("replay --rules revised \(outs) --out r.HTML --out r.txt --html")
    #expect(shown.output.isEmpty && shown.errors.isEmpty)
    for (ending, flag) in forms {
      let expected = try scene.run("replay --rules revised \(flag)").output
      #expect(try String(contentsOfFile: scene.path("r.\(ending)"), encoding: .utf8) == expected)
    }
    #expect(
      try String(contentsOfFile: scene.path("r.txt"), encoding: .utf8)
        == scene.run("replay --rules revised").output)
    let plain = try scene.run("replay --rules revised --out r.html")
    #expect(plain.output.contains("4 of 6 orders change"))
    #expect(
      try String(contentsOfFile: scene.path("r.html"), encoding: .utf8)
        == String(contentsOfFile: scene.path("r.HTML"), encoding: .utf8))
    #expect(!FileManager.default.fileExists(atPath: scene.path("r.html.part")))
  }

  @Test("leave a receipt where they looked at everything against the rulebook in force")
  func receipts() throws {
    let scene = try Scene.forReplays()
    func receipts() -> [String] {
      (try? FileManager.default.contentsOfDirectory(atPath: scene.path("ledger/reports"))) ?? []
    }
    for part in [
      "--where payment=captured", "--from 5", "--to 5", "--against @shipped", "--as-of 12",
      "--believed 5",
    ] {
      try scene.run("replay --rules revised \(part)")
      #expect(receipts().isEmpty, "\(part)")
    }
    let result = try scene.run("replay --rules revised --policy gate.yaml --json")
    let digest = try digest(result)
    #expect(result.exitCode == 1 && receipts() == ["\(digest).json"])
    let receipt = try object(
      String(contentsOfFile: scene.path("ledger/reports/\(digest).json"), encoding: .utf8))
    let report = try object(result.output)
    for key in ["digest", "head", "as_of"] {
      #expect(receipt[key] as? String == report[key] as? String, "\(key)")
    }
    #expect(receipt["through"] as? Int == 19 && receipt["full_baseline"] as? Bool == true)
    for key in ["from", "to"] {
      #expect(receipt[key] as? String == (report[key] as? [String: String])?["revision"])
    }
    try scene.run("replay --rules revised --against @1")
    #expect(receipts().count == 2, "the same report without a policy")
    #expect(try scene.run("verify").exitCode == 0)
  }

  @Test("are made all the same where no receipt can be left")
  func noReceipt() throws {
    let scene = try Scene.forReplays()
    try scene.write("in the way", to: "ledger/reports")
    let result = try scene.run("replay --rules revised")
    #expect(result.exitCode == 0 && result.errors.isEmpty)
  }

  @Test("save any changed order as a case that passes, whatever its bytes are")
  func cases() throws {
    let scene = try Scene.forReplays()
    let odd =
      ##"{\n\t\"id\": 5000000001007,\r\n \"name\": \"#1007\", \"note\": \"it's 'odd' \\\\ : # %"##
      + "\u{2028}\u{FEFF}🛒"
      + ##"\",\n \"financial_status\": \"paid\", \"currency\": \"EUR\", \"total_price\": \"5.00\","##
      + ##" \"updated_at\": \"2026-03-02T16:00:00Z\"}\n"##
    let text =
      #"{"channel":"shop-eu","received":"2026-03-02T16:00:00Z","headers":{"X-Shopify-Topic":"orders/paid","#
      + #""X-Odd":["a, 'b'","c"]},"body":""# + odd + "\"}\n"
    try scene.write(text, to: "odd.ndjson")
    let loaded = try scene.run("ingest --channel shop-eu --kind shopify odd.ndjson")
    #expect(loaded.exitCode == 0, "\(loaded.errors)")
    for (index, order) in ["#1001", "ord-5m9s", "#1003", "5000000001004", "#1007"].enumerated() {
      let saved = try scene.run(
        "replay --rules revised --save-case '\(order)' --into revised/cases/saved\(index).yaml")
      #expect(saved.exitCode == 0, "\(saved.errors)")
    }
    #expect(try scene.run("rules check revised").exitCode == 0)
    let revised = try scene.run("rules test revised --only saved --json")
    #expect(try object(revised.output)["cases"] as? Int == 5)
    #expect(revised.exitCode == 0, "\(revised.output)")
    // By the former rulebook they do not come out: that is what they are kept for.
    try FileManager.default.copyItem(
      atPath: scene.path("revised/cases/saved0.yaml"),
      toPath: scene.path("rulebook/cases/saved0.yaml"))
    #expect(try scene.run("rules test rulebook --only saved0").exitCode == 1)
    let bytes = try String(contentsOfFile: scene.path("revised/cases/saved4.yaml"), encoding: .utf8)
    #expect(bytes.contains("kind: shopify") && bytes.contains("x-odd: 'a, ''b'', c'"))
  }

  @Test("the policies that the documents show can be used with the shipped rulebook")
  func documented() throws {
    let document = try String(
      contentsOf: Scene.sources.appendingPathComponent("../../docs/replay.md"), encoding: .utf8)
    let examples = document.components(separatedBy: "```yaml\n").dropFirst().compactMap {
      $0.components(separatedBy: "```").first
    }.filter { $0.hasPrefix("limits:") || $0.hasPrefix("expect:") }
    #expect(examples.count == 2)
    let scene = try Scene()
    try scene.run("init")
    try scene.run("ingest --channel auto story.ndjson")
    for example in examples {
      try scene.write(example, to: "documented.yaml")
      let result = try scene.run("replay --rules @active --policy documented.yaml --full-baseline")
      #expect(result.exitCode <= 1 && result.errors.isEmpty, "\(result.errors)")
    }
  }
}
