import LedgerCore
import LedgerRules

/// A rulebook small enough to see through, with every class of reference.
enum EngineRulebook {
  static let facets = """
    facets:
      order: { forward: [placed, completed], side: [cancelled] }
      payment: { forward: [unpaid, authorized, captured], optional: [authorized], side: [voided] }
      delivery: { forward: [label, delivered], optional: [label] }
    """
  static let truth = """
    origin: { roles: [storefront, marketplace] }
    authority: { order: [origin], payment: [payment, origin], delivery: [carrier] }
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
    """
  static let shop = """
    kind: shop
    title: Shop
    role: storefront
    delivery-id: header x-id
    correlation: header x-correlation
    envelopes: [ { type: { literal: order }, items: $ } ]
    messages: { order: order }
    items:
      order:
        version: { number: $.updated }
        correlation: $.correlation
        references:
          - { identity: shop/order/id, of: $.id }
          - { identity: shop/order/name, of: $.name }
          - { part: pay/payment/id, of: "$.payments[*]" }
          - { part: ship/parcel/tracking, of: "$.tracking[*]", period: 30d }
        facts: { status: $.status, cancelled: { exists: $.cancelled_at } }
        amounts:
          order.total: { of: $.total, currency: { literal: EUR } }
        facets:
          order:
            - { when: { cancelled: true }, then: cancelled }
            - { then: placed }
          payment:
            - { from: status, table: { pending: unpaid, authorized: authorized, paid: captured } }
    """
  static let others = [
    "erp": """
    kind: erp
    title: ERP
    role: erp
    envelopes: [ { type: { literal: order }, items: $ } ]
    messages: { order: order }
    items:
      order:
        references: [ { identity: erp/order/id, of: $.number }, { identity: shop/order/id, of: $.shop } ]
        facts: { status: $.status }
        facets:
          order: [ { from: status, table: { open: placed, done: completed } } ]
    """,
    "pay": """
    kind: pay
    title: Payments
    role: payment
    envelopes: [ { type: { literal: payment }, items: $ } ]
    messages: { payment: payment }
    items:
      payment:
        entity: { kind: payment, key: $.payment }
        references:
          - { part: pay/payment/id, of: $.payment }
          - { part: pay/charge/id, of: $.charge }
          - { link: shop/order/id, of: "$.orders[*]" }
        facts: { status: $.status }
        amounts:
          payment.captured: { of: $.amount, currency: { literal: EUR } }
        facets:
          payment: [ { from: status, table: { ok: captured, held: authorized } } ]
    """,
    "ship": """
    kind: ship
    title: Carrier
    role: carrier
    envelopes: [ { type: { literal: parcel }, items: $ } ]
    messages: { parcel: parcel }
    items:
      parcel:
        entity: { kind: parcel, key: $.tracking }
        references: [ { part: ship/parcel/tracking, of: $.tracking, period: 30d } ]
        facts: { status: $.status }
        facets:
          delivery: [ { from: status, table: { label: label, delivered: delivered } } ]
    """,
    "market": """
    kind: market
    title: Market
    role: marketplace
    envelopes: [ { type: { literal: order }, items: $ } ]
    messages: { order: order }
    items:
      order:
        references: [ { identity: market/order/po, of: $.po }, { link: market/customer/order_id, of: $.customer } ]
        facts: { status: $.status }
        facets:
          order: [ { from: status, table: { new: placed } } ]
    """,
  ]

  /// - Parameters:
  ///   - replacing: a text of the channel files, put in by another.
  static func compiled(
    shop: String = shop, replacing former: String = "", by text: String = ""
  ) throws -> Rulebook {
    var files = [
      ("rulebook.yaml", "rulebook: engine\nlanguage: 1\n"), ("facets.yaml", facets),
      ("truth.yaml", truth), ("patterns.yaml", patterns), ("channels/shop.yaml", shop),
    ]
    for (kind, body) in others { files.append(("channels/\(kind).yaml", body)) }
    if !former.isEmpty { files = files.map { ($0.0, $0.1.replacing(former, with: text)) } }
    return try Rulebook.compile(
      files: files.map { Rulebook.File(path: $0.0, bytes: Array($0.1.utf8)) })
  }
}
