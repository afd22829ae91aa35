import ArgumentParser
import LedgerEngine

struct SeparateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "separate",
    abstract: "Record that a reference must not join orders any more.",
    discussion: """
      Orders that only this reference held together come apart, and stay apart. The whole history \
      is grouped again.

      Example:
        orderledger separate shopify/order/name='#1001' --reason "number used twice"
      """)

  @OptionGroup var ledger: LedgerOptions

  @Option(help: "Why; kept in the log.")
  var reason: String

  @Argument(help: "The identity: SYSTEM/ENTITY/KIND=VALUE, or a value alone.")
  var reference: String

  func run() throws {
    let opened = try ledger.openForWriting()
    let found = try ReferenceArgument.resolve(reference, in: opened)
    let progress = Progress("Grouping the history", unit: "entries")
    defer { progress.finish() }
    try opened.separate(found, reason: reason, actor: Actor.current) {
      progress.update($0.rawValue, of: $1.rawValue)
    }
    progress.finish()
    let text = ReferenceArgument.text(found)
    if ledger.json {
      Output.json(
        .object([
          ("separated", .string(text)), ("next_position", .position(opened.nextPosition)),
        ]))
    } else {
      Output.text("\(text) joins no orders any more.\n")
    }
  }
}
