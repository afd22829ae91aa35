import Foundation
import LedgerEngine
import LedgerTesting
import Testing

@Suite("Files that were cut short")
struct CutFileTests {
  private func size(_ path: String) throws -> Int {
    try #require(
      try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int)
  }

  @Test(
    "a log that was cut short is refused with words, whatever is asked",
    arguments: [
      "status", "ingest --channel auto story.ndjson", "rebuild", "trace '#1001'",
    ])
  func log(command: String) throws {
    let scene = try Scene.forReplays()
    let path = scene.path("ledger/log.mdb")
    let whole = try size(path)
    for bytes in [whole / 2, 3 * 4_096, 4_096 + 100, 4_000, 0] {
      #expect(truncate(path, off_t(bytes)) == 0)
      let answer = try scene.run(command)
      #expect(answer.exitCode == 2, "\(command), \(bytes) bytes: \(answer)")
      #expect(answer.errors.contains("ledger/log.mdb is damaged: it"), "\(answer)")
      #expect(answer.errors.contains("restore it from a backup"), "\(answer)")
    }
    let verified = try scene.run("status --json")
    #expect(verified.output.contains(#""code":"#))
  }

  @Test("verify finds that a log was cut short, and reads nothing of it")
  func verified() throws {
    let scene = try Scene.forReplays()
    let path = scene.path("ledger/log.mdb")
    let whole = try size(path)
    for bytes in [whole / 2, 3 * 4_096, 4_000, 0] {
      #expect(truncate(path, off_t(bytes)) == 0)
      let answer = try scene.run("verify --json")
      #expect(answer.exitCode == 1, "\(bytes) bytes: \(answer)")
      #expect(answer.output.contains(#""kind":"page""#), "\(answer)")
      #expect(answer.output.contains(#""entries":0"#), "\(answer)")
    }
  }

  @Test("an index that is not there yet is no finding of verify, while the log is whole")
  func indexMissing() throws {
    let scene = try Scene.forReplays()
    try FileManager.default.removeItem(atPath: scene.path("ledger/index-1.mdb"))
    let answer = try scene.run("verify --json")
    #expect(answer.exitCode == 2 && answer.output.contains(#""code":"index_behind""#), "\(answer)")
    _ = try scene.run("rebuild")
    #expect(try scene.run("verify").exitCode == 0)
  }

  @Test("an index file that was cut short, or whose pages are damaged, is replaced by a rebuild")
  func index() throws {
    let scene = try Scene.forReplays()
    let path = scene.path("ledger/index-1.mdb")
    let whole = try Data(contentsOf: URL(fileURLWithPath: path))
    let zeroed = whole.prefix(2 * 4_096) + Data(count: whole.count - 2 * 4_096)
    for damaged in [whole.prefix(whole.count / 3), whole.prefix(100), Data(), zeroed] {
      let index = try #require(PageCheck.files(inLedger: scene.path("ledger")).dropFirst().first)
      try damaged.write(to: URL(fileURLWithPath: index))
      if damaged.count < whole.count {
        let refused = try scene.run("status")
        #expect(refused.exitCode == 2)
        #expect(refused.errors.contains(index.suffix(18)))
      }
      let rebuilt = try scene.run("rebuild --json")
      #expect(rebuilt.exitCode == 1, "\(rebuilt)")
      let name = index.split(separator: "/").last ?? ""
      #expect(rebuilt.output.contains("\"damaged\":[\"\(name)\"]"), "\(rebuilt)")
      let verified = try scene.run("verify")
      #expect(verified.exitCode == 0, "\(verified)")
    }
    let again = try scene.run("rebuild")
    #expect(again.exitCode == 0)
    #expect(again.output.contains("the same as before"))
  }

  @Test(
    "a file that is cut short while it is open ends the program with a code and words of its own")
  func whileOpen() throws {
    for json in [false, true] {
      let scene = try Scene.forReplays()
      let log = scene.path("ledger/log.mdb")
      let process = Process()
      process.executableURL = Scene.binary
      process.arguments = ["ingest", "--channel", "auto", "-"] + (json ? ["--json"] : [])
      process.currentDirectoryURL = URL(fileURLWithPath: scene.directory.path)
      let (input, output, errors) = (Pipe(), Pipe(), Pipe())
      process.standardInput = input
      process.standardOutput = output
      process.standardError = errors
      try process.run()
      try waitUntil(process, hasMapped: "index-1.mdb")
      #expect(truncate(log, 2 * 4_096) == 0)
      let story = try String(contentsOfFile: scene.path("story.ndjson"), encoding: .utf8)
      // The program may be gone before it has read all.
      signal(SIGPIPE, SIG_IGN)
      try? input.fileHandleForWriting.write(
        contentsOf: Data(story.replacingOccurrences(of: "1001", with: "4001").utf8))
      try? input.fileHandleForWriting.close()
      process.waitUntilExit()
      #expect(process.terminationReason == .exit)
      #expect(process.terminationStatus == 74)
      let words = String(decoding: errors.fileHandleForReading.availableData, as: UTF8.self)
      #expect(words.hasPrefix("error: a file of the ledger was cut short"))
      #expect(words.contains("from a backup"))
      let result = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
      #expect(result.contains(#"{"error":{"code":"lost_pages""#) == json)
    }
  }

  /// A file is mapped when it is open.
  private func waitUntil(_ process: Process, hasMapped name: String) throws {
    while process.isRunning {
      let maps =
        (try? String(contentsOfFile: "/proc/\(process.processIdentifier)/maps", encoding: .utf8))
        ?? ""
      if maps.contains(name) { return }
      usleep(1_000)
    }
  }
}
