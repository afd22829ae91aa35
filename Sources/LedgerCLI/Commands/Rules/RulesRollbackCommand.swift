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
    let progress = RulebookProgressBar()
    defer { progress.finish() }
    try opened.rollBack(actor: Actor.current) { progress.update($0) }
    progress.finish()
    RulebookSwitch(former: former, active: opened.rulebook, next: opened.nextPosition)
      .report(asJSON: ledger.json)
  }
}
