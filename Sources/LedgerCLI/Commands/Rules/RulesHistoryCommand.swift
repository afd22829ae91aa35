import ArgumentParser
import LedgerEngine

struct RulesHistoryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history",
    abstract: "List who has put which rulebook into force, and who has asked for or agreed to it.",
    discussion: """
      Examples:
        orderledger rules history
        orderledger rules history --json | jq '.history[] | select(.active)'
      """)

  @OptionGroup var ledger: LedgerOptions

  func run() throws {
    let actions = try ledger.openForReading().rulebookActions()
    let history = RulebookHistory(actions)
    if ledger.json {
      Output.json(.object([("history", .array(RulebookHistoryForm(actions).json))]))
    } else {
      Output.text(history.text)
    }
  }
}
