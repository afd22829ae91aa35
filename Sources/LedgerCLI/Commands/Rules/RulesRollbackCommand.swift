import ArgumentParser
import LedgerEngine

struct RulesRollbackCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rollback",
    abstract: "Go back to the rulebook that was in force before.",
    discussion: """
      Its index was kept: it takes in what came since, is checked, and is in use again. Rolling \
      back is an activation too, which the log keeps, and a second rollback undoes the first.

      Examples:
        orderledger rules rollback
        orderledger rules rollback --reason 'refunds counted twice, ticket 4712'
      """)

  @OptionGroup var ledger: LedgerOptions
  @OptionGroup var accountability: AccountabilityOptions

  func run() throws {
    let opened = try ledger.openForWriting()
    let former = opened.rulebook
    let progress = RulebookProgressBar()
    defer { progress.finish() }
    try opened.rollBack(reason: accountability.reason, actor: accountability.person) {
      progress.update($0)
    }
    progress.finish()
    RulebookSwitch(former: former, active: opened.rulebook, next: opened.nextPosition)
      .report(asJSON: ledger.json)
  }
}
