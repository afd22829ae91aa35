import LedgerCore

extension ShapeReader {
  private static let formats: [(String, TimeSource.Format)] = [
    ("rfc3339", .rfc3339), ("rfc2822", .rfc2822), ("unix-s", .unixSeconds),
    ("unix-ms", .unixMilliseconds), ("naive", .naive), ("json-date", .jsonDate),
  ]

  /// One time source or a list of them.
  func times(_ tree: Tree, _ scope: PathScope) -> [TimeSource] {
    if case .list(let elements) = tree.form {
      if elements.isEmpty { page.report(.emptyValue("the list of times"), at: tree) }
      return elements.compactMap { time($0, scope) }
    }
    return time(tree, scope).map { [$0] } ?? []
  }

  func time(_ tree: Tree, _ scope: PathScope) -> TimeSource? {
    guard let fields = page.fields(tree, "the time", keys: ["of", "format", "zone"]) else {
      return nil
    }
    let of = fields.required("of").flatMap { compiler.source($0, scope, page) }
    let form = timeForm(fields)
    guard let of, let form else { return nil }
    return TimeSource(of: of, format: form.0, zone: form.1)
  }

  /// `format` and, of a naive time, `zone`.
  private func timeForm(_ fields: Fields) -> (TimeSource.Format, Zone)? {
    guard
      let format = fields.required("format").flatMap({
        page.option($0, "time format", ShapeReader.formats)
      })
    else { return nil }
    if format == .naive {
      return fields.required("zone").flatMap { compiler.zone($0, page) }.map { (format, $0) }
    }
    if fields.has("zone") {
      page.report(
        .unknownKey("zone", in: "a time in format `\(format.rawValue)`", known: ["of", "format"]),
        at: fields.place(of: "zone"))
    }
    return (format, .utc)
  }

  func version(_ tree: Tree, _ scope: PathScope) -> VersionSource? {
    if case .map = tree.form, tree["number"] != nil {
      return page.fields(tree, "the version", keys: ["number"])?["number"]
        .flatMap { compiler.source($0, scope, page) }.map { .number($0) }
    }
    let times = times(tree, scope)
    return times.isEmpty ? nil : .time(times)
  }

  func reference(_ tree: Tree, _ scope: PathScope) -> ReferenceSource? {
    let classes = ReferenceClass.allCases
    let keys = classes.map(\.name)
    guard
      let fields = page.fields(tree, "the reference", keys: keys + ["of", "period", "account"])
    else { return nil }
    guard let key = fields.oneOf(keys), let kind = classes.first(where: { $0.name == key }) else {
      page.report(.missingKey("identity", in: "the reference"), at: tree)
      return nil
    }
    let space = fields.text(key)
    let parts =
      space?.split(separator: "/", omittingEmptySubsequences: false).map(String.init) ?? []
    let of = fields.required("of").flatMap { compiler.source($0, scope, page, splits: true) }
    let account = fields["account"].flatMap { compiler.source($0, scope, page) }
    let period = fields["period"].flatMap { page.interval($0, "`period`") }
    guard let space else { return nil }
    guard parts.count == 3, parts.allSatisfy({ Name.isDashed($0) }) else {
      page.report(.badReference(space), at: fields[key] ?? tree)
      return nil
    }
    guard let of else { return nil }
    return ReferenceSource(
      kind: kind, system: parts[0], entity: parts[1], name: parts[2], of: of, account: account,
      period: period)
  }

  func fact(_ entry: Tree.Entry, _ scope: PathScope) -> FactSource? {
    let tree = entry.value
    let keys = tree.entries.map(\.key)
    if keys.contains("exists") {
      return page.fields(tree, "the fact", keys: ["exists"])?["exists"]
        .flatMap { compiler.source($0, scope, page) }
        .map { FactSource(name: entry.key, reading: .exists($0)) }
    }
    if keys.contains("zero") {
      return page.fields(tree, "the fact", keys: ["zero"])?["zero"]
        .flatMap { compiler.source($0, scope, page) }
        .map { FactSource(name: entry.key, reading: .zero($0)) }
    }
    if keys.contains("compare") { return comparison(entry, scope) }
    if keys.contains("limit") {
      guard let fields = page.fields(tree, "the fact", keys: ["of", "limit"]) else { return nil }
      let of = fields.required("of").flatMap { compiler.source($0, scope, page) }
      let limit = fields["limit"].flatMap { page.integer($0, "`limit`", in: 1...1_000_000) }
      guard let of, let limit else { return nil }
      return FactSource(name: entry.key, reading: .category(of), limit: limit)
    }
    return compiler.source(tree, scope, page)
      .map { FactSource(name: entry.key, reading: .category($0)) }
  }

  private func comparison(_ entry: Tree.Entry, _ scope: PathScope) -> FactSource? {
    guard let fields = page.fields(entry.value, "the fact", keys: ["compare", "is", "to"]) else {
      return nil
    }
    let of = fields["compare"].flatMap { compiler.source($0, scope, page) }
    let sign = fields.required("is").flatMap { compiler.comparison($0, page) }
    guard let to = fields.required("to") else { return nil }
    if let text = to.text, JSONToken.isNumber(text) {
      guard let of, let sign else { return nil }
      return FactSource(name: entry.key, reading: .compare(of, sign, text))
    }
    let other = compiler.source(to, scope, page)
    guard let of, let sign, let other else { return nil }
    return FactSource(name: entry.key, reading: .compareTo(of, sign, other))
  }

  func amount(_ entry: Tree.Entry, _ scope: PathScope) -> AmountSource? {
    let keys = ["of", "currency", "unit", "negate", "format", "zone"]
    guard let fields = page.fields(entry.value, "amount `\(entry.key)`", keys: keys) else {
      return nil
    }
    let units = ["major", "minor", "count", "time"].map { ($0, $0) }
    let of = fields.required("of").flatMap { compiler.source($0, scope, page) }
    let word =
      fields.has("unit") ? fields["unit"].flatMap { page.option($0, "unit", units) } : "major"
    let currency = fields["currency"].flatMap { compiler.source($0, scope, page) }
    let isNegated = fields["negate"].flatMap { page.boolean($0, "`negate`") } ?? false
    guard let word, let unit = unit(word, fields) else { return nil }
    let kind = compiler.symbols.amountIndex[entry.key]
    guard let of, let kind else { return nil }
    return AmountSource(
      kind: AmountKind(rawValue: UInt16(kind)), of: of, currency: currency, unit: unit,
      isNegated: isNegated)
  }

  /// The unit, where all that it needs is there and nothing else.
  private func unit(_ word: String, _ fields: Fields) -> AmountSource.Unit? {
    let isMoney = word == "major" || word == "minor"
    if isMoney, !fields.has("currency") {
      _ = fields.required("currency")
      return nil
    }
    let strange = (isMoney ? [] : ["currency"]) + (word == "time" ? [] : ["format", "zone"])
    for key in strange where fields.has(key) {
      page.report(
        .unknownKey(key, in: "an amount in unit `\(word)`", known: ["of", "unit", "negate"]),
        at: fields.place(of: key))
    }
    switch word {
    case "major": return .major
    case "minor": return .minor
    case "count": return .count
    default: return timeForm(fields).map { .instant($0.0, $0.1) }
    }
  }
}
