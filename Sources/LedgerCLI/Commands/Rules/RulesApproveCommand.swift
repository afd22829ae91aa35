import ArgumentParser
import LedgerEngine

struct RulesApproveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "approve",
    abstract: "Agree to a request to promote a rulebook.",
    discussion: """
      A policy may ask that others agree (`approvals: 1`). With the last approval that was \
      missing, the history is replayed once more, the policy is asked again, and the rulebook \
      comes into force. Who asked cannot agree. A request that nobody has to agree to any more, \
      and that was interrupted, is carried out.

      Examples:
        orderledger rules history
        orderledger rules approve 1042 --by anna --reason 'looked at the ten samples'
      """)

  @OptionGroup var ledger: LedgerOptions
  @OptionGroup var accountability: AccountabilityOptions

  @Argument(help: "Where the log has the request; see `rules history`.")
  var position: UInt64

  func run() throws {
    let opened = try ledger.openForWriting()
    let former = opened.rulebook
    let progress = RulebookProgressBar()
    defer { progress.finish() }
    let outcome = try opened.approve(
      LogPosition(position), by: accountability.person, reason: accountability.reason
    ) { progress.update($0) }
    progress.finish()
    PromotionReport(
      outcome: outcome,
      change: RulebookSwitch(former: former, active: opened.rulebook, next: opened.nextPosition)
    ).report(asJSON: ledger.json)
  }
}
