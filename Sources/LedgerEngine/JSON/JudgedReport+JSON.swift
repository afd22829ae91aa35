public import LedgerCore
public import LedgerReplay

extension JudgedReport {
  /// What stands in front of the report: about it, and no part of its digest.
  public var members: [(name: String, value: JSONValue)] {
    [
      (name: "digest", value: .string("\(digest)")),
      (
        name: "sources",
        value: .object([
          ("from", .string(report.before.source)), ("to", .string(report.after.source)),
        ])
      ),
      (
        name: "policy",
        value: judgement.flatMap { $0.hasThresholds ? $0.verdict.json($0.policy) : nil } ?? .null
      ),
      (name: "expectation", value: judgement?.remainder.map { json($0) } ?? .null),
    ]
  }

  private func json(_ remainder: Remainder) -> JSONValue {
    .object([
      ("unexpected", remainder.weight.json()),
      (
        "effects",
        .array(
          remainder.effects.map { effect, weight in
            weight.json([("sentence", .string(report.effects[effect].text))])
          })
      ), ("orders", .strings(remainder.changed.map { report.changed[$0].order })),
      (
        "unmet",
        .array(
          remainder.unmet.map { pattern in
            .object([
              ("expectation", .string(pattern.text)),
              ("place", .optional(pattern.place?.description)),
            ])
          })
      ),
    ])
  }
}

extension PolicyVerdict {
  public func json(_ policy: Policy) -> JSONValue {
    .object([
      ("outcome", .string(outcome.rawValue)),
      (
        "findings",
        .array(
          findings.map { finding in
            .object([
              ("threshold", .string(finding.name)), ("limit", .string(finding.limit)),
              ("found", .string(finding.found)), ("within", .bool(finding.isWithin)),
              ("place", .optional(finding.place?.description)),
            ])
          })
      ), ("obstacles", .strings(obstacles)), ("approvals", .int(approvals)),
      ("digest", .optional(policy.digest?.description)),
    ])
  }
}
