import ArgumentParser
import LedgerEngine
import LedgerText

struct QuarantineShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show one quarantined delivery: why, and its original bytes.",
    discussion: """
      Example:
        orderledger quarantine show 1042
      """)

  @OptionGroup var ledger: LedgerOptions

  @Argument(help: "The delivery's log position.")
  var position: UInt64

  func run() throws {
    let opened = try ledger.openForReading()
    let position = LogPosition(self.position)
    guard position < opened.nextPosition else {
      throw LedgerError.unknownPosition(position, end: opened.nextPosition)
    }
    let found = try opened.quarantine(limit: .max).filter { $0.item.position == position }
    guard let first = found.first else {
      throw Failure(
        code: "not_quarantined",
        message: "nothing of position \(position) is in quarantine; "
          + "see `orderledger quarantine list`")
    }
    let raw = RawDeliveries(ledger: opened, asJSON: ledger.json)
    if ledger.json {
      let delivery = try raw.json(position, channel: first.channel, received: first.received)
      Output.json(
        .object([
          ("quarantined", .array(found.map(\.json))), ("delivery", delivery ?? .null),
        ]))
    } else {
      Output.text(QuarantineText(style: .output).text(found, of: found.count, next: nil) + "\n")
      try raw.print(position, channel: first.channel, received: first.received)
    }
  }
}
