import ArgumentParser

struct RulesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rules",
    abstract: "Check, try, compare and switch rulebooks.",
    discussion: """
      A rulebook is a directory of YAML files that turns deliveries into truth. To change one:
        orderledger rules export rules/           write the active one into a directory
        (edit it)
        orderledger rules check rules/            all errors at once, with line and remedy
        orderledger rules test rules/             run its given/then examples
        orderledger replay --rules rules/         what it would change, order by order
        orderledger rules promote rules/ --report DIGEST   switch, on the grounds of that
        orderledger rules rollback                go back
      """,
    subcommands: [
      RulesCheckCommand.self, RulesTestCommand.self, RulesDiffCommand.self, RulesDocCommand.self,
      RulesExportCommand.self, RulesPromoteCommand.self, RulesApproveCommand.self,
      RulesActivateCommand.self,
      RulesRollbackCommand.self, RulesHistoryCommand.self,
    ])

  @OptionGroup var ledger: LedgerOptions
}
