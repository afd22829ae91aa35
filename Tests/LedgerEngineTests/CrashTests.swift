import Glibc
import LedgerCore
import LedgerEngine
import LedgerTesting
import Testing

@Suite("A ledger that is killed")
struct LedgerCrashTests {
  @Test("whenever it is killed, what it acknowledged is there, and live equals rebuilt")
  func kill9() throws {
    var random = SplitMix64(seed: 20_261_121)
    let bench = try Bench(begin: Timestamp(seconds: 0))
    _ = try bench.ledger.register(channel: "shop", kind: nil, account: nil)
    try bench.release()
    for round in 0..<15 as Range<UInt64> {
      let lines = Int.random(in: 1...40, using: &random)
      let last = try #require(try runAndKill(bench.path, seed: round + 1, afterLines: lines))
      let ledger = try Ledger.openForWriting(directory: bench.path)
      #expect(ledger.nextPosition.rawValue > last, "round \(round)")
      for position in (last < 20 ? 3 : last - 20)...last {
        #expect(try ledger.delivery(at: LogPosition(position)) != nil, "round \(round)")
      }
      let verification = try ledger.verify()
      #expect(verification.findings.isEmpty, "round \(round): \(verification.findings)")
      #expect(verification.entries == ledger.nextPosition.rawValue, "round \(round)")
      let live = try ledger.totals()
      if round % 5 == 4 {
        #expect(try ledger.rebuild().after == live, "round \(round)")
      }
      #expect(live.items.values.reduce(0, +) + live.duplicates + 3 == Int(verification.entries))
    }
  }

  /// Starts the helper, kills it after so many acknowledgements, and reads what the pipe still holds.
  ///
  /// - Returns: the last acknowledged position.
  private func runAndKill(
    _ directory: String, seed: UInt64, afterLines lines: Int
  ) throws -> UInt64? {
    var pipes: [Int32] = [0, 0]
    try #require(pipe(&pipes) == 0)
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawn_file_actions_adddup2(&actions, pipes[1], 1)
    posix_spawn_file_actions_addclose(&actions, pipes[0])
    posix_spawn_file_actions_addclose(&actions, pipes[1])
    defer { posix_spawn_file_actions_destroy(&actions) }
    let path = try Self.helper()
    var arguments: [UnsafeMutablePointer<CChar>?] = []
    for argument in [path, directory, "\(seed)"] { arguments.append(strdup(argument)) }
    arguments.append(nil)
    defer { for argument in arguments { free(argument) } }
    var process = pid_t()
    let status = posix_spawn(&process, path, &actions, nil, &arguments, environ)
    close(pipes[1])
    try #require(status == 0, "ledger-crash-engine starts")
    let last = Self.read(pipes[0], lines) { kill(process, SIGKILL) }
    var exit: Int32 = 0
    waitpid(process, &exit, 0)
    close(pipes[0])
    return last
  }

  /// Reads positions, one a line, to the end; calls `then` once `lines` of them were read.
  private static func read(_ descriptor: Int32, _ lines: Int, _ then: () -> Void) -> UInt64? {
    var text: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4_096)
    var isKilled = false
    while true {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      guard count > 0 else { break }
      text += buffer[..<count]
      if !isKilled, text.count(where: { $0 == 10 }) >= lines {
        isKilled = true
        then()
      }
    }
    let complete = text.prefix((text.lastIndex(of: 10) ?? 0))
    return String(decoding: complete, as: UTF8.self).split(separator: "\n").last.flatMap {
      UInt64($0)
    }
  }

  /// The helper is built next to the tests.
  private static func helper() throws -> String {
    var buffer = [CChar](repeating: 0, count: 4_096)
    let count = readlink("/proc/self/exe", &buffer, buffer.count)
    let own = String(
      decoding: buffer[..<max(count, 0)].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    for program in [own] + CommandLine.arguments {
      let directory = program.prefix(upTo: program.lastIndex(of: "/") ?? program.startIndex)
      let candidate = directory + "/ledger-crash-engine"
      if access(String(candidate), X_OK) == 0 { return String(candidate) }
    }
    return try #require(nil, "ledger-crash-engine is next to the tests")
  }
}
