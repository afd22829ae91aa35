import ArgumentParser
import LedgerEngine
import LedgerText

struct QuarantineRetryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "retry",
    abstract: "Say what a rulebook would release from quarantine, and why the rest stays.",
    discussion: """
      Reads the original bytes of all that is in quarantine: with the active rulebook, to see what \
      is missing in it and where, or with --rules, to see what one of yours would release. Nothing \
      of the ledger is touched. What releases is activating the rulebook: that reads everything \
      again.

      Exit code 1 says that something would stay.

      Examples:
        orderledger quarantine retry
        orderledger quarantine retry --rules rules/
        orderledger quarantine retry --rules rules/ --json | jq .would_be_released
      """)

  @OptionGroup var ledger: LedgerOptions

  @Option(
    help: ArgumentHelp("A revised rulebook, or @shipped.", valueName: "dir"),
    completion: .directory)
  var rules: String?

  func run() throws {
    let opened = try ledger.openForReading()
    let rulebook = try (rules.map { try RulebookSource($0, ledger) } ?? .active(opened)).compile()
    let progress = Progress("Reading what is in quarantine", unit: "claims")
    defer { progress.finish() }
    let trials = try opened.tryQuarantine(under: rulebook) {
      progress.update(UInt64($0), of: UInt64($1))
    }
    progress.finish()
    let staying = trials.filter { !$0.isReleased }
    if ledger.json {
      Output.json(QuarantineTrial.json(trials, under: rulebook))
    } else {
      let isActive = rulebook.revision == opened.rulebook.revision
      Output.text(
        QuarantineTrialText(
          trials: trials, isActive: isActive, name: rules ?? "@active", style: .output
        ).text)
    }
    if !staying.isEmpty { throw NegativeAnswer() }
  }
}
