import ArgumentParser
import LedgerEngine

struct RulesActivateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "activate",
    abstract: "Make a rulebook the one in force.",
    discussion: """
      The whole history is folded with it into a new index; then the log records the activation, \
      and the ledger switches. Until then all is as before. See first what would change:
        orderledger replay --rules rules/

      Example:
        orderledger rules activate rules/
      """)

  @OptionGroup var ledger: LedgerOptions

  @Argument(help: "The rulebook, or @shipped.", completion: .directory)
  var directory: String

  func run() throws {
    let rulebook = try RulebookSource(directory, ledger).compile()
    let opened = try ledger.openForWriting()
    let former = opened.rulebook
    if former.revision != rulebook.revision {
      let progress = RulebookProgressBar()
      defer { progress.finish() }
      try opened.activate(rulebook, actor: Actor.current) { progress.update($0) }
    }
    RulebookSwitch(former: former, active: opened.rulebook, next: opened.nextPosition)
      .report(asJSON: ledger.json)
  }
}

/// Tells of a switch of rulebooks.
struct RulebookSwitch {
  var former: Rulebook
  var active: Rulebook
  var next: LogPosition

  func report(asJSON: Bool) {
    let isNew = former.revision != active.revision
    if asJSON {
      Output.json(
        .object([
          ("changed", .bool(isNew)), ("former", .rulebook(former)), ("active", .rulebook(active)),
          ("next_position", .position(next)),
        ]))
    } else if isNew {
      Output.text(
        "\(active.name) \(active.revision.short) is active; before it was \(former.name) "
          + "\(former.revision.short).\n")
    } else {
      Output.text("\(active.name) \(active.revision.short) is active already.\n")
    }
  }
}
