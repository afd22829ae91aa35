import ArgumentParser
import LedgerEngine
import LedgerText

struct QuarantineListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List what is in quarantine.",
    discussion: """
      Examples:
        orderledger quarantine list --channel netsuite
        orderledger quarantine list --json | jq '.quarantined[] | {fact, value}'
      """)

  @OptionGroup var ledger: LedgerOptions
  @OptionGroup var knowledge: AsOfOptions

  @Option(help: "Only of this channel.")
  var channel: String?

  @Option(help: "Only claims about this facet.")
  var facet: String?

  @Option(
    help: ArgumentHelp(
      "Only what came at least so long ago, such as 6h or 2d.", valueName: "age"))
  var olderThan: Interval?

  @Option(help: ArgumentHelp("Show at most so many.", valueName: "n"))
  var limit = 50

  @Option(
    help: ArgumentHelp(
      "Pass over so many first (the `next` of the page before).", valueName: "n"))
  var after = 0

  func validate() throws {
    guard limit > 0 else { throw ValidationError("--limit must be 1 or more") }
    guard after >= 0 else { throw ValidationError("--after must be 0 or more") }
  }

  func run() throws {
    let opened = try ledger.openForReading()
    _ = try KnownNames.known(channel, "channel", opened.channels.map(\.name))
    _ = try KnownNames.known(facet, "facet", opened.rulebook.facets.map(\.name))
    let asOf = try knowledge.resolve(in: opened)
    let all = try opened.quarantine(limit: .max, asOf: asOf).filter { entry in
      (channel == nil || entry.channel == channel) && (facet == nil || entry.facet == facet)
        && olderThan.map { asOf.time - entry.received >= $0 } ?? true
    }
    let shown = Array(all.dropFirst(after).prefix(limit))
    let next = after + shown.count < all.count ? after + shown.count : nil
    if ledger.json {
      Output.json(
        .object([
          ("as_of", .asOf(asOf)), ("total", .int(all.count)),
          ("quarantined", .array(shown.map(\.json))),
          ("next", next.map { .int($0) } ?? .null),
        ]))
    } else {
      Output.text(QuarantineText(style: .output).text(shown, of: all.count, next: next))
    }
  }
}
