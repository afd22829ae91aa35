import Foundation
import Testing

/// Reads all rows of a file through the store, in another process: each file in one of its own,
/// which may crash.
final class RowReader {
  private let process = Process()
  private let output = Pipe()
  private let input = Pipe()

  enum Answer: Hashable {
    /// All rows were read, forwards, backwards and one by one; the hash is over all of them.
    case read(rows: Int, hash: UInt64)
    /// The store said that something is wrong.
    case refused(status: Int)
    /// Two ways of reading came to different rows.
    case inconsistent
    case killed(signal: Int)
  }

  init() throws {
    process.executableURL = URL(fileURLWithPath: try Self.program.get())
    process.currentDirectoryURL = URL(fileURLWithPath: "/")
    process.standardOutput = output
    process.standardInput = input
    process.standardError = FileHandle.nullDevice
    try process.run()
  }

  deinit {
    input.fileHandleForWriting.closeFile()
    process.waitUntilExit()
  }

  func read(_ path: String) throws -> Answer { try ask("read", path) }

  /// Deletes and writes rows of all tables in several commits, then reads all.
  func change(_ path: String) throws -> Answer { try ask("change", path) }

  private func ask(_ command: String, _ path: String) throws -> Answer {
    input.fileHandleForWriting.write(Data("\(command) \(path)\n".utf8))
    let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
    let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
    let numbers = words.dropFirst().compactMap { UInt64($0) }
    switch (words.first, numbers.count) {
    case ("read", 2): return .read(rows: Int(numbers[0]), hash: numbers[1])
    case ("refused", _): return .refused(status: words.count > 1 ? Int(words[1]) ?? 0 : 0)
    case ("inconsistent", _): return .inconsistent
    case ("killed", 1): return .killed(signal: Int(numbers[0]))
    default:
      Issue.record("the reader of rows says \(line)")
      throw CompiledProgram.CompilerFailure()
    }
  }

  private static let program = Result { try CompiledProgram.make("rows", rowReaderSource) }
}
