import Glibc

/// A program that was built next to the tests, which writes numbers to its standard output, one a
/// line, and can be killed at any moment.
public final class HelperProcess {
  private let process: pid_t
  private let output: Int32
  private var isRunning = true
  /// Its exit code, where it ended by itself before it was killed.
  public private(set) var exitCode: Int32?
  /// Bytes of a line that has not ended.
  private var pending: [UInt8] = []

  public struct NotStarted: Error, CustomStringConvertible {
    public let description: String
  }

  public init(_ name: String, _ arguments: String...) throws {
    let path = try HelperProcess.path(of: name)
    var pipes: [Int32] = [0, 0]
    guard pipe(&pipes) == 0 else { throw NotStarted(description: "no pipe: errno \(errno)") }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, pipes[1], 1)
    posix_spawn_file_actions_addclose(&actions, pipes[0])
    posix_spawn_file_actions_addclose(&actions, pipes[1])
    var texts: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) } + [nil]
    defer { for text in texts { free(text) } }
    var started = pid_t()
    let status = posix_spawn(&started, path, &actions, nil, &texts, environ)
    close(pipes[1])
    process = started
    output = pipes[0]
    guard status == 0 else { throw NotStarted(description: "\(path) does not start: \(status)") }
  }

  deinit {
    kill()
    close(output)
  }

  /// The next numbers, at least one; empty at the end of the output.
  public func numbers() -> [UInt64] {
    var buffer = [UInt8](repeating: 0, count: 4_096)
    while true {
      let count = read(output, &buffer, buffer.count)
      guard count > 0 else { return [] }
      pending += buffer[..<count]
      guard let end = pending.lastIndex(of: 10) else { continue }
      let lines = String(decoding: pending[..<end], as: UTF8.self)
      pending.removeSubrange(...end)
      return lines.split(separator: "\n").compactMap { UInt64($0) }
    }
  }

  /// Kills it once it has written so many numbers.
  ///
  /// - Parameter pause: how long after.
  /// - Returns: the last number, of those that the pipe still held too.
  public func kill(after count: Int, pauseMicroseconds pause: UInt32 = 0) -> UInt64? {
    allNumbers(untilKilledAfter: count, pauseMicroseconds: pause).last
  }

  /// The same.
  ///
  /// - Returns: all numbers that it has written.
  public func allNumbers(
    untilKilledAfter count: Int, pauseMicroseconds pause: UInt32
  ) -> [UInt64] {
    var all: [UInt64] = []
    while case let numbers = numbers(), !numbers.isEmpty {
      all += numbers
      guard all.count >= count, isRunning else { continue }
      if pause > 0 { usleep(pause) }
      kill()
    }
    kill()
    return all
  }

  /// As a crash or a power cut would.
  public func kill() {
    guard isRunning else { return }
    isRunning = false
    Glibc.kill(process, SIGKILL)
    var status: Int32 = 0
    waitpid(process, &status, 0)
    if status & 0x7f == 0 { exitCode = status >> 8 & 0xff }
  }

  private static func path(of name: String) throws -> String {
    var buffer = [CChar](repeating: 0, count: 4_096)
    let count = readlink("/proc/self/exe", &buffer, buffer.count)
    let own = String(
      decoding: buffer[..<max(count, 0)].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    for program in [own] + CommandLine.arguments {
      let directory = program.prefix(upTo: program.lastIndex(of: "/") ?? program.startIndex)
      let candidate = "\(directory)/\(name)"
      if access(candidate, X_OK) == 0 { return candidate }
    }
    throw NotStarted(description: "\(name) is not next to the tests")
  }
}
