import LedgerEngine

extension Page<OrderReport> {
  func json(named name: String, asOf: AsOf) -> JSONValue {
    .object([
      ("as_of", .asOf(asOf)), (name, .array(elements.map(\.json))),
      ("next", .optional(PageOptions.text(next))),
    ])
  }
}
