import ArgumentParser
import LedgerEngine
import LedgerText

struct MismatchesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mismatches",
    abstract: "Show where systems disagree, why, and what to do.",
    discussion: """
      Lists delays, mismatches and what cannot be observed; what is still within its grace is in \
      flight and shown with --in-flight. The same disagreement in three or more orders within \
      seven days is structural, and shown as one group.

      Exit code 1 says that there are some, so that a script can ask.

      Examples:
        orderledger mismatches
        orderledger mismatches --pattern checkout_disconnect --older-than 2h
        orderledger mismatches --cause mapping --json | jq '.structural'
        orderledger mismatches --as-of 2026-03-02T12:00:00Z --limit 500
      """)

  @OptionGroup var ledger: LedgerOptions
  @OptionGroup var knowledge: AsOfOptions
  @OptionGroup var filter: FilterOptions
  @OptionGroup var page: PageOptions

  @Option(help: "Only of this status: in_flight, delay, mismatch or unobservable. May be repeated.")
  var status: [DisagreementStatus] = []

  @Flag(help: "Show what is within its grace too.")
  var inFlight = false

  @Flag(help: "Show what is over too.")
  var closed = false

  @Flag(help: "Show broken SLAs too.")
  var slas = false

  @Flag(help: "Show all that is known of each, not one line.")
  var long = false

  func run() throws {
    let opened = try ledger.openForReading()
    let asOf = try knowledge.resolve(in: opened)
    var filter = try filter.resolve(in: opened, page: page)
    filter.statuses = statuses
    filter.includesClosed = closed
    filter.includesSLAs = slas
    let found = try opened.disagreements(filter, asOf: asOf)
    let structural = Ledger.structural(try all(filter, found, opened, asOf))
    if ledger.json {
      Output.json(
        .object([
          ("as_of", .asOf(asOf)), ("mismatches", .array(found.elements.map(\.json))),
          ("structural", .array(structural.map(\.json))),
          ("next", .optional(found.cursor)),
        ]))
    } else {
      show(found, structural, asOf)
    }
    if found.elements.contains(where: { $0.status != "closed" }) { throw NegativeAnswer() }
  }

  private var statuses: Set<String>? {
    var chosen = Set(status.map(\.name))
    if chosen.isEmpty, !inFlight, !closed { return nil }
    if chosen.isEmpty { chosen = ["delay", "mismatch", "unobservable"] }
    if inFlight { chosen.insert("in_flight") }
    if closed { chosen.insert("closed") }
    return chosen
  }

  /// Groups are sought among all that are open, not in one page of them.
  private func all(
    _ filter: ListFilter, _ page: Page<DisagreementReport>, _ opened: Ledger, _ asOf: AsOf
  ) throws -> [DisagreementReport] {
    var wide = filter
    wide.after = nil
    wide.limit = .max
    wide.includesClosed = false
    let isWhole = filter.after == nil && page.next == nil
    let found = isWhole ? page.elements : try opened.disagreements(wide, asOf: asOf).elements
    return found.filter { $0.status != "closed" && $0.status != "in_flight" }
  }

  private func show(
    _ found: Page<DisagreementReport>, _ structural: [StructuralFinding], _ asOf: AsOf
  ) {
    guard !found.elements.isEmpty else { return Output.text("No disagreements.\n") }
    let text = DisagreementText(asOf: asOf, style: .output)
    Output.text(
      (long ? text.paragraphs(found.elements) : text.table(found.elements))
        + text.structural(structural) + OrderListText.more(found.cursor))
  }
}
