import ArgumentParser
import LedgerEngine

struct JoinCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "join",
    abstract: "Record that what several references name is one order.",
    discussion: """
      For what no message ties together: two orders, or an order and something that `orderledger \
      unlinked` shows. An order is named by its correlation ID or one of its own numbers; an \
      unlinked group by its id or any of its references; @POSITION means what that delivery \
      belongs to. The log keeps who joined them and why.

      `orderledger separate --join POSITION` undoes it; the position is told when it is recorded, \
      and by `orderledger trace`.

      Examples:
        orderledger join shopify/order/name='#1001' netsuite/order/id=788 \\
          --reason "typo in the order number, ticket 4711"
        orderledger join EZ1000000001 '#1001' --reason "label printed by hand"
        orderledger join @1042 '#1001' --reason "label printed by hand"
      """)

  @OptionGroup var ledger: LedgerOptions

  @OptionGroup var why: ReasonOption

  @Argument(help: "Orders, unlinked groups, or positions; two or more.")
  var references: [String]

  func validate() throws {
    guard references.count > 1 else { throw ValidationError("name two references or more") }
  }

  func run() throws {
    let opened = try ledger.openForWriting()
    let joined = try opened.join(references, reason: why.reason, actor: Actor.current)
    try opened.close()
    let found = try opened.order(joined.name, asOf: opened.now)
    if ledger.json {
      Output.json(joined.json(of: found, next: opened.nextPosition))
    } else {
      let what =
        found.kind == .order
        ? "order \(found.order)" : "group \(found.order), which no reference ties to an order yet"
      Output.text(
        "Joined into \(what).\n"
          + "To undo it: orderledger separate --join \(joined.position) --reason TEXT\n")
    }
  }
}
