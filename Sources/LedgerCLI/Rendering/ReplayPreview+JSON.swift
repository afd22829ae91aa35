import LedgerEngine

extension ReplayPreview {
  var json: JSONValue {
    .object([
      ("from", before.json), ("to", after.json),
      ("rulebook_changes", .array(changes.map(\.json))),
      (
        "plan",
        .object([
          ("reach", .string(plan.reach.rawValue)), ("reasons", .strings(plan.reasons)),
          ("groups", .int(plan.groups)), ("deliveries", .int(plan.deliveries)),
        ])
      ), ("estimated_seconds", .seconds(estimate)),
    ])
  }
}

extension ReplayReport.Side {
  fileprivate var json: JSONValue {
    .object([
      ("name", .string(name)), ("revision", .string("\(revision)")), ("source", .string(source)),
    ])
  }
}
