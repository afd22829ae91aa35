/// Changes of what counts as a disagreement, from when on, and why.
extension RuleChange {
  private static let file = "patterns.yaml"

  public static let patterns: [RuleChange] = [
    RuleChange(
      "the upstream of a pattern is another", in: file,
      """
              - { of: truth, facet: fulfillment, in: [shipped] }
              - { of: erp, presence: [present] }
              - { not: { of: truth, facet: order, in: [cancelled] } }
          downstream: { of: erp, facet: fulfillment, in: [shipped] }
      """,
      by: """
                - { of: truth, facet: fulfillment, in: [partially_shipped, shipped] }
            downstream: { of: erp, facet: fulfillment, in: [shipped] }
        """),
    RuleChange(
      "the downstream of a pattern is another", in: file,
      "    downstream: { of: erp, facet: order, in: [cancelled, archived] }\n",
      by: "    downstream: { of: erp, facet: order, in: [archived] }\n"),
    RuleChange(
      "a pattern looks at amounts otherwise", in: file,
      "    downstream: { amount: payment.captured, of: payment, is: eq, to: { of: origin, amount: order.total } }\n",
      by:
        "    downstream: { amount: payment.captured, of: payment, is: lt, to: { of: origin, amount: order.total } }\n"
    ),
    RuleChange(
      "a pattern looks at lines otherwise", in: file,
      "            - { lines: quantity.shipped, of: wms, is: ne, to: { of: erp, amount: quantity.shipped } }\n",
      by: ""),
    RuleChange(
      "duplicates are told by their lines", in: file,
      "    upstream: { several: erp_order, of: erp, facet: order, excluding: [cancelled, archived] }\n",
      by: "    upstream: { several: erp_order, of: erp, facet: order, excluding: [archived] }\n"),
    RuleChange(
      "a pattern explains no other away", in: file, "    unless: [shipment_lag]\n", by: ""),
    RuleChange(
      "a pattern explains another away", in: file,
      """
          handoff: invoicing
          severity: medium
          owner: finance
      """,
      by: """
            handoff: invoicing
            unless: [shipment_lag, quantity_mismatch]
            severity: medium
            owner: finance
        """),
    RuleChange(
      "a pattern is given up", in: file,
      """
        shipped_uncaptured:
          title: Shipped, and not captured
          upstream:
            all:
              - { of: truth, facet: fulfillment, in: [shipped] }
              - { of: truth, facet: payment, in: [unpaid, pending, authorized, failed, expired, voided] }
              - { not: { trait: marketplace_collects } }
              - { not: { of: truth, facet: order, in: [cancelled] } }
          downstream: { of: truth, facet: payment, in: [partially_captured, captured] }
          handoff: capture
          severity: high
          owner: finance
          remedy: Capture the authorization at the gateway, or ask the customer for payment.


      """, by: ""),
    RuleChange(
      "a pattern is new", in: file, "slas:\n",
      by: """
          parcel_never_delivered:
            title: Shipped, and not delivered
            upstream: { of: wms, facet: fulfillment, in: [shipped] }
            downstream: { of: carrier, facet: delivery, in: [delivered] }
            handoff: capture
            severity: low
            remedy: Ask the carrier.

        slas:

        """),
    RuleChange(
      "a pattern is called otherwise", in: file, "  silent_cancellation:\n",
      by: "  unheard_cancellation:\n"),
    RuleChange(
      "a pattern blames another side", in: file,
      """
          title: Test order in the ERP
          of: erp
      """,
      by: """
            title: Test order in the ERP
            of: wms
        """, isWithoutEffect: true),
    RuleChange(
      "a pattern is looked for in orders alone", in: file, "    unlinked: true\n", by: "",
      isWithoutEffect: true),
    RuleChange(
      "a pattern takes in test orders", in: file,
      "        - { of: origin, facet: order, in: [placed, accepted, completed, archived] }\n        - any:\n            - { of: truth, facet: payment, in: [partially_captured, captured] }\n            - { trait: marketplace_collects }\n    downstream: { of: erp, presence: [present] }\n    handoff: erp_creation\n    severity: critical\n",
      by:
        "        - any: [ { test: true }, { of: origin, facet: order, in: [placed] } ]\n    downstream: { of: wms, presence: [present] }\n    handoff: erp_creation\n    severity: critical\n"
    ),
    RuleChange(
      "a remedy is worded otherwise, and is more urgent", in: file,
      "    severity: medium\n    owner: operations\n    remedy: Send the tracking number to the sales channel.",
      by: "    severity: critical\n    owner: operations\n    remedy: Send the number.",
      isWithoutEffect: true),
  ]

  public static let handoffs: [RuleChange] = [
    RuleChange(
      "a grace is longer", in: file, "  erp_creation:\n    grace: 60m\n    hard: 60m\n",
      by: "  erp_creation:\n    grace: 100m\n    hard: 100m\n"),
    RuleChange(
      "a grace is shorter", in: file,
      "  payment_match:        { grace: 4h, hard: 24h }",
      by: "  payment_match:        { grace: 1m, hard: 24h }"),
    RuleChange(
      "a hard limit is nearer", in: file,
      "  shipment:             { grace: 4h, hard: 24h }",
      by: "  shipment:             { grace: 4h, hard: 5h }"),
    RuleChange(
      "a hard limit is out of reach", in: file,
      "  invoicing:            { grace: 24h, hard: 3d }",
      by: "  invoicing:            { grace: 24h, hard: 90d }"),
    RuleChange(
      "work is done in office hours alone", in: file,
      "  shipment:             { grace: 4h, hard: 24h }",
      by:
        "  shipment:             { grace: 4h, hard: 24h, calendar: { days: [mon, tue, wed, thu, fri], open: \"08:00\", close: \"18:00\", zone: UTC, holidays: [2026-03-03] } }"
    ),
    RuleChange(
      "what is handed over goes in batches", in: file,
      "  cancellation:         { grace: 30m, hard: 30m }",
      by: "  cancellation:         { grace: 15m, hard: 12h, every: 6h }"),
    RuleChange(
      "a clock does not stop any more", in: file,
      """
          pause:
            any:
              - { of: origin, facet: order, in: [on_hold, cancel_requested] }
              - { of: truth, facet: allocation, in: [backordered] }
              - { of: truth, facet: fulfillment, in: [held, scheduled] }

      """, by: "", isWithoutEffect: true),
    RuleChange(
      "a clock stops now", in: file,
      "  shipment:             { grace: 4h, hard: 24h }",
      by:
        "  shipment:             { grace: 4h, hard: 24h, pause: { of: truth, facet: delivery, in: [label, in_transit] } }"
    ),
    RuleChange(
      "the payload's deadline does not count any more", in: file,
      "    deadline: { of: origin, amount: time.ship_by }\n    grace: 2d\n    hard: 1d\n",
      by: "    grace: 10m\n    hard: 3d\n"),
    RuleChange(
      "a deadline is taken from the payload", in: file,
      "  shipment_confirmation: { grace: 4h, hard: 24h }",
      by:
        "  shipment_confirmation: { deadline: { of: origin, amount: time.ship_by }, grace: 4h, hard: 24h }"
    ),
    RuleChange(
      "a pattern has another hand-off", in: file,
      """
          handoff: credit
          severity: high
          owner: finance
          remedy: Book a credit memo
      """,
      by: """
            handoff: immediate
            severity: high
            owner: finance
            remedy: Book a credit memo
        """),
  ]

  public static let slas: [RuleChange] = [
    RuleChange(
      "a service level is tighter", in: file,
      "  acknowledgement:      { grace: 10m, hard: 60m }",
      by: "  acknowledgement:      { grace: 15s, hard: 20s }"),
    RuleChange(
      "a service level is met by more", in: file,
      "    downstream: { of: wms, facet: fulfillment, in: [released, picking, packed, partially_shipped, shipped] }\n",
      by: "    downstream: { of: wms, presence: [present] }\n", isWithoutEffect: true),
    RuleChange(
      "a service level is new", in: file, "slas:\n",
      by: """
        slas:

          delivered_soon:
            title: Delivered in two days
            upstream: { of: truth, facet: payment, in: [captured] }
            downstream: { of: truth, facet: delivery, in: [delivered] }
            handoff: marketplace_ship_by
            severity: low
            remedy: Ask the carrier.

        """),
    RuleChange(
      "a service level is given up", in: file,
      """
        acknowledgement:
          title: Acknowledged in time
          upstream: { of: origin, facet: order, in: [placed, accepted, completed] }
          downstream:
            any:
              - { of: erp, presence: [present, rejected] }
              - { of: middleware, presence: [present] }
          handoff: acknowledgement
          severity: low
          owner: integration
          remedy: Check that the connector is running and subscribed.


      """, by: ""),
    RuleChange(
      "a service level becomes a pattern",
      [
        Edit(
          file,
          """
            acknowledgement:
              title: Acknowledged in time
              upstream: { of: origin, facet: order, in: [placed, accepted, completed] }
              downstream:
                any:
                  - { of: erp, presence: [present, rejected] }
                  - { of: middleware, presence: [present] }
              handoff: acknowledgement
              severity: low
              owner: integration
              remedy: Check that the connector is running and subscribed.


          """, by: ""),
        Edit(
          file, "patterns:\n",
          by: """
            patterns:

              acknowledgement:
                title: Acknowledged in time
                upstream: { of: origin, facet: order, in: [placed, accepted, completed] }
                downstream:
                  any:
                    - { of: erp, presence: [present] }
                    - { of: middleware, presence: [present] }
                handoff: immediate
                severity: low
                owner: integration
                remedy: Check that the connector is running and subscribed.

            """),
      ]),
  ]

  public static let causes: [RuleChange] = [
    RuleChange(
      "causes are looked for in another order", in: file,
      "  - rejected\n  - lost_at_connector\n  - missing_event\n",
      by: "  - missing_event\n  - lost_at_connector\n  - rejected\n"),
    RuleChange(
      "a cause is not looked for any more", in: file, "  - lost_at_connector\n", by: ""),
    RuleChange(
      "mapping is looked for last", in: file,
      "  - mapping\n  - sequencing\n  - edit_not_propagated\n  - rejected\n  - lost_at_connector\n  - missing_event\n",
      by:
        "  - missing_event\n  - sequencing\n  - edit_not_propagated\n  - rejected\n  - lost_at_connector\n  - mapping\n"
    ),
  ]
}
