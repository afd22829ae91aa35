import ArgumentParser

/// The root command.
struct OrderLedger: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "orderledger",
    abstract: "The one record of every order, across all the systems that handle it.",
    discussion: """
      OrderLedger keeps every message that storefronts, ERPs, payment gateways, warehouses and \
      carriers send about an order, exactly as it came, and works out from them what each system \
      says, what is true, and where they disagree.

      Begin with:
        orderledger init
        orderledger ingest --channel shopify deliveries/
        orderledger mismatches
        orderledger trace '#1001'

      Times are RFC 3339, UTC. Results go to stdout, progress and words to stderr.
      Exit codes: 0 done, 1 the answer is no, 2 it could not be done, 64 wrong usage,
      74 the disk failed, or a file of the ledger was cut short while it was open.
      """,
    version: Version.text,
    subcommands: [
      InitCommand.self, IngestCommand.self, TraceCommand.self, StatusCommand.self,
      MismatchesCommand.self, QuarantineCommand.self, HeldCommand.self, UnlinkedCommand.self,
      ChannelsCommand.self, ReplayCommand.self, RulesCommand.self, JoinCommand.self,
      SeparateCommand.self, EraseCommand.self, FindPersonalDataCommand.self,
      CheckpointCommand.self, ProofCommand.self, AuditCommand.self, KeysCommand.self,
      ExportCommand.self, ImportCommand.self, BackupCommand.self, RestoreCommand.self,
      ArchiveCommand.self, RebuildCommand.self, VerifyCommand.self, StatsCommand.self,
      DoctorCommand.self, ServeCommand.self, TokenCommand.self, ReadingsCommand.self,
      WalkPagesCommand.self,
    ])

  @OptionGroup var ledger: LedgerOptions
}
