import LedgerCore

/// Whether a `capture` can be used: an I-Regexp (RFC 9485) with a group. Beyond the RFC, `^` at its
/// beginning and `$` at its end tie it to the ends of the text.
enum ExpressionCheck {
  /// In words, or nil where all is well.
  static func problem(of pattern: String) -> String? {
    let isEscaped = pattern.dropLast().reversed().prefix { $0 == "\\" }.count % 2 == 1
    let first = pattern.hasPrefix("^") ? 1 : 0
    let last = pattern.hasSuffix("$") && !isEscaped ? 1 : 0
    do {
      let expression = try IRegexp(parsing: String(pattern.dropFirst(first).dropLast(last)))
      return expression.hasGroup ? nil : "it has no group, so there is nothing to capture"
    } catch {
      return "\(error)"
    }
  }
}
