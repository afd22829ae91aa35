import LedgerCore

extension Source {
  /// As the language writes it, with the scope of each path said.
  var ruleText: String {
    switch self {
    case .header(let name): "header \(name)"
    case .item(let path): "item \(Text.always(path.text))"
    case .part(let path): "part \(Text.always(path.text))"
    case .body(let path): "body \(Text.always(path.text))"
    case .literal(let text): "{ literal: \(Text.always(text)) }"
    case .type: "type"
    case .channel: "channel"
    case .first(let sources): Text.list(sources.map(\.ruleText))
    case .after(let prefix, let source): "{ after: \(Text.always(prefix)), of: \(source.ruleText) }"
    case .before(let text, let source): "{ before: \(Text.always(text)), of: \(source.ruleText) }"
    case .capture(let text, let source): "{ capture: \(Text.always(text)), of: \(source.ruleText) }"
    case .join(let sources, let separator):
      "{ join: \(Text.list(sources.map(\.ruleText))), with: \(Text.always(separator)) }"
    case .split(let text, let source): "{ split: \(Text.always(text)), of: \(source.ruleText) }"
    case .alias(let table, let source):
      "{ alias: \(Source.text(of: table)), of: \(source.ruleText) }"
    case .lowercase(let source): "{ lower: \(source.ruleText) }"
    }
  }

  private static func text(of table: [String: String]) -> String {
    let rows = table.sorted { $0.key < $1.key }
    return "{ "
      + rows.map { "\(Text.always($0.key)): \(Text.always($0.value))" }.joined(separator: ", ")
      + " }"
  }
}

extension Probe {
  var ruleText: String {
    switch self {
    case .exists(let source): "{ exists: \(source.ruleText) }"
    case .equals(let source, let values):
      "{ equals: \(source.ruleText), to: \(Text.list(values.map { Text.always($0) })) }"
    case .all(let probes): "{ all: \(Text.list(probes.map(\.ruleText))) }"
    case .any(let probes): "{ any: \(Text.list(probes.map(\.ruleText))) }"
    case .not(let probe): "{ not: \(probe.ruleText) }"
    }
  }
}

extension TimeSource {
  var ruleText: String {
    let zone = format == .naive ? ", zone: \(zone.name)" : ""
    return "{ of: \(of.ruleText), format: \(format.rawValue)\(zone) }"
  }
}

extension VersionSource {
  var ruleText: String {
    switch self {
    case .time(let sources): Text.list(sources.map(\.ruleText))
    case .number(let source): "{ number: \(source.ruleText) }"
    }
  }
}

extension ReferenceClass {
  var name: String { String(describing: self) }
}

extension ReferenceSource {
  var ruleText: String {
    let account = account.map { ", account: \($0.ruleText)" } ?? ""
    let period = period.map { ", period: \($0.microseconds) µs" } ?? ""
    return "{ \(kind.name): \(system)/\(entity)/\(name), of: \(of.ruleText)\(account)\(period) }"
  }
}

extension FactSource {
  var ruleText: String {
    let limit = limit == 10_000 ? "" : ", limit: \(limit)"
    return switch reading {
    case .category(let source):
      limit.isEmpty ? source.ruleText : "{ of: \(source.ruleText)\(limit) }"
    case .exists(let source): "{ exists: \(source.ruleText) }"
    case .zero(let source): "{ zero: \(source.ruleText) }"
    case .compare(let source, let comparison, let number):
      "{ compare: \(source.ruleText), is: \(comparison.rawValue), to: \(number) }"
    case .compareTo(let source, let comparison, let other):
      "{ compare: \(source.ruleText), is: \(comparison.rawValue), to: \(other.ruleText) }"
    }
  }
}

extension AmountSource {
  /// Without its kind's name, which the rulebook has.
  var ruleText: String {
    let currency = currency.map { ", currency: \($0.ruleText)" } ?? ""
    let negate = isNegated ? ", negate: true" : ""
    return "{ of: \(of.ruleText)\(currency), unit: \(unit.ruleText)\(negate) }"
  }
}

extension AmountSource.Unit {
  var ruleText: String {
    switch self {
    case .major: "major"
    case .minor: "minor"
    case .count: "count"
    case .instant(let format, let zone):
      format == .naive ? "time \(format.rawValue) \(zone.name)" : "time \(format.rawValue)"
    }
  }
}

extension SweepSource {
  var ruleText: String {
    let system = system.map { "system: \($0.ruleText), " } ?? ""
    return
      "{ \(system)from: \(from.ruleText), to: \(to.ruleText), complete: \(complete.ruleText) }"
  }
}

extension Zone {
  var ruleText: String {
    let steps = transitions.map { "\($0.from.rawValue) \($0.offsetSeconds)" }
    return "{ initial: \(initialOffsetSeconds), transitions: \(Text.list(steps)) }"
  }
}

extension Authentication {
  var ruleText: String {
    var parts = ["scheme: \(scheme.rawValue)"]
    if !header.isEmpty { parts.append("header: \(header)") }
    if !prefix.isEmpty { parts.append("prefix: \(Text.always(prefix))") }
    parts.append("encoding: \(encoding.rawValue), secret: \(secret.rawValue)")
    if let tolerance { parts.append("tolerance: \(tolerance)") }
    if let path { parts.append("path: \(Text.always(path.text))") }
    return "{ \(parts.joined(separator: ", ")) }"
  }
}
