import Glibc
import LedgerEngine
import LedgerText

/// Saves a changed order as a case of a rulebook: its original deliveries, and what the revised
/// rulebook makes of them alone.
struct CaseSaving {
  let ledger: Ledger
  let rulebook: Rulebook
  let request: ReplayRequest

  /// - Parameters:
  ///   - text: the order's correlation ID, or one of its names.
  ///   - path: of the file.
  func save(_ text: String, of report: ReplayReport, into path: String) throws {
    let order = try changed(text, of: report)
    let sample = SampleView(order, in: report)
    let given = try deliveries(of: order)
    var example = RulebookCase(
      name: CaseSaving.title(sample), file: path, line: 1, given: given, then: .init())
    example.then.asOf = report.scope.asOf
    let (then, notes) = try outcome(of: example, sample, report)
    example.then = then
    let bytes = Array(CaseText(example, notes: notes).text.utf8)
    try check(bytes, path)
    try WrittenFile.write(to: path) { sink in sink(bytes) }
    Output.note(
      "Saved \(sample.name) with \(Words.count(given.count, "delivery", "deliveries")) in \(path).")
  }

  /// Before the work begins: a file that is there stays as it is.
  static func checkTarget(_ path: String) throws {
    guard access(path, F_OK) != 0 else {
      throw Failure(
        code: "file_exists", message: "\(path) is there already; choose another file")
    }
  }

  private static func title(_ sample: SampleView) -> String {
    let first = sample.rows.first.map { ": \($0.what) \($0.before) → \($0.after)" } ?? ""
    return "\(sample.name)\(first)"
  }

  private func changed(_ text: String, of report: ReplayReport) throws -> ChangedOrder {
    let found = report.changed.filter { $0.order == text || $0.names.contains(text) }
    guard let order = found.first else {
      throw Failure(
        code: "not_changed",
        message: "\(text) is not among the orders that change; --csv lists them")
    }
    guard found.count == 1 else {
      let list = found.prefix(8).map(\.order).joined(separator: ", ")
      throw Failure(
        code: "ambiguous_order",
        message: "\(text) names several orders that change; give one of \(list)")
    }
    return order
  }

  /// Of either side: what one rulebook leaves out is what the case is about.
  private func deliveries(of order: ChangedOrder) throws -> [RulebookCase.Given] {
    let explanation = try ledger.explain(order.order, request)
    var given: [RulebookCase.Given] = []
    var last: LogPosition?
    for event in explanation.events where event.item.position != last {
      last = event.item.position
      guard let delivery = try ledger.delivery(at: event.item.position) else {
        throw Failure(
          code: "body_not_kept",
          message: "the body at position \(event.item.position) is not kept, so there is no case "
            + "to be made of \(order.order)")
      }
      guard let body = String(validating: delivery.body, as: UTF8.self) else {
        throw Failure(
          code: "not_text",
          message: "the body at position \(event.item.position) is no UTF-8 text, which a case "
            + "cannot hold")
      }
      let channel = ledger.channels.first { $0.name == event.channel }
      given.append(
        RulebookCase.Given(
          channel: event.channel, kind: channel?.kind ?? event.channelKind,
          headers: delivery.headers, body: body, received: event.received))
    }
    return given
  }

  /// What the revised rulebook makes of the deliveries in a ledger of their own, as far as that is
  /// what it makes of them in this one.
  private func outcome(
    of example: RulebookCase, _ sample: SampleView, _ report: ReplayReport
  ) throws -> (RulebookCase.Then, notes: [String]) {
    try CaseRun(example, rulebook: rulebook).withLedger { alone, first, asOf in
      var then = example.then
      then.outcomes = try alone.outcomes(
        from: first, through: LogPosition(alone.nextPosition.rawValue - 1)
      ).map(\.outcome.rawValue)
      let names = [sample.name] + sample.order.names + [sample.order.order]
      guard let name = try names.first(where: { try alone.find($0).count == 1 }) else {
        return (then, ["none of its names is of one order alone, so only outcomes are told"])
      }
      then.order = name
      let found = try alone.order(name, asOf: asOf)
      let notes = CaseComparison(found, report.named(sample.order.after)).tell(in: &then)
      return (then, notes)
    }
  }

  /// What is saved must pass `rules check` and `rules test` with the revised rulebook.
  private func check(_ bytes: [UInt8], _ path: String) throws {
    let file = Rulebook.File(path: "cases/saved.yaml", bytes: bytes)
    let others = rulebook.files.filter { !$0.path.hasPrefix("cases/") }
    let compiled = try Rulebook.compile(files: others + [file])
    for example in compiled.cases {
      let result = try CaseRun(example, rulebook: compiled).run()
      guard result.failures.isEmpty else {
        throw Failure(
          code: "case_fails",
          message: "the case does not come out the same a second time, so it is not saved: "
            + result.failures.joined(separator: "; "))
      }
    }
  }
}
