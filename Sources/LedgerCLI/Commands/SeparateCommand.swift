import ArgumentParser
import LedgerEngine

struct SeparateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "separate",
    abstract: "Undo a join, or record that a reference must not join orders any more.",
    discussion: """
      With --join, what a recorded join had tied together comes apart; its position was told when \
      it was recorded, and `orderledger trace` shows it. With a reference, orders that only this \
      reference held together come apart, and stay apart. The whole history is grouped again.

      Examples:
        orderledger separate --join 4711 --reason "wrong customer"
        orderledger separate shopify/order/name='#1001' --reason "number used twice"
      """)

  @OptionGroup var ledger: LedgerOptions

  @OptionGroup var why: ReasonOption

  @Option(help: ArgumentHelp("The log position of the join to undo.", valueName: "position"))
  var join: UInt64?

  @Argument(help: "The identity: SYSTEM/ENTITY/KIND=VALUE, or a value alone.")
  var reference: String?

  func validate() throws {
    guard (join == nil) != (reference == nil) else {
      throw ValidationError("name either a reference or, with --join, the position of a join")
    }
  }

  func run() throws {
    let opened = try ledger.openForWriting()
    let progress = Progress("Grouping the history", unit: "entries")
    defer { progress.finish() }
    let (separated, words) = try separate(opened, progress)
    progress.finish()
    if ledger.json {
      Output.json(.separated(separated, next: opened.nextPosition))
    } else {
      Output.text(words + "\n")
    }
  }

  private func separate(_ opened: Ledger, _ progress: Progress) throws -> (Reference, String) {
    if let join {
      let position = LogPosition(join)
      try opened.separate(join: position, reason: why.reason, actor: Actor.current) {
        progress.update($0.rawValue, of: $1.rawValue)
      }
      return (
        Reference(space: .joins, value: position.description),
        "The join of position \(position) is undone."
      )
    }
    let found = try opened.identity(named: reference ?? "")
    try opened.separate(found, reason: why.reason, actor: Actor.current) {
      progress.update($0.rawValue, of: $1.rawValue)
    }
    return (found, "\(found.shortText) joins no orders any more.")
  }
}
