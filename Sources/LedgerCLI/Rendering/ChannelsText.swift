import LedgerEngine
import LedgerText

/// Channels for people.
struct ChannelsText {
  let channels: [ChannelsCommand.Channel]
  /// Nil where nobody asked.
  let evidence: [EvidenceCount]?
  /// Channels that have secrets and that the ledger does not know.
  let strangers: [String]
  var style = Style.output

  var text: String {
    guard !channels.isEmpty else { return "No channels.\n" + strangersText }
    var table = TextTable([
      .init(title: "channel"), .init(title: "kind"), .init(title: "account"),
      .init(title: "role"), .init(title: "watermark"), .init(title: "silence", isRight: true),
      .init(title: "scheme"), .init(title: "secrets", isRight: true),
    ])
    for channel in channels {
      let report = channel.report
      table.add([
        .init(report.channel.name, .bold), .init(report.channel.kind),
        .init(report.channel.account), .init(report.role?.name ?? "-"),
        .init(report.watermark?.rfc3339 ?? "never heard"),
        .init(report.silence?.description ?? "-"),
        .init(report.scheme == .none ? "-" : report.scheme.rawValue),
        .init(channel.secretsText, channel.unusable > 0 ? .red : nil),
      ])
    }
    return table.text(style) + evidenceText + strangersText
  }

  private var evidenceText: String {
    guard let evidence else { return "" }
    var table = TextTable([
      .init(title: "channel"), .init(title: "deliveries", isRight: true), .init(title: "came as"),
      .init(title: "verified by"),
    ])
    for count in evidence {
      table.add([
        .init(count.channel), .init(Words.grouped(count.deliveries)), .init(count.evidence),
        .init(count.authentication ?? "-"),
      ])
    }
    return "\n" + table.text(style)
  }

  private var strangersText: String {
    guard !strangers.isEmpty else { return "" }
    return "\n"
      + Wrapping.paragraph(
        "There are secrets for channels that the ledger does not know: "
          + "\(strangers.joined(separator: ", ")). A name with a slip of the pen verifies nothing.",
        label: "")
  }
}
