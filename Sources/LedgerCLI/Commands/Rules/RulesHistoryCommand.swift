import ArgumentParser
import LedgerEngine

struct RulesHistoryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history",
    abstract: "List every rulebook that was in force.",
    discussion: """
      Example:
        orderledger rules history --json | jq '.history[-1].revision'
      """)

  @OptionGroup var ledger: LedgerOptions

  func run() throws {
    let history = try ledger.openForReading().rulebookHistory()
    if ledger.json {
      Output.json(.object([("history", .array(history.map(\.json)))]))
      return
    }
    var table = TextTable([
      .init(title: "position", isRight: true), .init(title: "activated"),
      .init(title: "rulebook"), .init(title: "revision"), .init(title: ""),
    ])
    for activation in history {
      table.add([
        .init("\(activation.position)"), .init(activation.activated.rfc3339),
        .init(activation.name), .init(activation.revision.short),
        .init(activation.isActive ? "active" : "", .green),
      ])
    }
    Output.text(table.text())
  }
}

extension RulebookActivation {
  var json: JSONValue {
    .object([
      ("position", .position(position)), ("activated", .time(activated)),
      ("rulebook", .string(name)), ("revision", .string("\(revision)")),
      ("active", .bool(isActive)),
    ])
  }
}
