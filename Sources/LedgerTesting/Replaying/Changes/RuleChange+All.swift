extension RuleChange {
  /// Changes of every kind that a rulebook knows, of the shipped one: each stands for itself.
  public static let all: [RuleChange] = mapped + decoded

  /// Those that no body is read again for.
  public static let mapped =
    tables + rows + wholes + scopes + facets + truth + patterns + handoffs + slas + causes

  public static let decoded =
    facts + references + times + amounts + parts + envelopes
}
