import ArgumentParser
import LedgerEngine
import LedgerText

struct RulesDiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Say what two rulebooks say differently.",
    discussion: """
      Compares meaning, not text. Exit code 1 says that they differ.

      Examples:
        orderledger rules diff @active rules/
        orderledger rules diff rules/ ../rules-of-last-week/
      """)

  @OptionGroup var ledger: LedgerOptions

  @Argument(help: "A rulebook's directory, @active or @shipped.", completion: .directory)
  var old: String

  @Argument(help: "Another one.", completion: .directory)
  var new: String

  func run() throws {
    let old = try RulebookSource(self.old, ledger).compile()
    let new = try RulebookSource(self.new, ledger).compile()
    let difference = RulebookDifference(from: old, to: new)
    if ledger.json {
      Output.json(
        .object([
          ("from", .rulebook(old)), ("to", .rulebook(new)),
          ("changes_extraction", .bool(difference.changesExtraction)),
          ("changes_fold", .bool(difference.changesFold)),
          ("changes", .array(difference.changes.map(\.json))),
        ]))
    } else {
      Output.text(text(difference))
    }
    if !difference.isEmpty { throw NegativeAnswer() }
  }

  private func text(_ difference: RulebookDifference) -> String {
    guard !difference.isEmpty else { return "They say the same.\n" }
    var text = ""
    for change in difference.changes {
      let label = change.kind.rawValue
      let fill = String(repeating: " ", count: max(0, 12 - label.count))
      text += Wrapping.paragraph(change.description, label: "  \(label)\(fill)  ")
    }
    text += "\n\(Words.count(difference.changes.count, "change"))."
    if difference.changesExtraction {
      text += " Bodies would be read again."
    } else if difference.changesFold {
      text += " All orders would be folded again."
    }
    return text + "\n"
  }
}

extension RulebookChange {
  var json: JSONValue {
    .object([
      ("kind", .string(kind.rawValue)), ("manner", .string(manner.rawValue)),
      ("subject", .string(subject)), ("before", .optional(before)), ("after", .optional(after)),
      ("before_place", .optional(beforePlace?.description)),
      ("after_place", .optional(afterPlace?.description)),
    ])
  }
}
