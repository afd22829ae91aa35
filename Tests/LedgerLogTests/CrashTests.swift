import Glibc
import LedgerCore
import LedgerLog
import LedgerStorageWriting
import Testing

@Suite("Crashes")
struct CrashTests {
  @Test("a writer killed at any moment loses nothing that it acknowledged")
  func kill9() throws {
    var random = SeededGenerator(seed: testSeed())
    let directory = try TestLog.newDirectory()
    defer { TestLog.remove(directory) }
    do {
      _ = try LogWriter.create(
        lock: WriterLock.acquire(directory: directory), random: TestLog.random)
    }
    var acknowledged: UInt64 = 0
    for round in 0..<6 {
      let lines = UInt64.random(in: 1...60, using: &random)
      let last = try runAndKill(directory, seed: UInt64(round), afterLines: lines)
      acknowledged = try #require(last) + 1
      let writer = try LogWriter.open(lock: WriterLock.acquire(directory: directory))
      // More than was acknowledged may be there; never less, and never a half batch.
      let count = writer.nextPosition.rawValue
      #expect(count >= acknowledged)
      try TestLog.check(writer.reader, count: count)
      try writer.append(batch: [next(writer)])
      acknowledged = count + 1
    }
    try TestLog.check(LogReader.open(directory: directory), count: acknowledged)
  }

  private func next(_ writer: LogWriter) throws -> PreparedEntry {
    var entry = Entries.delivery(writer.nextPosition.rawValue)
    entry.received = writer.makeBatch().lastReceived
    return try PreparedEntry(entry, body: nil)
  }

  /// Starts the writer, reads `lines` acknowledgements, kills it, and reads what the pipe still holds.
  ///
  /// - Returns: The last acknowledged position.
  private func runAndKill(
    _ directory: String, seed: UInt64, afterLines lines: UInt64
  ) throws -> UInt64? {
    var pipes: [Int32] = [0, 0]
    try #require(pipe(&pipes) == 0)
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawn_file_actions_adddup2(&actions, pipes[1], 1)
    posix_spawn_file_actions_addclose(&actions, pipes[0])
    posix_spawn_file_actions_addclose(&actions, pipes[1])
    defer { posix_spawn_file_actions_destroy(&actions) }
    let path = try CrashTests.helper()
    var arguments: [UnsafeMutablePointer<CChar>?] = []
    for argument in [path, directory, "\(seed)"] { arguments.append(strdup(argument)) }
    arguments.append(nil)
    defer { for argument in arguments { free(argument) } }
    var process = pid_t()
    let status = posix_spawn(&process, path, &actions, nil, &arguments, environ)
    close(pipes[1])
    try #require(status == 0, "ledger-crash-writer starts")
    let last = CrashTests.read(pipes[0], lines) { kill(process, SIGKILL) }
    var exit: Int32 = 0
    waitpid(process, &exit, 0)
    close(pipes[0])
    return last
  }

  /// Reads positions, one a line, to the end; calls `afterLines` once `lines` of them were read.
  private static func read(
    _ descriptor: Int32, _ lines: UInt64, _ afterLines: () -> Void
  ) -> UInt64? {
    var buffer = [UInt8](repeating: 0, count: 4_096)
    var number: UInt64 = 0
    var last: UInt64?
    var seen: UInt64 = 0
    while true {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      guard count > 0 else { return last }
      for byte in buffer[..<count] {
        guard byte == 10 else {
          number = number * 10 + UInt64(byte - 48)
          continue
        }
        last = number
        number = 0
        seen += 1
        if seen == lines { afterLines() }
      }
    }
  }

  /// The helper is built next to the tests.
  private static func helper() throws -> String {
    var buffer = [CChar](repeating: 0, count: 4_096)
    let count = readlink("/proc/self/exe", &buffer, buffer.count)
    var candidates: [String] = []
    if count > 0 {
      let own = String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
      candidates.append(directory(of: own))
    }
    candidates += CommandLine.arguments.map { directory(of: $0) }
    for candidate in candidates where access(candidate + "/ledger-crash-writer", X_OK) == 0 {
      return candidate + "/ledger-crash-writer"
    }
    return try #require(nil, "ledger-crash-writer is next to the tests: \(candidates)")
  }

  private static func directory(of path: String) -> String {
    String(path.prefix(upTo: path.lastIndex(of: "/") ?? path.startIndex))
  }
}
