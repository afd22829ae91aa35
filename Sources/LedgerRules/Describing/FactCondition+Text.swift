import LedgerCore

extension FactValue {
  /// As the language writes it: the word for null and absent, else the text, quoted where it is one
  /// of these words.
  var ruleText: String {
    switch self {
    case .absent, .null, .overflow: description
    case .text(let text) where text == "null" || text == "absent": "\"'\(text)'\""
    case .text(let text): Text.quoted(text)
    }
  }

  /// Reads a value of a table or condition: `'null'` and `'absent'` in quotes of their
  /// own are texts.
  init(ruleText: String) {
    switch ruleText {
    case "null": self = .null
    case "absent": self = .absent
    case "'null'": self = .text("null")
    case "'absent'": self = .text("absent")
    default: self = .text(ruleText)
    }
  }
}

extension FactCondition {
  /// In words, such as `cancelled = true and kind in [a, b]`.
  func ruleText(_ facts: [FactSource]) -> String {
    switch self {
    case .isOne(let fact, let values):
      let name = facts[fact].name
      return values.count == 1
        ? "\(name) = \(values[0].ruleText)"
        : "\(name) in \(Text.list(values.map(\.ruleText)))"
    case .not(.isOne(let fact, let values)):
      let name = facts[fact].name
      return values.count == 1
        ? "\(name) ≠ \(values[0].ruleText)"
        : "\(name) not in \(Text.list(values.map(\.ruleText)))"
    case .all(let conditions):
      return conditions.isEmpty ? "always" : join(conditions, " and ", facts)
    case .any(let conditions):
      return conditions.isEmpty ? "never" : join(conditions, " or ", facts)
    case .not(let condition): return "not (\(condition.ruleText(facts)))"
    }
  }

  private func join(_ conditions: [FactCondition], _ word: String, _ facts: [FactSource]) -> String
  {
    conditions.map { condition in
      switch condition {
      case .all(let inner) where inner.count > 1, .any(let inner) where inner.count > 1:
        return "(\(condition.ruleText(facts)))"
      default: return condition.ruleText(facts)
      }
    }.joined(separator: word)
  }

  /// Indices of the facts that it looks at.
  var facts: Set<Int> {
    switch self {
    case .isOne(let fact, _): [fact]
    case .all(let conditions), .any(let conditions):
      conditions.reduce(into: []) { $0.formUnion($1.facts) }
    case .not(let condition): condition.facts
    }
  }
}

extension Effective {
  /// ` from T until T`, or nothing.
  var ruleText: String {
    (from.map { " from \($0.rfc3339)" } ?? "") + (until.map { " until \($0.rfc3339)" } ?? "")
  }

  var isAlways: Bool { from == nil && until == nil }

  /// In force at every instant of the other.
  func covers(_ other: Effective) -> Bool {
    (from ?? .distantPast) <= (other.from ?? .distantPast)
      && (until ?? .distantFuture) >= (other.until ?? .distantFuture)
  }
}
