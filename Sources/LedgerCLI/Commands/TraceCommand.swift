import ArgumentParser
import LedgerEngine
import LedgerText

struct TraceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trace",
    abstract: "Show everything that happened to an order, in every system.",
    discussion: """
      Names the order by its correlation ID or by any value that any system calls it: an order \
      number, a payment id, a tracking number. SYSTEM/ENTITY/KIND=VALUE says which one is meant.

      Each event shows when we learned it, when the sender says that it happened, on what \
      evidence, what it says (with the rule that reads it so), what it changed and what was true \
      after it.

      Examples:
        orderledger trace '#1001'
        orderledger trace netsuite/order/id=788 --as-of 2026-03-02T12:00:00Z
        orderledger trace '#1001' --json | jq '.mismatches[].pattern'
        orderledger trace '#1001' --raw
      """)

  @OptionGroup var ledger: LedgerOptions
  @OptionGroup var knowledge: AsOfOptions

  @Flag(help: "Print the original headers and bytes of each delivery.")
  var raw = false

  @Argument(help: "A correlation ID or any reference value.")
  var order: String

  func run() throws {
    let opened = try ledger.openForReading()
    let asOf = try knowledge.resolve(in: opened)
    let trace = try opened.trace(order, asOf: asOf)
    if raw {
      try RawDeliveries(ledger: opened, asJSON: ledger.json).print(trace)
    } else if ledger.json {
      Output.json(trace.json(asOf: asOf))
    } else {
      Output.text(TraceText(trace, asOf: asOf, style: .output).text)
    }
  }
}
