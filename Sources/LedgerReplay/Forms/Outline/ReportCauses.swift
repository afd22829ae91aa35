public import LedgerRules

extension [RulebookChange] {
  /// All but those of the rulebooks' own examples, which hold whole deliveries and change nothing.
  public var telling: [RulebookChange] { filter { $0.kind != .examples } }
}

extension ReplayReport {
  /// What the rulebooks say differently.
  public var tellingChanges: [RulebookChange] { changes.telling }

  /// `2 cases differ`; nil where none does.
  public var examplesSentence: String? {
    let count = changes.count - tellingChanges.count
    guard count > 0 else { return nil }
    let verb = count == 1 ? "differs" : "differ"
    return "\(ReportText.count(count, "case")) \(verb), which changes no order"
  }

  /// Why orders cannot be evaluated, the most frequent reason first.
  public var obstacles: [(reason: String, orders: Int)] {
    var sums: [String: Int] = [:]
    // A place in the log is told with the order; here it would make every reason another one.
    for order in notEvaluable { sums[ReplayReport.plain(order.reason), default: 0] += 1 }
    return sums.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      .map { (reason: $0.key, orders: $0.value) }
  }

  private static func plain(_ reason: String) -> String {
    reason.split(separator: " ").filter { !$0.allSatisfy(\.isNumber) }.joined(separator: " ")
  }
}

extension ReplayReport {
  /// What the rulebooks say differently in rows that no item of the history hits: without effect so far.
  public var changesWithoutHit: [RulebookChange] {
    let unused = Set(unused)
    return tellingChanges.filter { change in change.afterPlace.map(unused.contains) ?? false }
  }

  /// Rows that no item hits, by file.
  public var unusedRows: [(file: String, rows: Int, lines: String)] {
    var files: [String: Set<Int>] = [:]
    for place in unused { files[place.file, default: []].insert(place.line) }
    return files.sorted { $0.key < $1.key }.map {
      (file: $0.key, rows: $0.value.count, lines: ReportText.ranges($0.value.sorted()))
    }
  }
}

extension Commonality {
  /// `98 % have channel = amazon-de, 8.9 times the base rate`
  public func sentence(in report: ReplayReport) -> String {
    let share = ReportText.share(changed, of: report.changed.count)
    let fact = fact.hasPrefix("has ") ? "items of \(fact.dropFirst(4))" : fact
    guard all > 0, counted > 0, !report.changed.isEmpty else { return "\(share) have \(fact)" }
    let whole = report.changed.count * all
    let tenths = (changed * counted * 20 + whole) / (2 * whole)
    return "\(share) have \(fact), \(tenths / 10).\(tenths % 10) times the base rate"
  }
}

extension ReplayReport {
  /// On what the base rates of `commonalities` rest, where not on all orders.
  public var baseRateSentence: String? {
    guard let counted = commonalities.first?.counted, counted < total else { return nil }
    return "Base rates are those of \(ReportText.count(counted, "order")) spread over the history."
  }
}
