import ArgumentParser
import LedgerEngine
import LedgerText

struct StatsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stats",
    abstract: "Count what the ledger holds, and its size on disk.",
    discussion: """
      Example:
        orderledger stats --json | jq .items.quarantined
      """)

  @OptionGroup var ledger: LedgerOptions

  func run() throws {
    let opened = try ledger.openForReading()
    let totals = try opened.totals()
    let files = LedgerFiles(directory: opened.directory)
    let archived = try opened.archives().reduce(0) { $0 + $1.byteCount }
    if ledger.json {
      Output.json(json(opened, totals, files, archived))
    } else {
      Output.text(text(opened, totals, files, archived))
    }
  }

  private func json(
    _ opened: Ledger, _ totals: IndexTotals, _ files: LedgerFiles, _ archived: UInt64
  ) -> JSONValue {
    .object([
      ("directory", .string(opened.directory)), ("ledger", .string(opened.id)),
      ("rulebook", .rulebook(opened.rulebook)), ("next_position", .position(opened.nextPosition)),
      ("orders", .int(totals.orders)), ("unlinked_groups", .int(totals.unlinkedGroups)),
      ("items", totals.itemsJSON),
      ("channels", .int(opened.channels.count)),
      ("signatures", .int(opened.signatures().count)),
      ("digest", .string("\(totals.digest)")),
      ("log_bytes", .int(Int64(files.logBytes))), ("index_bytes", .int(Int64(files.indexBytes))),
      ("archive_bytes", .int(Int64(archived))),
    ])
  }

  private func text(
    _ opened: Ledger, _ totals: IndexTotals, _ files: LedgerFiles, _ archived: UInt64
  ) -> String {
    var table = TextTable([.init(title: ""), .init(title: "", isRight: true)])
    table.add("log entries", Words.grouped(Int64(opened.nextPosition.rawValue)))
    table.add("orders", Words.grouped(totals.orders))
    table.add("unlinked groups", Words.grouped(totals.unlinkedGroups))
    for (outcome, count) in totals.counts where count > 0 {
      table.add("items \(Words.plain(outcome.rawValue))", Words.grouped(count))
    }
    table.add("channels", Words.grouped(opened.channels.count))
    table.add("signatures", Words.grouped(opened.signatures().count))
    table.add("log on disk", Words.bytes(files.logBytes))
    table.add("index on disk", Words.bytes(files.indexBytes))
    if archived > 0 { table.add("archived bodies", Words.bytes(archived)) }
    if opened.nextPosition.rawValue > 0 {
      let each = (files.logBytes + files.indexBytes + archived) / opened.nextPosition.rawValue
      table.add("on disk per entry", Words.bytes(each))
    }
    let head =
      "\(opened.directory): rulebook \(opened.rulebook.name) "
      + "\(opened.rulebook.revision.short), digest \(totals.digest.short)"
    return head + table.text(.output)
  }
}

extension TextTable {
  fileprivate mutating func add(_ what: String, _ value: String) {
    add([.init(what), .init(value)])
  }
}
