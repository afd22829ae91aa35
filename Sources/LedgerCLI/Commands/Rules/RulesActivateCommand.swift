import ArgumentParser
import LedgerEngine

struct RulesActivateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "activate",
    abstract: "Make a rulebook the one in force by your word alone, without a replay.",
    discussion: """
      What `rules promote` does on the grounds of a replay, this does on yours: for the first \
      rulebook of a new ledger, and for when something is on fire. The new index is made beside \
      the one in use; then the log records the switch, and the ledger switches. Until then all is \
      as before.

      Examples:
        orderledger rules activate rules/
        orderledger rules activate rules/ --reason 'wrong mapping since Monday, ticket 4711'
      """)

  @OptionGroup var ledger: LedgerOptions
  @OptionGroup var accountability: AccountabilityOptions

  @Argument(help: "The rulebook, or @shipped.", completion: .directory)
  var directory: String

  func run() throws {
    let rulebook = try RulebookSource(directory, ledger).compile()
    let opened = try ledger.openForWriting()
    let former = opened.rulebook
    if former.revision != rulebook.revision {
      let progress = RulebookProgressBar()
      defer { progress.finish() }
      try opened.activate(
        rulebook, reason: accountability.reason, actor: accountability.person
      ) { progress.update($0) }
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

  var isNew: Bool { former.revision != active.revision }

  func report(asJSON: Bool) {
    if asJSON {
      Output.json(.object(members))
    } else {
      Output.text(text)
    }
  }

  var members: [(String, JSONValue)] {
    JSONValue.switchMembers(from: former, to: active, next: next)
  }

  var text: String {
    guard isNew else { return "\(active.name) \(active.revision.short) is active already.\n" }
    return "\(active.name) \(active.revision.short) is active; before it was \(former.name) "
      + "\(former.revision.short).\n"
  }
}
