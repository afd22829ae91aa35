import ArgumentParser
import LedgerEngine
import LedgerText

struct RulesTestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test",
    abstract: "Run the given/then examples of a rulebook.",
    discussion: """
      Each case of cases/*.yaml runs in a ledger of its own that is thrown away. Exit code 1 says \
      that one did not come out as written.

      Examples:
        orderledger rules test rules/
        orderledger rules test rules/ --only checkout
      """)

  @OptionGroup var ledger: LedgerOptions

  @Option(help: ArgumentHelp("Only cases whose name or file holds this text.", valueName: "text"))
  var only: String?

  @Argument(help: "The rulebook; @active and @shipped name those.", completion: .directory)
  var directory: String

  func run() throws {
    let rulebook = try RulebookSource(directory, ledger).compile()
    let cases = rulebook.cases.filter { example in
      only.map { example.name.contains($0) || example.file.contains($0) } ?? true
    }
    let progress = Progress("Testing", unit: "cases")
    defer { progress.finish() }
    var results: [CaseResult] = []
    for example in cases {
      results.append(try CaseRun(example, rulebook: rulebook).run())
      progress.update(UInt64(results.count), of: UInt64(cases.count))
    }
    progress.finish()
    let failed = results.filter { !$0.failures.isEmpty }
    if ledger.json {
      Output.json(
        .object([
          ("ok", .bool(failed.isEmpty)), ("cases", .int(results.count)),
          ("failed", .int(failed.count)), ("results", .array(results.map(\.json))),
        ]))
    } else {
      Output.text(text(results.count, failed))
    }
    if !failed.isEmpty { throw NegativeAnswer() }
  }

  private func text(_ count: Int, _ failed: [CaseResult]) -> String {
    var text = ""
    for result in failed {
      text += "\(Style.output("failed", .red))  \(result.file):\(result.line)  \(result.name)\n"
      for failure in result.failures { text += Wrapping.paragraph(failure, label: "        ") }
    }
    let passed = "\(Words.count(count - failed.count, "case")) passed"
    return text + (failed.isEmpty ? "\(passed).\n" : "\(passed), \(failed.count) failed.\n")
  }
}
