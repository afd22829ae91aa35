public import LedgerCore
import LedgerIndex

extension QuarantineEntry {
  public var json: JSONValue { .object(jsonMembers) }

  public var jsonMembers: [(String, JSONValue)] {
    JSONValue.members(item) + [
      ("channel", .string(channel)), ("learned", .time(received)), ("order", .optional(order)),
      ("shape", .string(shape)), ("facet", .optional(facet)), ("reason", .string(reason)),
      ("fact", .string(fact)), ("value", .string(value)),
    ]
  }
}
