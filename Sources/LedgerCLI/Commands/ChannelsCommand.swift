import ArgumentParser
import LedgerEngine

struct ChannelsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "channels",
    abstract: "List the channels: how far each can be trusted to have been heard, and its silence.",
    discussion: """
      The watermark is the time up to which we may trust that we heard all a channel said. A \
      channel whose watermark lies before a deadline makes what hangs on it unobservable: one \
      incident, not a mismatch for every order.

      Examples:
        orderledger channels
        orderledger channels --silent-for 2h
      """)

  @OptionGroup var ledger: LedgerOptions
  @OptionGroup var knowledge: AsOfOptions

  @Option(
    help: ArgumentHelp(
      "Only channels that were silent at least so long; exit code 1 if there are any.",
      valueName: "age"))
  var silentFor: Interval?

  func run() throws {
    let opened = try ledger.openForReading()
    let asOf = try knowledge.resolve(in: opened)
    var reports = try opened.channelReports(asOf: asOf)
    if let silentFor {
      reports = reports.filter { $0.silence.map { $0 >= silentFor } ?? true }
    }
    if ledger.json {
      Output.json(
        .object([("as_of", .asOf(asOf)), ("channels", .array(reports.map(\.json)))]))
    } else {
      Output.text(text(reports))
    }
    if silentFor != nil, !reports.isEmpty { throw NegativeAnswer() }
  }

  private func text(_ reports: [ChannelReport]) -> String {
    guard !reports.isEmpty else { return "No channels.\n" }
    var table = TextTable([
      .init(title: "channel"), .init(title: "kind"), .init(title: "account"),
      .init(title: "system"), .init(title: "role"), .init(title: "watermark"),
      .init(title: "silence", isRight: true),
    ])
    for report in reports {
      table.add([
        .init(report.channel.name, .bold), .init(report.channel.kind),
        .init(report.channel.account), .init(report.system), .init(report.role?.name ?? "-"),
        .init(report.watermark?.rfc3339 ?? "never heard"),
        .init(report.silence?.description ?? "-"),
      ])
    }
    return table.text()
  }
}

extension ChannelReport {
  var json: JSONValue {
    .object([
      ("channel", .string(channel.name)), ("kind", .string(channel.kind)),
      ("account", .string(channel.account)), ("system", .string(system)),
      ("role", .optional(role?.name)), ("watermark", .time(watermark)),
      ("silence_seconds", .seconds(silence)),
    ])
  }
}
