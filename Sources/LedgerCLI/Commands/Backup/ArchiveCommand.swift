import ArgumentParser
import LedgerEngine
import LedgerText

struct ArchiveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "archive",
    abstract: "Move headers and bodies of old deliveries from the log into files of a folder.",
    discussion: """
      The folder may be on a slower disk. What was moved is read from there as before, by every \
      command; entries stay in the log, so no proof changes. Each body is compared with its entry \
      before it is written, and again as it is on disk, before the log gives up its room. The ledger may \
      be read meanwhile. One that was interrupted is completed by the next one.

      These files belong to the ledger: none of them may be lost. A backup has their bodies too. \
      Erased bodies go from the log and into no file.

      Without --to or --moved-to, the files are listed.

      Examples:
        orderledger archive --to /mnt/cold/orders --older-than 90d
        orderledger archive --to archive --before 2026-01-01T00:00:00Z
        orderledger archive --moved-to /mnt/colder/orders
        orderledger archive --json | jq '.archives[].path'
      """)

  @OptionGroup var ledger: LedgerOptions

  @Option(help: ArgumentHelp("The folder; made where there is none.", valueName: "dir"))
  var to: String?

  @Option(
    help: ArgumentHelp(
      "Archive what was received before a time, or what stands before a position.",
      valueName: "position|time"))
  var before: String?

  @Option(help: ArgumentHelp("Archive what was received longer ago.", valueName: "age"))
  var olderThan: Interval?

  @Option(
    help: ArgumentHelp(
      "Move nothing; say where files are now. Each that is there is checked.", valueName: "dir"))
  var movedTo: String?

  func validate() throws {
    let limits = [before != nil, olderThan != nil].count { $0 }
    if to != nil, limits != 1 {
      throw ValidationError("--to goes with --before or --older-than: up to where?")
    }
    if to == nil, limits > 0 { throw ValidationError("--before and --older-than go with --to") }
    if to != nil, movedTo != nil { throw ValidationError("--to or --moved-to, not both") }
  }

  func run() throws {
    if let movedTo {
      let files = try ledger.openForWriting().moveArchives(to: movedTo)
      return show(files)
    }
    guard let to else { return show(try ledger.openForReading().archives()) }
    let opened = try ledger.openForWriting()
    let progress = Progress("Archiving", unit: "entries")
    defer { progress.finish() }
    let result = try opened.archive(before: try end(opened), to: to) {
      progress.update($0, of: $1)
    }
    progress.finish()
    guard ledger.json else { return Output.text(text(result)) }
    Output.json(
      .object([
        ("archives", .array(result.files.map(json))),
        ("log_bytes_before", .int(Int64(result.logBytesBefore))),
        ("log_bytes", .int(Int64(result.logBytes))),
      ]))
  }

  private func end(_ opened: Ledger) throws -> LogPosition {
    if let olderThan {
      let time = opened.surroundings.now() + Interval(microseconds: -olderThan.microseconds)
      return try opened.position(receivedFrom: time)
    }
    let text = before ?? ""
    if let position = UInt64(text) { return LogPosition(position) }
    guard let time = Timestamp(rfc3339: text) else { throw Failure.badTime(text) }
    return try opened.position(receivedFrom: time)
  }

  private func show(_ files: [Archive]) {
    if ledger.json {
      return Output.json(.object([("archives", .array(files.map(json)))]))
    }
    guard !files.isEmpty else { return Output.text("Nothing is archived.\n") }
    Output.text(table(files))
  }

  private func text(_ result: ArchiveResult) -> String {
    guard !result.files.isEmpty else { return "Nothing is left to be archived before that.\n" }
    let before = BackupText.bytes(result.logBytesBefore)
    return table(result.files)
      + "The log takes \(BackupText.bytes(result.logBytes)) on disk now, and took \(before).\n"
  }

  private func table(_ files: [Archive]) -> String {
    var table = TextTable([
      .init(title: "positions", isRight: true), .init(title: "bodies", isRight: true),
      .init(title: "size", isRight: true), .init(title: "file"),
    ])
    for file in files {
      table.add([
        .init("\(file.positions.lowerBound)–\(file.positions.upperBound.rawValue - 1)"),
        .init(Words.grouped(Int64(file.bodies))), .init(BackupText.bytes(file.byteCount)),
        .init(file.path + (file.isThere ? "" : " is not there")),
      ])
    }
    return table.text(.output)
  }

  private func json(_ file: Archive) -> JSONValue {
    .object([
      ("first", .position(file.positions.lowerBound)),
      ("next", .position(file.positions.upperBound)), ("path", .string(file.path)),
      ("bytes", .int(Int64(file.byteCount))), ("bodies", .int(Int64(file.bodies))),
      ("is_there", .bool(file.isThere)),
    ])
  }
}
