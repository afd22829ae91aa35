import Foundation
import LedgerTesting

/// What the binary asked of the system, by strace.
struct SystemCalls {
  private static let strace = "/usr/bin/strace"
  /// Calls by which something is reached, started or written. Not every machine has each: `?`.
  private static let traced =
    "network,execve,?execveat,?open,openat,?openat2,?creat,?rename,?renameat,?renameat2,?unlink,"
    + "unlinkat,?mkdir,mkdirat,?rmdir,truncate,?link,linkat,?symlink,symlinkat,?mknod,mknodat"

  private let lines: [Substring]
  let exitCode: Int32

  /// In a container it may be there and not allowed to trace.
  static let canBeTraced: Bool = {
    guard FileManager.default.isExecutableFile(atPath: strace) else { return false }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: strace)
    process.arguments = ["-f", "-o", "/dev/null", "true"]
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }()

  init(of command: String, in scene: Scene) throws {
    let file = scene.path(".calls")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Self.strace)
    process.arguments =
      ["-f", "-s", "4096", "-e", "trace=" + Self.traced, "-o", file, Scene.binary.path]
      + command.split(separator: " ").map(String.init)
    process.currentDirectoryURL = URL(fileURLWithPath: scene.directory.path)
    process.environment = [
      "ORDERLEDGER_NOW": Scene.now, "HOME": scene.directory.path, "TMPDIR": scene.path("tmp"),
    ]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    exitCode = process.terminationStatus
    lines = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n")
  }

  /// The names of all calls, in their order: a line is `PID name(arguments) = result`.
  private var calls: [(name: Substring, arguments: Substring)] {
    lines.compactMap { line in
      let call = line.drop { $0.isNumber }.drop { $0 == " " }
      guard let open = call.firstIndex(of: "("), !call.hasPrefix("+++"), !call.hasPrefix("---"),
        !call.hasPrefix("<...")
      else { return nil }
      return (call[..<open], call[open...])
    }
  }

  func count(of name: String) -> Int { calls.filter { $0.name == name }.count }

  private static let files: Set<Substring> = [
    "open", "openat", "openat2", "creat", "rename", "renameat", "renameat2", "unlink", "unlinkat",
    "mkdir", "mkdirat", "rmdir", "truncate", "link", "linkat", "symlink", "symlinkat", "mknod",
    "mknodat",
  ]

  /// Calls that are about no file and start no program: those of the network.
  var network: [String] {
    calls.filter { !Self.files.contains($0.name) && !$0.name.hasPrefix("execve") }
      .map { "\($0.name)\($0.arguments)" }
  }

  /// Paths that were opened otherwise than for reading, made, renamed or removed.
  var written: [String] {
    calls.flatMap { (name, arguments) -> [String] in
      guard Self.files.contains(name) else { return [] }
      if name.hasPrefix("open"), arguments.contains("O_RDONLY"), !arguments.contains("O_CREAT") {
        return []
      }
      return arguments.split(separator: "\"", omittingEmptySubsequences: false).enumerated()
        .filter { $0.offset % 2 == 1 }.map { String($0.element) }
    }
  }
}
