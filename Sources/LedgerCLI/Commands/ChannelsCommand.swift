import ArgumentParser
import LedgerEngine
import LedgerText

struct ChannelsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "channels",
    abstract: "List the channels: how far each can be trusted to have been heard, and its silence.",
    discussion: """
      The watermark is the time up to which we may trust that we heard all a channel said. A \
      channel whose watermark lies before a deadline makes what hangs on it unobservable: one \
      incident, not a mismatch for every order.

      "scheme" is how deliveries of the channel's kind are signed, and "secrets" how many there \
      are to verify that with: deliveries of a channel that has one must be signed. --evidence counts how the \
      deliveries came; it reads the whole log.

      Examples:
        orderledger channels
        orderledger channels --silent-for 2h
        orderledger channels --evidence --secrets /etc/orderledger/secrets.json
      """)

  @OptionGroup var ledger: LedgerOptions
  @OptionGroup var knowledge: AsOfOptions
  @OptionGroup var secretOptions: SecretOptions

  @Option(
    help: ArgumentHelp(
      "Only channels that were silent at least so long; exit code 1 if there are any.",
      valueName: "age"))
  var silentFor: Interval?

  @Flag(help: "Count how the deliveries of each channel came, and which were verified.")
  var evidence = false

  /// A channel with what is configured for it.
  struct Channel {
    var report: ChannelReport
    /// Secrets that the scheme can use.
    var usable: Int
    var unusable: Int
  }

  func run() throws {
    let opened = try ledger.openForReading()
    let asOf = try knowledge.resolve(in: opened)
    let secrets = try secretOptions.load(ledger)
    var channels = try Channel.all(in: opened, asOf: asOf, secrets)
    if let silentFor {
      channels = channels.filter { $0.report.silence.map { $0 >= silentFor } ?? true }
    }
    let names = Set(channels.map(\.report.channel.name))
    let counts =
      evidence ? try opened.evidence(asOf: asOf).filter { names.contains($0.channel) } : nil
    if ledger.json {
      Output.json(
        .object([
          ("as_of", .asOf(asOf)), ("channels", .array(channels.map { $0.json(counts) })),
        ]))
    } else {
      let known = Set(opened.channels.map(\.name))
      Output.text(
        ChannelsText(
          channels: channels, evidence: counts,
          strangers: secrets.filedChannels.filter { !known.contains($0) }
        ).text)
    }
    if silentFor != nil, !channels.isEmpty { throw NegativeAnswer() }
  }
}

extension ChannelsCommand.Channel {
  static func all(
    in ledger: Ledger, asOf: AsOf, _ secrets: ChannelSecrets
  ) throws -> [ChannelsCommand.Channel] {
    try ledger.channelReports(asOf: asOf).map { report in
      let (usable, unusable) = try secrets.count(for: report, under: ledger.rulebook)
      return ChannelsCommand.Channel(report: report, usable: usable, unusable: unusable)
    }
  }

  /// `2`, or `1 of 2` where the scheme cannot use the others.
  var secretsText: String {
    guard usable + unusable > 0 else { return "-" }
    return unusable == 0 ? "\(usable)" : "\(usable) of \(usable + unusable)"
  }

  /// In words: the scheme, and whether anything can be verified by it.
  var verification: String {
    let scheme = report.scheme == .none ? "no scheme" : report.scheme.rawValue
    switch (usable, unusable) {
    case (0, 0): return report.scheme == .none ? scheme : "\(scheme), no secret"
    case (_, 0): return "\(scheme), \(Words.count(usable, "secret"))"
    default: return "\(scheme), \(usable) of \(usable + unusable) secrets usable"
    }
  }

  /// - Parameter counts: of all channels; nil where nobody asked.
  func json(_ counts: [EvidenceCount]?) -> JSONValue {
    report.json(secrets: usable, unusable: unusable, evidence: counts)
  }
}
