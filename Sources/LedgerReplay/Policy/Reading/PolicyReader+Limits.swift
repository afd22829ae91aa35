import LedgerCore
import LedgerRules

extension PolicyReader {
  /// Thresholds that are plain counts.
  private static let counts: [(String, Limit.Measure)] = [
    ("changed", .changed), ("quarantined", .quarantined), ("not-evaluable", .notEvaluable),
    ("irreversible", .irreversible), ("unexpected", .unexpected), ("unmet", .unmet),
  ]
  private static let countMax = 1_000_000_000_000

  private static let limitKeys =
    counts.map(\.0) + ["changed-share", "money", "opened", "sla-breaches"]

  func limits(_ tree: Tree) -> [Limit] {
    guard let fields = page.fields(tree, "`limits`", keys: PolicyReader.limitKeys) else {
      return []
    }
    return fields.entries.flatMap { limits($0) }
  }

  /// `changed=0`, `money.EUR=1000.00`.
  func limits(maximum text: String) -> [Limit] {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty else {
      page.report(.badMaximum(text), at: Place.file)
      return []
    }
    let words = parts[0].split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    var tree = Tree(place: .file, form: .text(String(parts[1]), isPlain: true))
    for word in words.reversed() {
      tree = Tree(
        place: .file,
        form: .map([Tree.Entry(key: String(word), place: .file, value: tree)]))
    }
    return limits(tree)
  }

  private func limits(_ entry: Tree.Entry) -> [Limit] {
    if let measure = PolicyReader.counts.first(where: { $0.0 == entry.key })?.1 {
      return count(measure, entry.value).map { [$0] } ?? []
    }
    switch entry.key {
    case "changed-share": return share(entry.value).map { [$0] } ?? []
    case "money": return (page.entries(entry.value, "`money`") ?? []).compactMap { money($0) }
    case "opened": return patterns(entry) { .opened(pattern: $0) }
    case "sla-breaches": return patterns(entry) { .breaches(sla: $0) }
    default: return []
    }
  }

  private func count(_ measure: Limit.Measure, _ tree: Tree) -> Limit? {
    page.integer(tree, "`\(measure.name)`", in: 0...PolicyReader.countMax).map {
      Limit(measure, max: Int64($0), place: place(tree.place))
    }
  }

  /// One number for all, or a mapping from patterns (`all`: of all together).
  private func patterns(
    _ entry: Tree.Entry, _ measure: (String?) -> Limit.Measure
  ) -> [Limit] {
    guard case .map(let entries) = entry.value.form else {
      return count(measure(nil), entry.value).map { [$0] } ?? []
    }
    return entries.compactMap { inner in
      if inner.key == "all" { return count(measure(nil), inner.value) }
      guard names.patterns.contains(inner.key) else {
        let known = names.patterns + ["all"]
        page.report(
          .unknown(.unknownPattern, "pattern", inner.key, known: known), at: inner.place)
        return nil
      }
      return count(measure(inner.key), inner.value)
    }
  }

  /// `2%`, `0.5 %`.
  private func share(_ tree: Tree) -> Limit? {
    guard let text = page.text(tree, "`changed-share`") else { return nil }
    let digits = text.last == "%" ? text.dropLast().filter { $0 != " " } : ""
    guard let millionths = try? DecimalText.minorUnits(digits, exponent: 4),
      (0...1_000_000).contains(millionths)
    else {
      page.report(.badNumber(text, expected: "a share from `0%` to `100%`"), at: tree)
      return nil
    }
    return Limit(.changedShare, max: millionths, place: place(tree.place))
  }

  private func money(_ entry: Tree.Entry) -> Limit? {
    guard let text = page.text(entry.value, "`\(entry.key)`") else { return nil }
    if entry.key == "other" {
      guard text == "0" else {
        page.report(.otherMoney, at: entry.value)
        return nil
      }
      return Limit(.otherMoney, max: 0, place: place(entry.place))
    }
    guard let currency = Currency(code: entry.key), currency.isListed,
      entry.key == currency.description
    else {
      page.report(.badCurrency(entry.key), at: entry.place)
      return nil
    }
    guard let minor = try? DecimalText.minorUnits(text, exponent: currency.exponent), minor >= 0
    else {
      let form = "a decimal number with at most \(currency.exponent) decimals"
      page.report(.badMoney(text, form), at: entry.value)
      return nil
    }
    return Limit(.money(currency), max: minor, place: place(entry.place))
  }
}
