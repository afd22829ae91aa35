import LedgerCore

extension ReplayReport {
  /// What a person must know first, in sentences: how many orders, how much money, what opens and
  /// closes.
  public var headline: [String] {
    guard baseline.isExact else { return [brokenBaseline] }
    guard !changed.isEmpty else { return [nothingChanges] + unseen }
    return [orders, truths] + openings
      + [past, alerts, agreement, regrouping, undone].compactMap { $0 } + unseen
  }

  /// The verdict on the baseline.
  public var baselineSentence: String {
    guard baseline.isExact else { return brokenBaseline }
    let digest = "the digest over all orders is \(baseline.digest.short)"
    var groups = [(baseline.orders, "order"), (baseline.unlinked, "unlinked group")]
    groups.append((baseline.shared, "shared group"))
    let counts = groups.filter { $0.0 > 0 }.map { ReportText.count($0.0, $0.1) }
    let list = counts.joined(separator: ", ")
    guard !counts.isEmpty else { return "Nothing had to be folded; \(digest)." }
    return "The active rulebook, replayed, gives the live state of "
      + (baseline.isFull ? "all \(list); \(digest)." : "the \(list) folded here; \(digest).")
  }

  private var brokenBaseline: String {
    "The active rulebook, replayed, does not give the live state: "
      + "\(ReportText.count(baseline.differing.count, "order")) or groups differ. Nothing can be "
      + "compared with it; run `orderledger verify`, then `orderledger rebuild`."
  }

  private var nothingChanges: String {
    total == 0
      ? "There is no order to look at." : "None of \(ReportText.count(total, "order")) changes."
  }

  private var orders: String {
    let money = ReportText.money(weight)
    let verb = changed.count == 1 ? "changes" : "change"
    return "\(ReportText.grouped(changed.count)) of \(ReportText.count(total, "order")) \(verb) "
      + "(\(ReportText.share(changed.count, of: total)))"
      + (money.isEmpty ? "." : ", with \(money) in them.")
  }

  private var truths: String {
    var facets: [String: Int] = [:]
    for (effect, weight) in zip(effects, tallies) where effect.kind == .truth && weight.orders > 0 {
      facets[effect.subject, default: 0] += weight.orders
    }
    guard !facets.isEmpty else { return "No truth changes." }
    let list = facets.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      .map { "\($0.key) in \(ReportText.count($0.value, "order"))" }
    return "Truth changes: \(list.joined(separator: ", "))."
  }

  /// What had been overdue and is over.
  private var past: String? {
    let more = byPattern(.breached, nil)
    let less = byPattern(.unbreached, nil)
    let sums = (more.reduce(0) { $0 + $1.orders }, less.reduce(0) { $0 + $1.orders })
    guard sums.0 + sums.1 > 0 else { return nil }
    func part(_ sum: Int, _ found: [(pattern: String, orders: Int)], _ word: String) -> String {
      guard sum > 0 else { return "none \(word)" }
      return "\(ReportText.grouped(sum)) \(word) "
        + "(\(ReplayReport.list(found.map { ($0.pattern, $0.orders) })))"
    }
    return "Overdue once, and over: \(part(sums.0, more, "more")), \(part(sums.1, less, "less"))."
  }

  private var alerts: String? {
    let (earlier, later) = (orders(with: .alertEarlier), orders(with: .alertLater))
    guard earlier + later > 0 else { return nil }
    return "\(ReportText.count(earlier, "alert")) \(earlier == 1 ? "comes" : "come") earlier, and "
      + "\(ReportText.grouped(later)) later."
  }

  private var openings: [String] {
    let kinds = [(false, "disagreement", "disagreements"), (true, "SLA breach", "SLA breaches")]
    return kinds.compactMap { isSLA, noun, nouns in
      let opens = byPattern(.opened, isSLA)
      let closes = byPattern(.closed, isSLA)
      guard !opens.isEmpty || !closes.isEmpty else { return nil }
      func part(_ found: [(pattern: String, orders: Int)], _ one: String, _ many: String) -> String
      {
        let sum = found.reduce(0) { $0 + $1.orders }
        guard sum > 0 else { return "no \(noun) \(one)" }
        let list = ReplayReport.list(found.map { ($0.pattern, $0.orders) })
        return "\(ReportText.count(sum, noun, nouns)) \(sum == 1 ? one : many) "
          + "(\(list))"
      }
      let sentence =
        "\(part(opens, "opens", "open")), and \(part(closes, "closes", "close"))."
      return sentence.prefix(1).uppercased() + sentence.dropFirst()
    }
  }

  /// The most frequent first.
  private func byPattern(
    _ kind: Effect.Kind, _ isSLA: Bool?
  ) -> [(pattern: String, orders: Int)] {
    var sums: [String: Int] = [:]
    for (effect, weight) in zip(effects, tallies)
    where effect.kind == kind && isSLA.map({ effect.isSLA == $0 }) ?? true && weight.orders > 0 {
      sums[effect.subject, default: 0] += weight.orders
    }
    return sums.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      .map { (pattern: $0.key, orders: $0.value) }
  }

  private func orders(with kind: Effect.Kind) -> Int {
    zip(effects, tallies).reduce(0) { $0 + ($1.0.kind == kind ? $1.1.orders : 0) }
  }

  private var agreement: String? {
    let (gained, lost) = (orders(with: .agrees), orders(with: .disagrees))
    guard gained + lost > 0 else { return nil }
    return "\(ReportText.count(gained, "order")) \(gained == 1 ? "comes" : "come") to agree, "
      + "and \(ReportText.grouped(lost)) to disagree."
  }

  private var regrouping: String? {
    let parts = [
      (Effect.Kind.split, "split"), (.joined, "joined with others"), (.appeared, "new"),
      (.vanished, "gone"),
    ].compactMap { kind, word in
      let count = orders(with: kind)
      return count > 0
        ? "\(ReportText.count(count, "order")) \(count == 1 ? "is" : "are") \(word)"
        : nil
    }
    guard !parts.isEmpty else { return nil }
    return parts.joined(separator: "; ") + "."
  }

  private var undone: String? {
    let count = changed.count { !$0.irreversible.isEmpty }
    guard count > 0 else { return nil }
    let states = irreversible.sorted { ($1.value.orders, $0.key) < ($0.value.orders, $1.key) }
      .map { ($0.key, $0.value.orders) }
    return "\(ReportText.grouped(count)) of the changed orders had come to what cannot be undone "
      + "(\(ReplayReport.list(states)))."
  }

  /// `payment_gap 3, shipment_lag 1 and 2 more`: a sentence has room for a few.
  private static func list(_ counts: [(name: String, orders: Int)]) -> String {
    let few = counts.count > 6 ? 5 : counts.count
    let names = counts.prefix(few).map { "\($0.name) \(ReportText.grouped($0.orders))" }
    return names.joined(separator: ", ")
      + (counts.count > few ? " and \(counts.count - few) more" : "")
  }

  private var unseen: [String] {
    guard !notEvaluable.isEmpty else { return [] }
    return [
      "\(ReportText.count(notEvaluable.count, "order")) cannot be evaluated, and "
        + "\(notEvaluable.count == 1 ? "is" : "are") not among the unchanged ones."
    ]
  }
}
