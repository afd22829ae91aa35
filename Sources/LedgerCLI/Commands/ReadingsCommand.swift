import ArgumentParser
import LedgerEngine
import LedgerText

struct ReadingsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "readings",
    abstract: "Show who was shown the original headers and bodies of an order's deliveries.",
    discussion: """
      The server records it in the log before it shows them, once an hour for each reader and delivery. \
      Who reads the ledger's files on this machine is not recorded.

      Example:
        orderledger readings '#1001'
      """)

  @OptionGroup var ledger: LedgerOptions

  @Argument(help: "The order: its correlation ID or a reference.")
  var order: String

  func run() throws {
    let opened = try ledger.openForReading()
    let trace = try opened.trace(order, asOf: opened.now)
    let found = try opened.readings(of: Set(trace.events.map(\.item.position)))
    if ledger.json {
      return Output.json(.object([("readings", .array(found.map(\.json)))]))
    }
    guard !found.isEmpty else { return Output.text("Nobody was shown them by the server.\n") }
    var table = TextTable([
      .init(title: "when"), .init(title: "who"), .init(title: "deliveries"),
    ])
    for reading in found {
      let deliveries = reading.deliveries.map(\.description).joined(separator: " ")
      table.add([.init(reading.received.rfc3339), .init(reading.actor), .init(deliveries)])
    }
    Output.text(table.text(.output))
  }
}
