import ArgumentParser
import LedgerEngine

struct RulesDocCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doc",
    abstract: "Write a rulebook out for people to read, as Markdown.",
    discussion: """
      Example:
        orderledger rules doc rules/ > rulebook.md
      """)

  @OptionGroup var ledger: LedgerOptions

  @Argument(
    help: "A rulebook's directory, @active or @shipped; default: the active one.",
    completion: .directory)
  var directory: String?

  func run() throws {
    let source = try RulebookSource(directory ?? RulebookSource.activeName, ledger)
    let rulebook = try source.compile()
    let markdown = RulebookDocument.markdown(rulebook)
    if ledger.json {
      Output.json(
        .object([("rulebook", .rulebook(rulebook)), ("markdown", .string(markdown))]))
    } else {
      Output.text(markdown)
    }
  }
}
