import HTTPTypes
import Hummingbird
import LedgerEngine

/// What monitoring systems ask.
struct MetricsRoutes {
  let ledger: LiveLedger
  let summaries: SummaryKeeper
  let measurements: MeasurementKeeper
  let meter: RequestMeter
  let begin: Timestamp

  func add(to router: Router<ServerContext>) {
    router.get("/metrics", use: metrics)
  }

  private static let lagEnds: [Interval] = [
    .seconds(1), .seconds(4), .seconds(16), .seconds(65), .seconds(262), .seconds(1_048),
    .seconds(4_194), .seconds(16_777), .seconds(67_108), .seconds(268_435),
  ]

  /// A monitor on the same machine needs no token, unless somebody else speaks through it.
  @Sendable
  func metrics(_ request: Request, _ context: ServerContext) async throws -> Response {
    let isForwarded = request.headers.contains { field in
      ["forwarded", "x-forwarded-for", "via"].contains(field.name.canonicalName)
    }
    if isForwarded || !context.isLocal { try context.require(.readOrders) }
    _ = try Query(request, allowing: [])
    let summary = try await summaries.current()
    let text = try await ledger.read { ledger in
      var text = MetricsText()
      try addLedger(to: &text, ledger)
      try addChannels(to: &text, ledger)
      addDisagreements(summary, try ledger.totals().orders, to: &text)
      addProcess(to: &text, ledger)
      return text.text
    }
    return .text(text, type: "text/plain; version=0.0.4; charset=utf-8")
  }

  private func addLedger(to text: inout MetricsText, _ ledger: Ledger) throws {
    let totals = try ledger.totals()
    text.family("orderledger_build_info", .gauge, "The version that is running.")
    text.sample("orderledger_build_info", [("version", Ledger.engineVersion)], 1)
    text.gauge(
      "orderledger_log_entries", "Entries of the log.", Int(try ledger.logEnd().rawValue))
    text.gauge(
      "orderledger_filed_entries", "Entries of the log that are in the index file.",
      Int(try ledger.shownEnd().rawValue))
    text.gauge("orderledger_orders", "Orders.", totals.orders)
    text.gauge(
      "orderledger_unlinked_groups", "Groups of messages that nothing ties to an order.",
      totals.unlinkedGroups)
    text.family("orderledger_items", .gauge, "Items of deliveries, by what became of them.")
    for (outcome, count) in totals.counts {
      text.sample("orderledger_items", [("outcome", outcome.rawValue)], count)
    }
  }

  private func addChannels(to text: inout MetricsText, _ ledger: Ledger) throws {
    let totals = Dictionary(measurements.totals.map { ($0.channel, $0.span) }) { $1 }
    let reports = try ledger.channelReports(asOf: ledger.now)
    let name = "orderledger_deliveries_total"
    text.family(name, .counter, "Deliveries since the start, by channel and outcome.")
    for report in reports {
      let span = totals[report.channel.name] ?? MeasuredSpan()
      let kept = span.deliveries - span.duplicates - span.conflicts
      for (outcome, count) in [
        ("appended", kept), ("duplicate", span.duplicates), ("conflict", span.conflicts),
        ("refused", span.refused),
      ] {
        text.sample(name, [("channel", report.channel.name), ("outcome", outcome)], count)
      }
    }
    let quarantined = "orderledger_quarantined_deliveries_total"
    text.family(quarantined, .counter, "Deliveries with a claim that went into quarantine.")
    for report in reports {
      let count = totals[report.channel.name]?.quarantined ?? 0
      text.sample(quarantined, [("channel", report.channel.name)], count)
    }
    let lag = "orderledger_delivery_lag_seconds"
    text.family(lag, .histogram, "From when something happened until the ledger learned of it.")
    for report in reports {
      text.histogram(
        lag, [("channel", report.channel.name)], totals[report.channel.name]?.lag ?? LagHistogram(),
        upTo: MetricsRoutes.lagEnds)
    }
    let silence = "orderledger_channel_silence_seconds"
    text.family(silence, .gauge, "How long ago a channel was last heard.")
    for report in reports {
      guard let seconds = report.silence else { continue }
      text.sample(silence, [("channel", report.channel.name)], seconds)
    }
  }

  private func addDisagreements(
    _ summary: MismatchSummary, _ orders: Int, to text: inout MetricsText
  ) {
    // Sums of a part would look as if much had been mended.
    guard summary.isComplete else { return }
    let open = summary.groups.filter { !$0.key.isSLA }.reduce(0) { $0 + $1.value.open }
    let late = summary.groups.filter(\.key.isSLA).reduce(0) { $0 + $1.value.open }
    text.gauge("orderledger_open_mismatches", "Disagreements that are overdue.", open)
    text.gauge("orderledger_broken_slas", "Deadlines of service levels that have passed.", late)
    text.gauge(
      "orderledger_disagreeing_orders", "Orders with an open mismatch.", summary.disagreeing)
    let oldest = summary.groups.filter { !$0.key.isSLA }.compactMap(\.value.oldest).min()
    text.family(
      "orderledger_oldest_mismatch_age_seconds", .gauge, "Since when the oldest mismatch is open.")
    text.sample(
      "orderledger_oldest_mismatch_age_seconds", [],
      oldest.map { summary.asOf.time - $0 } ?? .zero)
  }

  private func addProcess(to text: inout MetricsText, _ ledger: Ledger) {
    text.family("orderledger_http_responses_total", .counter, "Answers, by class of status.")
    for (group, count) in meter.byClass.sorted(by: { $0.key < $1.key }) {
      text.sample("orderledger_http_responses_total", [("outcome", "\(group)xx")], count)
    }
    let figures = ProcessFigures(directory: ledger.directory)
    text.gauge(
      "orderledger_disk_free_bytes", "Free on the ledger's disk.", figures.diskFreeBytes)
    text.gauge(
      "orderledger_log_bytes", "The log on disk, archives apart.",
      ProcessFigures.bytes(of: ledger.directory + "/log.mdb"))
    text.gauge(
      "process_resident_memory_bytes", "Memory in use, mapped files included.",
      figures.residentBytes)
    text.gauge("process_open_fds", "Open files and connections.", figures.openFiles)
    text.family("process_cpu_seconds_total", .counter, "Processor time.")
    text.sample("process_cpu_seconds_total", [], figures.cpu)
    text.family("process_start_time_seconds", .gauge, "When the server was started, since 1970.")
    text.sample(
      "process_start_time_seconds", [], Interval(microseconds: begin.rawValue))
  }
}
