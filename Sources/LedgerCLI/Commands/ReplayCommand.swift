import ArgumentParser
import LedgerEngine

struct ReplayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract:
      "Run the whole history through a revised rulebook, and say exactly what would change.",
    discussion: """
      First replays the active rulebook: it must give the live state, else that is the report. \
      Then folds every order with both, and shows what differs, since which event and by which \
      rule. Nothing of the ledger is touched, and nothing is sampled: --limit is only about what \
      is shown.

      Exit code 1 says that the live state is not what the active rulebook gives, or that more \
      orders change than --max-changed or --max-opened allow; so a rules repository can ask in \
      its CI.

      Examples:
        orderledger replay --rules rules/
        orderledger replay --rules rules/ --as-of 2026-03-05T00:00:00Z --limit 100
        orderledger replay --rules rules/ --max-changed 0 --json > report.json
      """)

  @OptionGroup var ledger: LedgerOptions
  @OptionGroup var knowledge: AsOfOptions

  @Option(
    help: ArgumentHelp("The revised rulebook, or @shipped.", valueName: "dir"),
    completion: .directory)
  var rules: String

  @Option(
    help: ArgumentHelp("Show at most so many changed orders; all are counted.", valueName: "n"))
  var limit = 20

  @Option(help: ArgumentHelp("More changed orders than this: exit code 1.", valueName: "n"))
  var maxChanged: Int?

  @Option(help: ArgumentHelp("More mismatches opened than this: exit code 1.", valueName: "n"))
  var maxOpened: Int?

  func validate() throws {
    guard limit >= 0 else { throw ValidationError("--limit must be 0 or more") }
  }

  func run() throws {
    let opened = try ledger.openForReading()
    let asOf = try knowledge.resolve(in: opened)
    let rulebook = try RulebookSource(rules, ledger).compile()
    let progress = Progress("Replaying", unit: "orders")
    defer { progress.finish() }
    let request = ReplayRequest(after: .rulebook(rulebook, name: rules), asOf: asOf)
    let report = try opened.replay(request) { progress.update(UInt64($0), of: UInt64($1)) }
    progress.finish()
    if report.baseline.isExact {
      ReportReceipts(in: ledger.directory).keep(ReportReceipt(of: report, request: request))
    }
    if ledger.json {
      Output.json(report.json(limit: limit))
    } else {
      Output.text(ReplayText(report: report, limit: limit).text)
    }
    if !isWithin(report) { throw NegativeAnswer() }
  }

  private func isWithin(_ report: ReplayReport) -> Bool {
    let openedOrders = zip(report.effects, report.tallies).reduce(0) { sum, pair in
      pair.0.kind == .opened ? sum + pair.1.orders : sum
    }
    return report.baseline.isExact && report.changed.count <= maxChanged ?? .max
      && openedOrders <= maxOpened ?? .max
  }
}
