import ArgumentParser
import Glibc
import LedgerEngine
import LedgerText

struct RulesExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write the active or the shipped rulebook into a directory, to edit it.",
    discussion: """
      The directory is made; files that stand in it already are not overwritten.

      Examples:
        orderledger rules export rules/
        orderledger rules export rules/ --shipped
        orderledger rules export rules/ --position 1042
      """)

  @OptionGroup var ledger: LedgerOptions

  @Flag(help: "The `retail` rulebook that ships with OrderLedger.")
  var shipped = false

  @Option(help: "The rulebook that was activated at this position; see `rules history`.")
  var position: UInt64?

  @Argument(help: "Where to.", completion: .directory)
  var directory: String

  func validate() throws {
    guard !shipped || position == nil else {
      throw ValidationError("--shipped and --position exclude each other")
    }
  }

  func run() throws {
    let files = try source()
    try RulebookFolder.write(files, to: directory)
    if ledger.json {
      Output.json(
        .object([
          ("directory", .string(directory)), ("files", .strings(files.map(\.path))),
        ]))
    } else {
      Output.text("Wrote \(Words.count(files.count, "file")) into \(directory).\n")
    }
  }

  private func source() throws -> [Rulebook.File] {
    if shipped { return try RulebookSource.shipped.files() }
    let opened = try ledger.openForReading()
    guard let position else { return opened.rulebook.files }
    return try opened.rulebook(activatedAt: LogPosition(position)).files
  }
}

/// Writes rulebooks to disk.
enum RulebookFolder {
  static func write(_ files: [Rulebook.File], to directory: String) throws {
    for file in files where access("\(directory)/\(file.path)", F_OK) == 0 {
      throw Failure(
        code: "file_exists",
        message: "\(directory)/\(file.path) is there already; choose another directory, "
          + "or remove it")
    }
    for file in files { try write(file, to: directory) }
  }

  private static func write(_ file: Rulebook.File, to directory: String) throws {
    let path = "\(directory)/\(file.path)"
    var prefix = path.hasPrefix("/") ? "/" : ""
    for part in path.split(separator: "/").dropLast() {
      prefix += part + "/"
      guard mkdir(prefix, 0o777) == 0 || errno == EEXIST || errno == EISDIR else {
        throw LedgerError.file(path: prefix, errno: errno)
      }
    }
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw LedgerError.file(path: path, errno: errno) }
    defer { close(descriptor) }
    var rest = file.bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 else { throw LedgerError.file(path: path, errno: errno) }
      rest = rest.dropFirst(count)
    }
  }
}
