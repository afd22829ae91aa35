import ArgumentParser
import LedgerEngine

struct RulesRollbackCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rollback",
    abstract: "Go back to the rulebook that was in force before.",
    discussion: """
      Rolling back is an activation too: the log keeps both.

      Example:
        orderledger rules rollback
      """)

  @OptionGroup var ledger: LedgerOptions

  func run() throws {
    let opened = try ledger.openForWriting()
    let former = opened.rulebook
    let progress = Progress("Folding the history", unit: "entries")
    defer { progress.finish() }
    _ = try opened.rollBack(actor: Actor.current) { progress.update($0.rawValue, of: $1.rawValue) }
    progress.finish()
    RulebookSwitch(former: former, active: opened.rulebook, next: opened.nextPosition)
      .report(asJSON: ledger.json)
  }
}
