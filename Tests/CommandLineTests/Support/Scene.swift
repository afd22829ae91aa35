import Foundation
import LedgerTesting

/// A temporary directory in which the real binary runs, with a fixed clock.
final class Scene {
  static let sources = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent()
  static let now = "2026-03-03T12:00:00Z"

  /// The binary stands beside the test bundle.
  static let binary = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    .deletingLastPathComponent().appendingPathComponent("orderledger")

  let directory = TemporaryDirectory()
  /// All commands so far with what they wrote, as a person would have seen it.
  private(set) var transcript = ""
  /// Digests of the reports that replays have left, in the order in which they did: `{report}` in a
  /// line is the last one, `{report 1}` the first. In the transcript their digits are their number.
  private var reports: [String] = []

  /// What a command wrote, and its exit code.
  struct Result {
    var output: String
    var errors: String
    var exitCode: Int32
  }

  init() throws {
    let fixtures = Scene.sources.appendingPathComponent("Fixtures")
    for name in try FileManager.default.contentsOfDirectory(atPath: fixtures.path) {
      try FileManager.default.copyItem(
        atPath: fixtures.appendingPathComponent(name).path, toPath: "\(directory.path)/\(name)")
    }
    try revise(
      "rulebook", as: "revised", "channels/shopify.yaml", "paid: captured", "paid: authorized")
    try revise(
      "rulebook", as: "known", "channels/netsuite.yaml", "H: archived, _undefined",
      "H: archived, Z: accepted, _undefined")
    try revise("rulebook", as: "broken", "truth.yaml", "payment:", "paymnt:")
  }

  /// A ledger with the story in it, and rulebooks that differ in mapping alone (`revised`), or in
  /// what is read as well (`reading`).
  static func forReplays() throws -> Scene {
    let scene = try Scene()
    try scene.run("init --rulebook rulebook")
    try scene.run("ingest --channel auto story.ndjson")
    try scene.revise(
      "revised", as: "reading", "channels/shopify.yaml", "financial_status: { lower:",
      "money: $.financial_status\n      financial_status: { lower:")
    return scene
  }

  /// Makes a rulebook of another: one text of one of its files replaced.
  func revise(_ name: String, as copy: String, _ file: String, _ old: String, _ new: String) throws
  {
    try FileManager.default.copyItem(atPath: path(name), toPath: path(copy))
    let target = path("\(copy)/\(file)")
    let text = try String(contentsOfFile: target, encoding: .utf8)
    precondition(text.contains(old), "\(file) holds what is to be replaced")
    try Data(text.replacingOccurrences(of: old, with: new).utf8)
      .write(to: URL(fileURLWithPath: target))
  }

  /// Writes a file with a mode, such as one of secrets.
  func write(_ text: String, to name: String, mode: Int = 0o600) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: path(name)))
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path(name))
  }

  /// Runs the binary with the words of a line; single quotes hold blanks together. A text behind
  /// `<` is a file for standard input.
  @discardableResult
  func run(_ line: String, environment: [String: String] = [:]) throws -> Result {
    var words = Scene.words(filled(line))
    var input: FileHandle = .nullDevice
    if let sign = words.firstIndex(of: "<") {
      input = try FileHandle(forReadingFrom: URL(fileURLWithPath: path(words[sign + 1])))
      words.removeSubrange(sign...)
    }
    let process = Process()
    process.executableURL = Scene.binary
    process.arguments = words
    process.currentDirectoryURL = URL(fileURLWithPath: directory.path)
    process.environment = [
      "ORDERLEDGER_NOW": Scene.now, "USER": "tester", "HOME": directory.path, "COLUMNS": "80",
      "TMPDIR": directory.path,
    ].merging(environment) { $1 }
    let errorPath = directory.path + "/.stderr"
    _ = FileManager.default.createFile(atPath: errorPath, contents: nil)
    let errors = try FileHandle(forWritingTo: URL(fileURLWithPath: errorPath))
    let output = Pipe()
    process.standardInput = input
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    let written = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    let result = Result(
      output: String(decoding: written, as: UTF8.self),
      errors: try String(contentsOfFile: errorPath, encoding: .utf8),
      exitCode: process.terminationStatus)
    noteReports()
    transcript += text(line, result)
    return result
  }

  private func noteReports() {
    let folder = path("ledger/reports")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    for name in names.sorted() where name.hasSuffix(".json") {
      let digest = String(name.dropLast(5))
      if !reports.contains(digest) { reports.append(digest) }
    }
  }

  private func filled(_ line: String) -> String {
    var line = line
    for (index, digest) in reports.enumerated() {
      line = line.replacingOccurrences(of: "{report \(index + 1)}", with: digest.prefix(12))
    }
    return line.replacingOccurrences(of: "{report}", with: reports.last?.prefix(12) ?? "")
  }

  func path(_ name: String) -> String { directory.path + "/" + name }

  private func text(_ line: String, _ result: Result) -> String {
    var text = "$ orderledger \(line)\n" + result.output
    if !result.errors.isEmpty {
      text += result.errors.split(separator: "\n", omittingEmptySubsequences: false)
        .dropLast().map { "! \($0)\n" }.joined()
    }
    return scrubbed(text) + (result.exitCode == 0 ? "\n" : "[exit \(result.exitCode)]\n\n")
  }

  /// What differs from run to run: the ledger's own ID and what depends on it, sizes on disk.
  private func scrubbed(_ text: String) -> String {
    var text = text
    let zeros = String(repeating: "0", count: 64)
    for (index, digest) in reports.enumerated() {
      for length in [64, 12] {
        text = text.replacingOccurrences(
          of: digest.prefix(length), with: String(repeating: "\(index + 1)", count: length))
      }
    }
    for (pattern, replacement) in [
      (#""ledger":"[0-9a-f]+""#, #""ledger":"ID""#),
      // Subjects.
      (#""[0-9a-f]{32}"(?=[,\]])"#, "\"\(zeros.prefix(32))\""),
      (#""report":"(?!([0-9])\1{63})[0-9a-f]{64}""#, #""report":"\#(zeros)""#),
      (#""(log|index|archive)_bytes(_before)?":\d+"#, #""$1_bytes$2":0"#),
      // Of a report: its log has a key and salts of its own.
      (#"\{"digest":"[0-9a-f]{64}""#, #"{"digest":"\#(zeros)""#),
      (#""(head|root)":"[0-9a-f]{64}""#, #""$1":"\#(zeros)""#),
      (#"orderledger/[0-9a-f]{32}\+[0-9a-f]{8}\+[A-Za-z0-9+/=]+"#, "VKEY"),
      (#""origin":"orderledger/[0-9a-f]{32}""#, #""origin":"orderledger/ID""#),
      (#"(digest +|report `|<dt>Digest</dt><dd>)[0-9a-f]{64}"#, "$1DIGEST"),
      (#"(of |log |<dd>)ledger [0-9a-f]{32}"#, "$1ledger ID"), (#"log [0-9a-f]{32}"#, "log ID"),
      (#"head(\n? +)([0-9a-f]{12,64})"#, "head$1HEAD"),
      (#"(on disk[a-z ]*?) +\d[\d.]* [KMG]?i?B"#, "$1  SIZE"),
      (#"\d[\d.]* [KMGT]iB free"#, "SIZE free"),
      // Of copies of the log, which has a key and salts of its own.
      (#""sha256":"[0-9a-f]{64}""#, #""sha256":"\#(zeros)""#), (#""bytes":\d+"#, #""bytes":0"#),
      (#"(root\s+)[0-9a-f]{12}"#, "$1ROOT"), (#"\d[\d,]* (KiB|bytes)\.\n"#, "SIZE.\n"),
      (#"\d[\d,]* bytes(?=  )"#, "SIZE"), (#"takes .* took .*\."#, "takes SIZE, took SIZE."),
      (#"(the\s+ledger\s+)[0-9a-f]{32}"#, "$1ID"),
    ] {
      text = text.replacingOccurrences(
        of: pattern, with: replacement, options: .regularExpression)
    }
    return text
  }

  private static func words(_ line: String) -> [String] {
    var words: [String] = []
    for (index, part) in line.split(separator: "'", omittingEmptySubsequences: false).enumerated() {
      if index % 2 == 1 {
        words.append(String(part))
      } else {
        words += part.split(separator: " ").map(String.init)
      }
    }
    return words
  }
}
