import ArgumentParser
import LedgerEngine

struct QuarantineRetryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "retry",
    abstract: "Read quarantined deliveries again, and say what stays and why.",
    discussion: """
      Activating a rulebook reads everything again, so under the active rulebook nothing changes: \
      retry then says what is still quarantined. With --rules it says what a rulebook of yours \
      would release, before you activate it. Nothing of the ledger is touched.

      Examples:
        orderledger quarantine retry
        orderledger quarantine retry --rules rules/
      """)

  @OptionGroup var ledger: LedgerOptions

  @Option(help: ArgumentHelp("A revised rulebook.", valueName: "dir"))
  var rules: String?

  func run() throws {
    let opened = try ledger.openForReading()
    let rulebook = try (rules.map { RulebookSource.directory($0) } ?? .active(opened)).compile()
    let retry = try QuarantineRetry(opened, rulebook)
    if ledger.json {
      Output.json(
        .object([
          ("rulebook", .rulebook(rulebook)), ("quarantined", .int(retry.results.count)),
          ("released", .int(retry.released.count)), ("staying", .int(retry.staying.count)),
          ("still_quarantined", .array(retry.staying.map(\.json))),
        ]))
    } else {
      Output.text(retry.text(isActive: rules == nil))
    }
    if !retry.staying.isEmpty { throw NegativeAnswer() }
  }
}
