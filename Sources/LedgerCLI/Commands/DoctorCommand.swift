import ArgumentParser
import LedgerEngine
import LedgerText

struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Look for what is wrong with a ledger and its surroundings, quickly.",
    discussion: """
      Checks that the ledger opens, that its index is current, who writes to it, disk space, the \
      clock, permissions, checkpoints, the backup, secrets, silent channels and quarantine. For a check of every byte use `orderledger verify`. \
      Exit code 1 says that there is a problem.

      Example:
        orderledger doctor
      """)

  @OptionGroup var ledger: LedgerOptions
  @OptionGroup var secretOptions: SecretOptions

  @Option(
    help: ArgumentHelp(
      "A channel that was silent so long is worth a warning.", valueName: "age"))
  var silentFor: Interval = .days(1)

  @Option(
    help: ArgumentHelp(
      "The folder of its backup.", discussion: "Default: $ORDERLEDGER_BACKUP.", valueName: "dir"))
  var backup: String?

  func run() throws {
    let checks = try Checkup(
      options: ledger, silentFor: silentFor, secrets: secretOptions,
      backupFolder: backup
        ?? environmentText("ORDERLEDGER_BACKUP").flatMap { $0.isEmpty ? nil : $0 }
    ).checks()
    let problems = checks.count { $0.result == .problem }
    if ledger.json {
      Output.json(
        .object([
          ("ok", .bool(problems == 0)), ("directory", .string(ledger.directory)),
          ("checks", .array(checks.map(\.json))),
        ]))
    } else {
      for check in checks { Output.text(text(check)) }
    }
    if problems > 0 { throw NegativeAnswer() }
  }

  private func text(_ check: Checkup.Check) -> String {
    let tone: Style.Tone =
      switch check.result {
      case .ok: .green
      case .warning: .yellow
      case .problem: .red
      }
    let word = check.result.rawValue
    let fill = String(repeating: " ", count: 9 - word.count)
    let lines = Wrapping.paragraph(check.words, label: String(repeating: " ", count: 9))
    return Style.output(word, tone) + fill + lines.dropFirst(9)
  }
}
