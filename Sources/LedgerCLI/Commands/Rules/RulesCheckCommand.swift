import ArgumentParser
import LedgerEngine
import LedgerText

struct RulesCheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Find everything that is wrong with a rulebook, or probably not meant.",
    discussion: """
      Exit code 1 says that there are errors; with --strict, that there are warnings.

      Examples:
        orderledger rules check rules/
        orderledger rules check --active
      """)

  @OptionGroup var ledger: LedgerOptions

  @Flag(help: "Check the ledger's active rulebook.")
  var active = false

  @Flag(help: "Warnings count as errors.")
  var strict = false

  @Argument(help: "The rulebook.", completion: .directory)
  var directory: String?

  func validate() throws {
    guard (directory == nil) == active else {
      throw ValidationError("name a rulebook's directory, or --active")
    }
  }

  func run() throws {
    let source = try RulebookSource(directory ?? RulebookSource.activeName, ledger)
    let (rulebook, problems) = try check(source)
    let errors = problems.count { $0.severity == .error }
    if ledger.json {
      Output.json(
        .object([
          ("ok", .bool(errors == 0)), ("errors", .int(errors)),
          ("warnings", .int(problems.count - errors)),
          ("rulebook", rulebook.map { .rulebook($0) } ?? .null),
          ("problems", .array(problems.map(\.json))),
        ]))
    } else {
      Output.text(text(problems, errors: errors, source, rulebook))
    }
    if errors > 0 || strict && !problems.isEmpty { throw NegativeAnswer() }
  }

  private func check(
    _ source: RulebookSource
  ) throws -> (rulebook: Rulebook?, problems: [RulebookProblem]) {
    do {
      return Rulebook.check(files: try source.files())
    } catch let errors as RulebookErrors {
      return (nil, errors.problems)
    }
  }

  private func text(
    _ problems: [RulebookProblem], errors: Int, _ source: RulebookSource, _ rulebook: Rulebook?
  ) -> String {
    var text = ""
    for problem in problems {
      text += Wrapping.paragraph("\(problem)", label: "") + "\n"
    }
    let counts =
      "\(Words.count(errors, "error")), \(Words.count(problems.count - errors, "warning"))"
    let revision = rulebook.map { ", revision \($0.revision.short)" } ?? ""
    return text + "\(source.name): \(counts)\(revision)\n"
  }
}

extension RulebookProblem {
  var json: JSONValue {
    .object([
      ("severity", .string(severity.rawValue)), ("code", .string(code.rawValue)),
      ("file", .string(file)), ("line", .int(line)), ("column", .int(column)),
      ("message", .string(message)), ("remedy", .string(remedy)),
    ])
  }
}
