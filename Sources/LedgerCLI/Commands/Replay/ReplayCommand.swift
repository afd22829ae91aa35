import ArgumentParser

struct ReplayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract:
      "Run the whole history through a revised rulebook, and say exactly what would change.",
    discussion: """
      `run` need not be written; `orderledger help replay run` has all options.

      Examples:
        orderledger replay --rules rules/
        orderledger replay --rules rules/ --policy policy.yaml --out report.html
        orderledger replay explain '#1001' --rules rules/
      """,
    subcommands: [ReplayRunCommand.self, ReplayExplainCommand.self],
    defaultSubcommand: ReplayRunCommand.self)

  @OptionGroup var ledger: LedgerOptions
}
