import ArgumentParser
import LedgerEngine

struct BackupCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup",
    abstract: "Copy what is new in the log to a folder; check such a copy.",
    discussion: """
      Run again and again, a folder gets a file of all that came since the last time; a file that is \
      complete is never touched again. The ledger may be read and written meanwhile. What is copied \
      is verified as it is read, and the entries must give the root of the log's hash tree. A backup \
      that was interrupted is continued by the next one.

      A name that ends in .backup is one file instead: of the whole log, or with --since of what came \
      behind another one.

      A backup holds the log with its secret, and all checkpoints. It does not hold the signing key: \
      keep a copy of signing.key elsewhere. The index is built anew by `orderledger restore`.

      Examples:
        orderledger backup /mnt/backup/orders --rate 50MiB/s
        orderledger backup monday.backup
        orderledger backup tuesday.backup --since monday.backup
        orderledger backup --check /mnt/backup/orders --checkpoint kept --key ledger.vkey
      """)

  @OptionGroup var ledger: LedgerOptions

  @Argument(
    help: ArgumentHelp("A folder, or a file whose name ends in .backup.", valueName: "target"))
  var targets: [String]

  @Option(
    help: ArgumentHelp("Write no faster, such as 50MiB/s.", valueName: "rate"))
  var rate: RateArgument?

  @Option(
    help: ArgumentHelp(
      "Write a file of what came behind this backup; may be repeated, once for each of its files.",
      valueName: "file"))
  var since: [String] = []

  @Flag(help: "Write nothing; read the backup, all its files, and say whether it is whole.")
  var check = false

  @OptionGroup var held: HeldCheckpointOptions

  func validate() throws {
    if check {
      if rate != nil || !since.isEmpty {
        throw ValidationError("--check writes nothing; it goes with --checkpoint and --key only")
      }
      return
    }
    guard targets.count == 1 else {
      throw ValidationError("a backup is written to one place; several files go with --check")
    }
    if held.checkpoint != nil { throw ValidationError("--checkpoint goes with --check") }
    if !since.isEmpty, !isFile {
      throw ValidationError(
        "a folder knows what it has; --since goes with a file, whose name ends in .backup")
    }
  }

  private var isFile: Bool { targets[0].hasSuffix(Backup.fileSuffix) }

  func run() throws {
    if check { return try runCheck() }
    let progress = Progress("Backing up", unit: "entries")
    defer { progress.finish() }
    let throttle = Throttle(bytesPerSecond: rate?.bytesPerSecond)
    let result =
      if isFile {
        try Backup.write(
          ledger: ledger.directory, to: targets[0], behind: since,
          surroundings: try .ofCommands(masterKey: ledger.masterKey), throttle: throttle
        ) { progress.update($0, of: $1) }
      } else {
        try Backup.add(
          ledger: ledger.directory, to: targets[0],
          surroundings: try .ofCommands(masterKey: ledger.masterKey),
          throttle: throttle
        ) { progress.update($0, of: $1) }
      }
    progress.finish()
    if ledger.json {
      Output.json(json(result))
    } else {
      Output.text(BackupText.written(result, target: targets[0]))
    }
  }

  private func json(_ result: Backup.Result) -> JSONValue {
    .object([
      ("target", .string(targets[0])), ("ledger", .string(result.ledger)),
      ("entries", .int(Int64(result.entries))), ("root", .string("\(result.root)")),
      ("new_entries", .int(Int64(result.newEntries))),
      ("files", .array(result.files.map(BackupText.json))),
      ("checkpoints", .array(result.checkpoints.map { .int(Int64($0)) })),
    ])
  }

  private func runCheck() throws {
    let progress = Progress("Checking", unit: "entries")
    defer { progress.finish() }
    let checked = try Backup.check(targets, against: try held.held()) {
      progress.update($0, of: $1)
    }
    progress.finish()
    guard ledger.json else {
      return Output.text(BackupText.checked(checked, target: targets.joined(separator: " ")))
    }
    Output.json(
      .object([
        ("ok", .bool(true)), ("ledger", .string(checked.ledger)),
        ("entries", .int(Int64(checked.entries))), ("bodies", .int(checked.bodies)),
        ("root", .string("\(checked.root)")),
        ("files", .array(checked.files.map(BackupText.json))),
        ("checkpoints", .array(checked.checkpoints.map { .int(Int64($0)) })),
        ("agrees_with", checked.signedSize.map { .int(Int64($0)) } ?? .null),
      ]))
  }
}
