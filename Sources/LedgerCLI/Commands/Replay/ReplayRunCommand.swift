import ArgumentParser
import LedgerEngine
import LedgerText

struct ReplayRunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Say exactly what a revised rulebook would change.",
    discussion: """
      First replays the active rulebook: it must give the live state, else that is the report. \
      Then folds orders with both rulebooks, and shows what differs, since which event and by \
      which rule. Nothing of the ledger is touched, and nothing is sampled: --limit is only about \
      what is shown.

      A report of the whole ledger against the active rulebook leaves a receipt in the ledger's \
      directory, for `rules promote --report`.

      Exit code 0 says that all is within --policy and --max, 1 that it is beyond, 2 that it \
      could not be evaluated: the live state is not what the active rulebook gives, or more \
      orders could not be seen whole than the policy allows.

      Examples:
        orderledger replay --rules rules/
        orderledger replay --rules rules/ --policy policy.yaml --markdown
        orderledger replay --rules rules/ --max changed=0 --out report.html
        orderledger replay --rules rules/ --where 'amount>=100.00EUR'
        orderledger replay --rules @active --against @1 --believed 1042
        orderledger replay --rules rules/ --save-case '#1001' --into 1001.yaml
      """)

  @OptionGroup var ledger: LedgerOptions
  @OptionGroup var sides: ReplaySides
  @OptionGroup var knowledge: AsOfOptions
  @OptionGroup var selection: SelectionOptions

  @Option(
    help: ArgumentHelp(
      "Also what was believed then, by the rulebook that was active then: a log position or time.",
      valueName: "time"))
  var believed: String?

  @Flag(help: "Compare every order's stored state with a fold, not only of those folded anyway.")
  var fullBaseline = false

  @Flag(help: "Find out which change of the rulebook causes which part of the difference.")
  var attribute = false

  @Flag(
    help: """
      Only say what would be done: what differs, which orders that can touch and why, how long it \
      takes.
      """)
  var explain = false

  @OptionGroup var standards: PolicyOptions
  @OptionGroup var forms: ReplayForms

  @Option(
    help: ArgumentHelp(
      "Save a changed order as a case of a rulebook, with --into.", valueName: "order"))
  var saveCase: String?

  @Option(
    help: ArgumentHelp(
      "The file for --save-case, such as rules/cases/1001.yaml.", valueName: "file"),
    completion: .file())
  var into: String?

  func validate() throws {
    guard (saveCase == nil) == (into == nil) else {
      throw ValidationError("--save-case and --into belong together")
    }
    try forms.validate(asJSON: ledger.json)
  }

  func run() throws {
    if let into { try CaseSaving.checkTarget(into) }
    let opened = try ledger.openForReading()
    let after = try sides.side(sides.rules, in: opened, ledger)
    let before = try sides.side(sides.against, in: opened, ledger)
    let policy = try standards.load(for: [before.rulebook, after.rulebook])
    var request = ReplayRequest(
      before: before.source, after: after.source, asOf: try knowledge.resolve(in: opened),
      believed: try believed.map { try AsOfOptions.resolve($0, in: opened) },
      isFullBaseline: fullBaseline || policy?.requiresFullBaseline ?? false,
      attributes: attribute)
    try selection.apply(to: &request, in: opened, before.rulebook)
    guard !explain else { return show(try opened.plan(request)) }
    let report = try replay(request, in: opened)
    let made = JudgedReport(
      report: report, judgement: policy.map { Judgement(of: report, by: $0) },
      policyFile: standards.policy ?? standards.expect)
    keepReceipt(of: report, request, in: opened)
    try forms.write(made, asJSON: ledger.json)
    if let saveCase, let into {
      try CaseSaving(ledger: opened, rulebook: after.rulebook, request: request)
        .save(saveCase, of: report, into: into)
    }
    let exitCode = made.exitCode
    if exitCode != 0 { throw NegativeAnswer(exitCode: exitCode) }
  }

  private func show(_ preview: ReplayPreview) {
    if ledger.json {
      Output.json(preview.json)
    } else {
      Output.text(PlanText(preview, style: .output).text)
    }
  }

  private func replay(_ request: ReplayRequest, in opened: Ledger) throws -> ReplayReport {
    let progress = ReplayProgressBar()
    defer { progress.finish() }
    return try opened.replay(request) { progress.show($0) }
  }

  /// Only what looked at everything, against what is in force, can be promoted.
  private func keepReceipt(
    of report: ReplayReport, _ request: ReplayRequest, in opened: Ledger
  ) {
    guard selection.isEverything, request.believed == nil, request.asOf.position == nil,
      report.baseline.isExact, report.before.revision == opened.rulebook.revision
    else { return }
    ReportReceipts(in: ledger.directory).keep(ReportReceipt(of: report, request: request))
  }
}
