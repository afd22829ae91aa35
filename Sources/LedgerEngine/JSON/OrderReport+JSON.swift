import LedgerChannels
public import LedgerCore
import LedgerFold
import LedgerIndex
import LedgerLog
import LedgerReplay
import LedgerRules

extension OrderReport {
  /// Who the order is: its ids, names and counts.
  public var identityJSON: JSONValue {
    .object([
      ("order", .string(order)), ("aliases", .strings(aliases)),
      ("kind", .string("\(kind)")), ("names", .strings(OrderReport.identities(names))),
      ("references", .array(names.map(\.json))), ("origin", .optional(origin)),
      ("test", .bool(isTest)), ("traits", .strings(traits)), ("total", .amount(total)),
      // As of a time before it was known, there is none.
      ("first_learned", counts.items == 0 ? .null : .time(firstLearned)),
      ("last_learned", counts.items == 0 ? .null : .time(lastLearned)),
      ("counts", counts.json), ("awaiting_detail", .array(awaiting.map { .item($0) })),
    ])
  }

  /// Everything but the events.
  public var json: JSONValue {
    .object([
      ("order", identityJSON), ("systems", .array(systems.map(\.json))),
      ("truth", .array(truth.map(\.json))),
      ("mismatches", .array(disagreements.map(\.json))),
      ("closed", .array(closed.map(\.json))),
      ("quarantined", .array(quarantined.map(\.json))), ("late", .array(late.map(\.json))),
      ("illegal_moves", .array(illegal.map(\.json))),
    ])
  }

  /// Values of the identities, each once: what people call the order.
  public static func identities(_ names: [Name]) -> [String] {
    var texts: [String] = []
    for name in names where name.kind == .identity && !texts.contains(name.reference.value) {
      // What a recorded join leaves is no name that anybody uses.
      if name.reference.space.system != ReferenceSpace.correlation.system {
        texts.append(name.reference.value)
      }
    }
    return texts
  }
}

extension OrderReport.Name {
  public var json: JSONValue {
    .object([
      ("class", .string("\(kind)")), ("account", .string(reference.space.account)),
      ("system", .string(reference.space.system)), ("entity", .string(reference.space.entity)),
      ("kind", .string(reference.space.kind)), ("value", .string(reference.value)),
    ])
  }
}

extension OrderState.Counts {
  public var json: JSONValue {
    .object([
      ("items", .int(items)), ("accepted", .int(accepted)), ("held", .int(held)),
      ("quarantined", .int(quarantined)), ("awaiting_detail", .int(awaitingDetail)),
      ("conflict", .int(conflict)),
    ])
  }
}

extension OrderReport.Because {
  public var json: JSONValue {
    .object(
      JSONValue.members(item) + [
        ("file", .string(file)), ("line", .int(line)), ("rule", .string(rule)),
      ])
  }
}

extension OrderReport.SystemReport {
  public var json: JSONValue {
    .object([
      ("system", .string(name)), ("role", .string(role.name)),
      ("presence", .string(presence.name)),
      ("reason", reason.isEmpty ? .null : .string(reason)), ("due", .time(due)),
      ("facets", .array(facets.map(\.json))),
      (
        "amounts",
        .array(amounts.filter { !$0.isPart && $0.currency != .instant }.map { .amount($0) })
      ),
    ])
  }
}

extension OrderReport.FacetStatus {
  public var json: JSONValue {
    .object([
      ("facet", .string(facet)), ("state", .string(state)), ("since", .time(since)),
      ("held_until", .time(heldUntil)), ("because", because.json),
    ])
  }
}

extension OrderReport.TruthReport {
  public var json: JSONValue {
    .object([
      ("facet", .string(facet)), ("state", .string(state)), ("system", .string(system)),
      ("skipped", .strings(skipped)), ("because", because.json),
    ])
  }
}

extension OrderReport.QuarantineReport {
  public var json: JSONValue {
    .object(
      JSONValue.members(item) + [
        ("facet", .optional(facet)), ("reason", .string(reason)), ("fact", .string(fact)),
        ("value", .string(value)),
      ])
  }
}

extension OrderReport.MoveReport {
  public var json: JSONValue {
    .object(
      JSONValue.members(item) + [
        ("system", .string(system)), ("facet", .string(facet)), ("from", .optional(from)),
        ("to", .string(to)),
      ])
  }
}
