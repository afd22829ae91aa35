import ArgumentParser
import LedgerEngine
import LedgerText

/// Options of every command.
struct LedgerOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The ledger's directory.", discussion: "Default: $ORDERLEDGER_LEDGER, else ./ledger.",
      valueName: "dir"))
  var ledger: String?

  @Flag(help: "Write the result as one line of JSON; Schemas/output describes it.")
  var json = false

  @Option(
    help: ArgumentHelp(
      "The file of the master key, where the ledger is encrypted.",
      discussion: "Default: as $ORDERLEDGER_MASTER_KEY_FILE says; see docs/secrecy.md.",
      valueName: "file"))
  var masterKey: String?

  var directory: String {
    ledger ?? environmentText("ORDERLEDGER_LEDGER").flatMap { $0.isEmpty ? nil : $0 } ?? "ledger"
  }

  func openForReading() throws -> Ledger {
    let opened = try Ledger.openForReading(
      directory: directory, surroundings: try .ofCommands(masterKey: masterKey))
    for damage in opened.damage {
      Output.note("warning: \(directory) is damaged and can only be read: \(damage)")
    }
    if !opened.damage.isEmpty {
      Output.note(
        "warning: what is shown was compared with its hashes, where they are kept; run `orderledger "
          + "verify`")
    }
    LedgerOptions.warn(ofLocked: opened)
    return opened
  }

  /// Says that answers lack what the writer has not put into the index yet.
  static func warn(ofLocked opened: Ledger) {
    let locked = opened.locked.count
    guard locked > 0 else { return }
    Output.note(
      "warning: \(Words.count(locked, "entry", "entries")) that the index does not hold yet "
        + "\(locked == 1 ? "is" : "are") encrypted, and left out of what is shown: give the master key, or "
        + "look again once a program that writes has ended")
  }

  func openForWriting() throws -> Ledger {
    let progress = Progress("Taking in what the index lacks", unit: "entries")
    defer { progress.finish() }
    return try Ledger.openForWriting(
      directory: directory, surroundings: try .ofCommands(masterKey: masterKey)
    ) {
      progress.update($0.rawValue, of: $1.rawValue)
    }
  }
}
