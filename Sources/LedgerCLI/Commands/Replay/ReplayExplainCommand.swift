import ArgumentParser
import LedgerEngine
import LedgerText

struct ReplayExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "One order through two rulebooks, event by event.",
    discussion: """
      For each event what either rulebook reads in it, by which rule, and what changes by it. The \
      event at which the two part is marked, and so is what follows from it.

      Exit code 1 says that they come to different ends.

      Examples:
        orderledger replay explain '#1001' --rules rules/
        orderledger replay explain '#1001' --rules @active --against @1 --json
      """)

  @OptionGroup var ledger: LedgerOptions
  @OptionGroup var sides: ReplaySides
  @OptionGroup var knowledge: AsOfOptions

  @Argument(help: "The order's correlation ID, or what any system calls it.")
  var order: String

  func run() throws {
    let opened = try ledger.openForReading()
    let after = try sides.side(sides.rules, in: opened, ledger)
    let before = try sides.side(sides.against, in: opened, ledger)
    let explanation = try opened.explain(
      order,
      ReplayRequest(
        before: before.source, after: after.source, asOf: try knowledge.resolve(in: opened)))
    if ledger.json {
      Output.line(explanation.json(from: before.rulebook, to: after.rulebook))
    } else {
      Output.text(
        ExplanationText(explanation, before: before.rulebook, after: after.rulebook, style: .output)
          .text)
    }
    if !explanation.effects.isEmpty { throw NegativeAnswer() }
  }
}
