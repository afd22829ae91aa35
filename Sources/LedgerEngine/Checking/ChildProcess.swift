import Glibc

/// A program that is run to its end, for what it writes to its standard output.
struct ChildProcess {
  enum Ending {
    case exited(Int32)
    case killed(signal: Int32)
  }

  var output: [UInt8]
  var ending: Ending

  /// More than the program has to say; what comes after it is not kept.
  private static let outputBytesMax = 1 << 24

  static func run(_ program: String, _ arguments: [String]) throws(LedgerError) -> ChildProcess {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw .file(path: program, errno: errno) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    let process: pid_t
    do throws(LedgerError) {
      process = try spawn(program, arguments, output: ends[1])
    } catch {
      close(ends[0])
      close(ends[1])
      throw error
    }
    close(ends[1])
    let output = readAll(ends[0])
    close(ends[0])
    return ChildProcess(output: output, ending: wait(for: process))
  }

  private static func spawn(
    _ program: String, _ arguments: [String], output: Int32
  ) throws(LedgerError) -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
    var texts: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) } + [nil]
    defer { for text in texts { free(text) } }
    var process = pid_t()
    let status = posix_spawn(&process, program, &actions, nil, &texts, environ)
    guard status == 0 else { throw .file(path: program, errno: status) }
    return process
  }

  private static func readAll(_ descriptor: Int32) -> [UInt8] {
    var output: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return output }
      if output.count < outputBytesMax { output += buffer[..<count] }
    }
  }

  private static func wait(for process: pid_t) -> Ending {
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 {
      guard errno == EINTR else { return .exited(-1) }
    }
    let signal = status & 0x7f
    return signal == 0 ? .exited(status >> 8 & 0xff) : .killed(signal: signal)
  }
}
