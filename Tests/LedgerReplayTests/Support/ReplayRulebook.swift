import LedgerCore
import LedgerRules

/// A small rulebook for reports that are made by hand: its names are what matters.
enum ReplayRulebook {
  static let facets = """
    facets:
      order: { forward: [placed, completed], side: [cancelled] }
      payment: { forward: [unpaid, authorized, captured], optional: [authorized], side: [voided] }
      fulfillment: { forward: [pending, shipped], irreversible: [shipped] }
    """
  static let truth = """
    origin: { roles: [storefront] }
    authority: { order: [origin], payment: [origin], fulfillment: [erp] }
    """
  static let patterns = """
    handoffs:
      creation: { grace: 60m, hard: 60m }
    patterns:
      erp_missing:
        title: Not in the ERP
        upstream: { of: origin, facet: payment, in: [captured] }
        downstream: { of: erp, presence: [present] }
        handoff: creation
        severity: high
        remedy: Send it again.
    slas:
      paid_in_time:
        title: Paid within the hour
        upstream: { of: origin, facet: order, in: [placed] }
        downstream: { of: origin, facet: payment, in: [captured] }
        handoff: creation
        severity: low
        remedy: Ask the customer.
    """

  static func compiled(paid: String = "captured") throws -> Rulebook {
    try Rulebook.compile(
      files: [
        ("rulebook.yaml", "rulebook: made\nlanguage: 1\n"), ("facets.yaml", facets),
        ("truth.yaml", truth), ("patterns.yaml", patterns),
        (
          "channels/shop.yaml",
          """
          kind: shop
          title: Shop
          role: storefront
          envelopes: [ { type: { literal: order }, items: $ } ]
          messages: { order: order }
          items:
            order:
              references: [ { identity: shop/order/id, of: $.id } ]
              facts: { status: $.status }
              amounts: { order.total: { of: $.total, currency: { literal: EUR } } }
              facets:
                order: [ { then: placed } ]
                payment:
                  - from: status
                    table: { pending: unpaid, paid: \(paid) }
          """
        ),
        (
          "channels/erp.yaml",
          """
          kind: erp
          title: ERP
          role: erp
          envelopes: [ { type: { literal: order }, items: $ } ]
          messages: { order: order }
          items:
            order:
              references: [ { identity: shop/order/id, of: $.id } ]
              facts: { status: $.status }
              facets:
                fulfillment: [ { from: status, table: { new: pending, gone: shipped } } ]
          """
        ),
      ].map { Rulebook.File(path: $0.0, bytes: Array($0.1.utf8)) })
  }
}
