import ArgumentParser
import LedgerEngine

struct RulesPromoteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "promote",
    abstract: "Make a rulebook the one in force, on the grounds of a replay.",
    discussion: """
      Asks for the report of a replay of all the history, made against this ledger: of this \
      rulebook against the one in force. It is made again, which must give the same digest; then \
      the policy is asked of the whole log. The request, who makes it and why are recorded. Where \
      the policy asks that others agree, `rules approve` goes on; else the new index is made \
      beside the one in use, checked, and taken. What was in use is kept for `rules rollback`.

      Examples:
        orderledger replay --rules rules/
        orderledger rules promote rules/ --report 31d0cf57d9f0
        orderledger rules promote rules/ --report 31d0cf57d9f0 --policy policy.yaml \
      --reason 'refunds of two payments, ticket 4711'
      """)

  @OptionGroup var ledger: LedgerOptions

  @Option(
    help: ArgumentHelp(
      "Digest of the report, as the replay has shown it; its first digits will do.",
      valueName: "digest"))
  var report: String

  @Option(
    help: ArgumentHelp(
      "What the rulebook may change, and how many have to agree.", valueName: "file"),
    completion: .file())
  var policy: String?

  @Option(
    help: ArgumentHelp(
      "Promote although a limit of the policy is passed; why, kept in the log.",
      valueName: "why"))
  var override: String?

  @OptionGroup var accountability: AccountabilityOptions

  @Argument(help: "The rulebook, or @shipped.", completion: .directory)
  var directory: String

  func validate() throws {
    guard override?.contains(where: { !$0.isWhitespace }) ?? true else {
      throw ValidationError("--override must say why")
    }
  }

  func run() throws {
    let rulebook = try RulebookSource(directory, ledger).compile()
    let opened = try ledger.openForWriting()
    let former = opened.rulebook
    let receipt = try receipt()
    let proposal = PromotionProposal(
      rulebook: rulebook, report: receipt.report, before: receipt.before, after: receipt.after,
      policy: try policy.map { String(decoding: try SmallFile.bytes(of: $0), as: UTF8.self) },
      override: override, reason: accountability.reason, by: accountability.person)
    let progress = RulebookProgressBar()
    defer { progress.finish() }
    let outcome = try opened.promote(proposal) { progress.update($0) }
    progress.finish()
    PromotionReport(
      outcome: outcome,
      change: RulebookSwitch(former: former, active: opened.rulebook, next: opened.nextPosition)
    ).report(asJSON: ledger.json)
  }

  private func receipt() throws -> ReportReceipt {
    let found = ReportReceipts(in: ledger.directory).find(report)
    if let receipt = found.first, found.count == 1 { return receipt }
    let many = found.map(\.report.digest.short).joined(separator: ", ")
    throw Failure(
      code: "no_report",
      message: found.isEmpty
        ? "no report \(report) was made of this ledger against the rulebook in force; make one with "
          + "`orderledger replay --rules \(directory)`, which shows its digest"
        : "several reports begin with \(report): \(many); give more digits")
  }
}
