import ArgumentParser
import LedgerEngine
import LedgerText

struct RebuildCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rebuild",
    abstract: "Throw the index away and derive it again from the log.",
    discussion: """
      The result must be the same, bit for bit; exit code 1 says that it was not, and so that the \
      index was damaged. An index file that cannot be read is replaced. The log is not touched.

      Example:
        orderledger rebuild
      """)

  @OptionGroup var ledger: LedgerOptions

  func run() throws {
    let damaged = try Ledger.removeDamagedIndexFiles(directory: ledger.directory)
    let opened = try ledger.openForWriting()
    let progress = Progress("Rebuilding", unit: "entries")
    defer { progress.finish() }
    let (before, after) = try opened.rebuild { progress.update($0.rawValue, of: $1.rawValue) }
    progress.finish()
    let isSame = before == after && damaged.isEmpty
    if ledger.json {
      Output.json(
        .object([
          ("same", .bool(isSame)), ("damaged", .strings(damaged)), ("orders", .int(after.orders)),
          ("digest_before", .string("\(before.digest)")), ("digest", .string("\(after.digest)")),
        ]))
    } else if !damaged.isEmpty {
      Output.text(
        "Rebuilt \(Words.count(after.orders, "order")); \(damaged.joined(separator: ", ")) could not "
          + "be read and was replaced, digest \(after.digest.short).\n")
    } else if isSame {
      Output.text(
        "Rebuilt \(Words.count(after.orders, "order")); the same as before, digest "
          + "\(after.digest.short).\n")
    } else {
      Output.text(
        "Rebuilt \(Words.count(after.orders, "order")); the index was damaged, its digest was "
          + "\(before.digest.short) and is \(after.digest.short) now.\n")
    }
    if !isSame { throw NegativeAnswer() }
  }
}
