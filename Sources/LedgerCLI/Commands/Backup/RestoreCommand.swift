import ArgumentParser
import LedgerEngine
import LedgerText

struct RestoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore",
    abstract: "Make a ledger of a backup.",
    discussion: """
      The directory must not have a log or an index. Every byte of the backup is verified, every body \
      against its entry, and the entries against all checkpoints: those in the backup, one that you \
      give, and those that are in the directory's checkpoints/. A backup that is older than one of \
      these, or says otherwise, is refused. Then the index is built.

      --to ends the log earlier, for a look at how things were. Checkpoints of what came later stay, so \
      such a ledger signs nothing that contradicts them. With --fork NAME it goes on as another ledger, \
      with a key and a name of its own; so does one whose newest entries are lost for good.

      Put signing.key back into the directory; a backup does not hold it.

      Examples:
        orderledger restore /mnt/backup/orders --ledger orders --checkpoint kept --key ledger.vkey
        orderledger restore monday.backup tuesday.backup --ledger orders
        orderledger restore /mnt/backup/orders --ledger look --to 2026-03-01T00:00:00Z
      """)

  @OptionGroup var ledger: LedgerOptions

  @Argument(help: ArgumentHelp("A folder of a backup, or all its files.", valueName: "source"))
  var sources: [String]

  @Option(
    help: ArgumentHelp(
      "The last position that is restored, or a time: all that was received by then.",
      valueName: "position|time"))
  var to: String?

  @Option(
    help: ArgumentHelp(
      "Go on as another ledger, which signs in this name with a new key.", valueName: "name"))
  var fork: String?

  @OptionGroup var held: HeldCheckpointOptions

  private func end() throws -> Restoring.End? {
    guard let to else { return nil }
    if let position = UInt64(to) { return .position(LogPosition(position)) }
    guard let time = Timestamp(rfc3339: to) else { throw Failure.badTime(to) }
    return .time(time)
  }

  func run() throws {
    let end = try end()
    let bars = RestoreProgress("Restoring")
    defer { bars.finish() }
    let result = try Restoring.restore(
      sources, to: ledger.directory, end: end, against: try held.held(), fork: fork,
      actor: Actor.current, surroundings: try .ofCommands(masterKey: ledger.masterKey)
    ) { bars.show($0) }
    bars.finish()
    RestoreText.show(result, verb: "Restored", ledger)
  }
}

/// A bar for the entries, and one for the index.
final class RestoreProgress {
  private let entries: Progress
  private let index = Progress("Building the index", unit: "entries")

  init(_ title: String) { entries = Progress(title, unit: "entries") }

  func show(_ step: Restoring.Step) {
    switch step {
    case .entries(let done, let total): entries.update(done, of: total > 0 ? total : nil)
    case .index(let done, let total):
      entries.finish()
      index.update(done.rawValue, of: total.rawValue)
    }
  }

  func finish() {
    entries.finish()
    index.finish()
  }
}

/// The words about what was restored or imported.
enum RestoreText {
  static func show(_ result: Restoring.Result, verb: String, _ ledger: LedgerOptions) {
    guard ledger.json else { return Output.text(text(result, verb, ledger.directory)) }
    Output.json(
      .object([
        ("directory", .string(ledger.directory)), ("ledger", .string(result.ledger)),
        ("entries", .int(Int64(result.entries))),
        ("source_entries", .int(Int64(result.sourceEntries))),
        ("root", .string("\(result.root)")),
        ("agrees_with", result.signedSize.map { .int(Int64($0)) } ?? .null),
        ("checkpoints", .array(result.checkpoints.map { .int(Int64($0)) })),
        ("orders", .int(result.orders)), ("digest", .string("\(result.digest)")),
        ("can_sign", .bool(result.canSign)),
        ("new_signing_key", .optional(result.newKey?.text)),
      ]))
  }

  private static func text(
    _ result: Restoring.Result, _ verb: String, _ directory: String
  ) -> String {
    let isAll = result.entries == result.sourceEntries
    return BackupText.paragraphs(
      [
        "\(verb) \(BackupText.entries(result.entries))"
          + (isAll ? "" : " of \(Words.grouped(Int64(result.sourceEntries)))")
          + " of the ledger \(result.ledger) into \(directory), root \(result.root.short).",
        BackupText.signed(result.signedSize, of: result.sourceEntries),
        "The index is built: \(Words.count(result.orders, "order")), digest "
          + "\(result.digest.short).",
      ] + signing(result, directory))
  }

  private static func signing(_ result: Restoring.Result, _ directory: String) -> [String] {
    if let key = result.newKey {
      return ["It is a ledger of its own now, and signs with", key.text]
    }
    if let last = result.checkpoints.last, last > result.entries {
      return [
        "A checkpoint of \(BackupText.entries(last)) was signed, so this ledger signs nothing: it is "
          + "for looking. To go on with it as another one, restore it with --fork."
      ]
    }
    if result.entries < result.sourceEntries {
      return [
        "It ends before the log did, so it is for looking: give it no signing.key. To go on with it as "
          + "another one, restore it with --fork."
      ]
    }
    return result.canSign
      ? [] : ["To sign checkpoints, put signing.key into \(directory); it is in no backup."]
  }
}
