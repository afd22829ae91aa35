import LedgerCore
import LedgerRules

/// A rulebook in which a fact says the state outright, so that a test writes histories,
/// not payloads.
enum SmallRulebook {
  static let facets = """
    facets:
      order:
        forward: [pending, placed, completed]
        optional: [pending]
        side: [on_hold, cancelled]
        moves: [ { from: [on_hold], to: [placed] } ]
      payment:
        forward: [unpaid, authorized, partially_captured, captured]
        optional: [authorized, partially_captured]
        side: [voided]
        rollup: { full: captured, partial: partially_captured, ignore: [voided] }
      fulfillment:
        forward: [unfulfilled, packed, partially_shipped, shipped]
        optional: [packed, partially_shipped]
        side: [held]
        moves: [ { from: [shipped], to: [packed] } ]
        rollup: { full: shipped, partial: partially_shipped, ignore: [held], measure: quantity.shipped, against: quantity.ordered }
    """

  static let truth = """
    origin: { roles: [marketplace, storefront] }
    authority:
      order: [origin]
      payment: [payment, origin]
      fulfillment:
        - { of: marketplace, when: [marketplace_fulfils] }
        - wms
        - origin
    prerequisites:
      - claim: { facet: fulfillment, in: [partially_shipped, shipped], by: [wms] }
        needs: { facet: order, in: [placed, completed] }
        hold: 7d
      - claim: { facet: fulfillment, in: [shipped], by: [erp] }
        needs: { facet: payment, in: [captured] }
        hold: 1d
    presence:
      - { expect: erp, when: { of: origin, facet: order, in: [placed, completed] }, handoff: creation }
    """

  static let patterns = """
    handoffs:
      creation: { grace: 60m, hard: 60m }
      lag: { grace: 4h, hard: 24h, pause: { of: origin, facet: order, in: [on_hold] } }
      batch: { grace: 15m, hard: 12h, every: 6h }
      work: { grace: 4h, hard: 2d, calendar: { days: [mon, tue, wed, thu, fri], open: "08:00", close: "18:00", zone: UTC, holidays: [2026-03-03] } }
      ship_by: { deadline: { of: origin, amount: time.ship_by }, grace: 2d, hard: 1d }
    patterns:
      checkout_disconnect:
        title: Checkout disconnect
        upstream: { of: truth, facet: order, in: [placed, completed] }
        downstream: { of: erp, presence: [present] }
        handoff: creation
        severity: critical
        remedy: Reprocess.
      shipment_lag:
        title: Shipment lag
        upstream: [ { of: truth, facet: fulfillment, in: [shipped] }, { of: origin, facet: order } ]
        downstream: { of: erp, facet: fulfillment, in: [shipped] }
        handoff: lag
        severity: high
        remedy: Sync.
        unless: [checkout_disconnect]
      payment_gap:
        title: Payment gap
        upstream: [ { of: payment, facet: payment, in: [captured] }, { of: erp, presence: [present] } ]
        downstream: { of: erp, facet: payment, in: [captured] }
        handoff: batch
        severity: high
        remedy: Match.
      silent_cancellation:
        title: Silent cancellation
        upstream: [ { of: truth, facet: order, in: [cancelled] }, { of: erp, presence: [present] } ]
        downstream: { of: erp, facet: order, in: [cancelled] }
        handoff: work
        severity: high
        remedy: Stop.
      edit_not_in_erp:
        title: Edit not in the ERP
        upstream:
          - { has: { of: origin, amount: order.total } }
          - { has: { of: erp, amount: order.total } }
        downstream: { amount: order.total, of: erp, is: eq, to: { of: origin, amount: order.total } }
        handoff: lag
        severity: medium
        remedy: Push.
      duplicate_erp_order:
        title: Duplicate
        upstream: { several: erp_order, of: erp, facet: order, excluding: [cancelled] }
        of: erp
        handoff: creation
        severity: high
        remedy: Cancel one.
      orphan_capture:
        title: Orphan capture
        upstream: [ { of: payment, facet: payment, in: [captured] }, { not: { of: origin, facet: order } } ]
        handoff: creation
        severity: high
        remedy: Find it.
        unlinked: true
      test_in_erp:
        title: Test order in the ERP
        upstream: [ { test: true }, { of: erp, presence: [present] } ]
        handoff: creation
        severity: low
        remedy: Delete.
    slas:
      shipped_in_time:
        title: Shipped in time
        upstream: { of: origin, facet: order, in: [placed, completed] }
        downstream: { of: truth, facet: fulfillment, in: [shipped] }
        handoff: ship_by
    causes: [unobservable, duplicate, mapping, sequencing, edit_not_propagated, rejected, lost_at_connector, missing_event, undetermined]
    """

  /// Kind and role of every system.
  static let kinds = [
    ("shop", "storefront"), ("market", "marketplace"), ("erp", "erp"), ("wms", "wms"),
    ("pay", "payment"), ("link", "middleware"),
  ]

  static let factNames = [
    "order", "payment", "fulfillment", "test", "mfn", "source", "known", "error", "target", "stage",
  ]

  static func channel(_ kind: String, _ role: String) -> String {
    let hearsay = role == "middleware" ? "    hearsay-of: target\n" : ""
    let hop =
      role == "middleware"
      ? "    hop: [ { when: { stage: received }, then: received },"
        + " { when: { stage: forwarded }, then: forwarded },"
        + " { when: { stage: failed }, then: failed } ]\n" : ""
    func shape(_ name: String, _ extra: String) -> String {
      """
        \(name):
      \(extra)    references: [ { identity: shop/order/id, of: $.id } ]
          facts: { \(factNames.map { "\($0): $.\($0)" }.joined(separator: ", ")) }
          amounts:
            order.total: { of: $.total, currency: { literal: EUR } }
            quantity.ordered: { of: $.ordered, unit: count }
            quantity.shipped: { of: $.shipped, unit: count }
            time.ship_by: { of: $.by, unit: time, format: rfc3339 }
          test: { test: yes }
          traits: [ { when: { mfn: yes }, then: marketplace_fulfils } ]
          origin: [ { when: { source: market }, then: market } ]
          presence: [ { when: { known: absent_there }, then: absent }, { when: { known: rejected }, then: rejected }, { when: { known: deleted }, then: deleted } ]
          reason: error
      \(hearsay)\(hop)    facets:
            order:
              - { when: { order: review }, then: on_hold, effective-from: 2026-03-10T00:00:00Z }
              - { from: order, table: { pending: pending, placed: placed, completed: completed, on_hold: on_hold, cancelled: cancelled, review: pending } }
            payment: [ { from: payment, table: { unpaid: unpaid, authorized: authorized, partial: partially_captured, captured: captured, voided: voided } } ]
            fulfillment: [ { from: fulfillment, table: { unfulfilled: unfulfilled, packed: packed, partial: partially_shipped, shipped: shipped, held: held } } ]

      """
    }
    return """
      kind: \(kind)
      title: \(kind)
      role: \(role)
      envelopes: [ { type: $.type, items: $ } ]
      messages: { doc: doc, act: act, piece: piece, thin: { fetch: doc }, other: noted }
      items:
      \(shape("doc", ""))\(shape("act", "    moves: action\n"))\
      \(shape("piece", "    entity: { kind: erp_order, key: $.key }\n"))
      """
  }

  static func compiled(patterns: String = patterns, truth: String = truth) throws -> Rulebook {
    var files = [
      ("rulebook.yaml", "rulebook: small\nlanguage: 1\n"), ("facets.yaml", facets),
      ("truth.yaml", truth), ("patterns.yaml", patterns),
    ]
    for (kind, role) in kinds { files.append(("channels/\(kind).yaml", channel(kind, role))) }
    return try Rulebook.compile(
      files: files.map { Rulebook.File(path: $0.0, bytes: Array($0.1.utf8)) })
  }

  static let shared: Result<Rulebook, any Error> = Result { try compiled() }
}
