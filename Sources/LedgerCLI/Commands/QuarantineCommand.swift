import ArgumentParser

struct QuarantineCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quarantine",
    abstract: "See what could not be understood, and why.",
    discussion: """
      A delivery that cannot be decoded, or that holds a value no rule knows, is kept and \
      quarantined: only the claim in question, never the rest of the delivery. To release it, add \
      the value to the rulebook and activate that: activation reads everything again.
      """,
    subcommands: [
      QuarantineListCommand.self, QuarantineShowCommand.self, QuarantineRetryCommand.self,
    ], defaultSubcommand: QuarantineListCommand.self)

  @OptionGroup var ledger: LedgerOptions
}
