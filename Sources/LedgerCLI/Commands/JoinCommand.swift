import ArgumentParser
import LedgerEngine

struct JoinCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "join",
    abstract: "Record that two references name one order.",
    discussion: """
      For what no message ties together. The log keeps who joined them and why, and \
      `orderledger separate` undoes it.

      Example:
        orderledger join shopify/order/name='#1001' netsuite/order/id=788 \\
          --reason "typo in the order number, ticket 4711"
      """)

  @OptionGroup var ledger: LedgerOptions

  @Option(help: "Why; kept in the log.")
  var reason: String

  @Argument(help: "Identities of the orders: SYSTEM/ENTITY/KIND=VALUE, or a value alone.")
  var references: [String]

  func validate() throws {
    guard references.count > 1 else { throw ValidationError("name two references or more") }
  }

  func run() throws {
    let opened = try ledger.openForWriting()
    let found = try references.map { try ReferenceArgument.resolve($0, in: opened) }
    try opened.join(found, reason: reason, actor: Actor.current)
    try opened.close()
    let order = try opened.order(references[0], asOf: opened.now).order
    if ledger.json {
      Output.json(
        .object([
          ("order", .string(order)), ("joined", .strings(found.map { ReferenceArgument.text($0) })),
          ("next_position", .position(opened.nextPosition)),
        ]))
    } else {
      Output.text("Joined into order \(order).\n")
    }
  }
}
