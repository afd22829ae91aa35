import ArgumentParser
import LedgerEngine
import LedgerText

struct EraseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "erase",
    abstract: "Destroy the keys of a data subject, so that nobody can read their deliveries again.",
    discussion: """
      For ledgers made with `init --encrypt`. What the rules have read of the deliveries stays: status \
      values, amounts, references. Headers and bodies can no longer be decrypted with any file of keys \
      of this ledger; every proof, every order and every replay by the same rules stays as it was. The \
      log records the erasure. It cannot be undone.

      A subject is what the channels' `subjects` find, such as a customer's number. --order takes \
      everybody whom an order's deliveries are about.

      Examples:
        orderledger erase --subject 207119551 --dry-run
        orderledger erase --subject 207119551 --subject cus_9s6XKzkNRiz8i3 --reason "request 118"
        orderledger erase --order '#1001' --reason "request 119"
      """)

  @OptionGroup var ledger: LedgerOptions

  @Option(help: ArgumentHelp("Whom; may be given again.", valueName: "id"))
  var subject: [String] = []

  @Option(help: ArgumentHelp("Everybody of an order; may be given again.", valueName: "order"))
  var order: [String] = []

  @Option(help: "Why; kept in the log.")
  var reason = ""

  @Flag(help: "Only show what would go.")
  var dryRun = false

  func validate() throws {
    if subject.isEmpty, order.isEmpty {
      throw ValidationError("say whom: --subject or --order")
    }
    if !dryRun, !reason.contains(where: { !$0.isWhitespace }) {
      throw ValidationError("--reason must say why")
    }
  }

  func run() throws {
    if dryRun {
      let opened = try ledger.openForReading()
      let plan = try opened.erasure(of: subjects(opened))
      return try tell(plan, entries: nil)
    }
    let opened = try ledger.openForWriting()
    let done = try opened.erase(subjects(opened), reason: reason, actor: Actor.current)
    try tell(done.plan, entries: done.entries)
  }

  private func subjects(_ opened: Ledger) throws -> [Hash128] {
    try subject.map { opened.subject($0) } + order.flatMap { try opened.subjects(ofOrder: $0) }
  }

  /// - Parameter entries: where it is recorded; nil for a dry run.
  private func tell(_ plan: ErasurePlan, entries: [LogPosition]?) throws {
    if ledger.json {
      return Output.json(
        .object([
          ("erased", .bool(entries != nil)),
          ("entries", .array((entries ?? []).map { .position($0) })),
          ("subjects", .array(plan.subjects.map { .string($0.description) })),
          ("deliveries", .array(plan.deliveries.map { .position($0.position) })),
          (
            "channels",
            .array(
              plan.channels.map {
                .object([("channel", .string($0.channel)), ("deliveries", .int($0.deliveries))])
              })
          ),
          ("orders", .array(plan.orders.map { .string($0) })),
          ("others_concerned", .int(plan.othersConcerned)),
        ]))
    }
    guard !plan.deliveries.isEmpty else {
      return Output.text("No delivery that is kept is about them.\n")
    }
    let deliveries = Words.count(plan.deliveries.count, "delivery", "deliveries")
    let orders = Words.count(plan.orders.count, "order")
    var text = "\(deliveries) of \(orders) \(entries == nil ? "would be" : "are") erased:\n"
    for (channel, count) in plan.channels { text += "  \(channel)  \(count)\n" }
    if plan.othersConcerned > 0 {
      text +=
        "\(Words.count(plan.othersConcerned, "other subject")) concerned: what those deliveries say of "
        + "them goes too.\n"
    }
    if let first = entries?.first {
      text += "Recorded at position \(first)" + (entries?.count == 1 ? ".\n" : " and after.\n")
      text += "What was exported or backed up with its keys before still holds them.\n"
    }
    Output.text(text)
  }
}
