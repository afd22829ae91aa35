import ArgumentParser
import LedgerEngine

/// Where a channel's secrets come from. Never the command line itself: other users see that.
struct SecretOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A file with the channels' secrets, open to nobody but you.",
      discussion: "Default: $ORDERLEDGER_SECRETS. A channel's may also be in a variable of its "
        + "own, such as ORDERLEDGER_SECRET_SHOPIFY_EU.",
      valueName: "file"), completion: .file())
  var secrets: String?

  func load(_ ledger: LedgerOptions) throws -> ChannelSecrets {
    let named = secrets ?? environmentText(ChannelSecrets.fileVariable)
    return try ChannelSecrets(
      file: named.flatMap { $0.isEmpty ? nil : $0 }, outside: ledger.directory)
  }
}
