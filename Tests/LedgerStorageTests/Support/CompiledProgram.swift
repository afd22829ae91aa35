import Foundation

/// Small C programs that the tests bring along, so that nothing of ours runs in them.
enum CompiledProgram {
  private static let directory =
    FileManager.default.temporaryDirectory.path + "/neighbour-\(getpid())"

  struct CompilerFailure: Error {}

  /// - Returns: the path of the program.
  static func make(_ name: String, _ source: String) throws -> String {
    atexit { try? FileManager.default.removeItem(atPath: CompiledProgram.directory) }
    try FileManager.default.createDirectory(
      atPath: directory, withIntermediateDirectories: true)
    let path = "\(directory)/\(name)"
    try source.write(toFile: path + ".c", atomically: true, encoding: .utf8)
    guard try run("/usr/bin/env", ["cc", "-O1", "-o", path, path + ".c", "-llmdb"]) == 0 else {
      throw CompilerFailure()
    }
    return path
  }

  /// Runs a program to its end.
  ///
  /// - Returns: its exit code.
  static func run(_ path: String, _ arguments: [String]) throws -> Int32 {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus
  }
}
