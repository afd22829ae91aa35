/// Changes of what items mean by their facts: no body is read again.
extension RuleChange {
  private static let shopify = "channels/shopify.yaml"
  private static let netsuite = "channels/netsuite.yaml"
  private static let stripe = "channels/stripe.yaml"
  private static let easypost = "channels/easypost.yaml"
  private static let hop = "channels/hop.yaml"
  private static let skipped =
    "    optional: [scheduled, released, picking, packed, partially_shipped]\n"

  private static let collected = (
    find: "  payment: [payment, marketplace, storefront]\n",
    by: "  payment: [ { of: marketplace, when: [marketplace_collects] }, payment, storefront ]\n"
  )

  public static let tables: [RuleChange] = [
    RuleChange(
      "a value of a table means another state", in: shopify,
      "            paid: captured\n", by: "            paid: authorized\n"),
    RuleChange(
      "a value of a table makes no claim any more", in: easypost,
      """
                  pre_transit: label
                  in_transit: in_transit
                  out_for_delivery: out_for_delivery
                  delivered: delivered
                  available_for_pickup: pickup
                  return_to_sender: returning
                  failure: exception
                  cancelled: none
                  error: exception

        # A shipment's
      """,
      by: """
                    pre_transit: label
                    in_transit: in_transit
                    out_for_delivery: out_for_delivery
                    delivered: none
                    available_for_pickup: pickup
                    return_to_sender: returning
                    failure: exception
                    cancelled: none
                    error: exception

          # A shipment's
        """),
    RuleChange(
      "a value of a table is not known any more", in: netsuite,
      "D: accepted, E: accepted, F: accepted, G: completed",
      by: "D: accepted, E: accepted, G: completed"),
    RuleChange(
      "a value of a table is known now",
      from: [
        Edit(netsuite, "E: partially_shipped, F: shipped, G: shipped, H", by: "G: shipped, H")
      ],
      []),
    RuleChange(
      "a value that comes through middleware means another state", in: hop,
      """
                from: netsuite_salesorder
                table:
                  A: pending
                  B: accepted
      """,
      by: """
                  from: netsuite_salesorder
                  table:
                    A: pending
                    B: cancelled
        """),
    RuleChange(
      "several values of two channels change at once",
      [
        Edit(
          stripe, "            succeeded: captured\n", by: "            succeeded: authorized\n"),
        Edit(netsuite, "D: unpaid, E: voided, V: voided", by: "D: pending, E: voided, V: voided"),
        Edit(
          netsuite, "table: { A: picking, B: packed, C: shipped",
          by: "table: { A: picking, B: packed, C: packed"),
      ]),
  ]

  public static let rows: [RuleChange] = [
    RuleChange(
      "a row makes another state of what it matches", in: shopify,
      "        - { when: { financial_status: refunded }, then: full }\n",
      by: "        - { when: { financial_status: refunded }, then: partial }\n"),
    RuleChange(
      "a row is removed, and the next one matches", in: shopify,
      "        - { when: { cancelled: true }, then: cancelled }\n", by: ""),
    RuleChange(
      "a row is added before the others", in: shopify,
      "        - { when: { cancelled: true }, then: cancelled }\n",
      by: """
                - { when: { financial_status: pending }, then: pending }
                - { when: { cancelled: true }, then: cancelled }

        """),
    RuleChange(
      "two rows change places", in: shopify,
      """
              - { when: { financial_status: [paid, partially_refunded, refunded], fulfillment_status: fulfilled }, then: completed }
              - { when: { financial_status: [paid, partially_refunded, refunded], display_fulfillment_status: fulfilled }, then: completed }
              - { then: placed }
      """,
      by: """
                - { then: placed }
                - { when: { financial_status: [paid, partially_refunded, refunded], fulfillment_status: fulfilled }, then: completed }
                - { when: { financial_status: [paid, partially_refunded, refunded], display_fulfillment_status: fulfilled }, then: completed }
        """),
    RuleChange(
      "a row quarantines what it matches", in: shopify,
      "        - { when: { cancelled: true }, then: cancelled }\n",
      by: """
                - { when: { cancelled: true }, then: cancelled }
                - { when: { financial_status: partially_refunded }, then: quarantine }

        """),
    RuleChange(
      "a row does not quarantine any more",
      from: [
        Edit(
          stripe, "        - { when: { refunded: true }, then: full }\n",
          by: "        - { when: { refunded: true }, then: quarantine }\n")
      ], []),
    RuleChange(
      "a row makes no claim any more", in: netsuite,
      """
            payment:
              - { when: { deleted: true }, then: voided }
              - from: status
                table: { A: unpaid, B: captured
      """,
      by: """
              payment:
                - { then: none }
                - from: status
                  table: { A: unpaid, B: captured
        """),
    RuleChange(
      "a row looks at another fact", in: stripe,
      "        - { when: { status: succeeded, captured: false }, then: authorized }\n",
      by: "        - { when: { status: succeeded, paid: true }, then: authorized }\n"),
    RuleChange(
      "what a system says counts as its action",
      from: [Edit("facets.yaml", skipped, by: "    optional: [scheduled]\n")],
      [
        Edit("facets.yaml", skipped, by: "    optional: [scheduled]\n"),
        Edit(
          "channels/shipstation.yaml",
          """
              facts:
                status: $.orderStatus
              amounts:
          """,
          by: """
                facts:
                  status: $.orderStatus
                moves: action
                amounts:
            """),
      ]),
    RuleChange(
      "a facet is read no more", in: netsuite,
      """
            invoice:
              - { when: { deleted: true }, then: voided }
              - from: status
                table: { A: invoiced, B: paid, D: none, E: voided, V: voided, _undefined: none }

      """, by: ""),
    RuleChange(
      "comments and nothing else", in: shopify, "# Shopify:", by: "# shopify:",
      isWithoutEffect: true),
  ]

  /// What an item says of the order as a whole.
  public static let wholes: [RuleChange] = [
    RuleChange(
      "what was rejected is present", in: netsuite,
      """
            - { when: { error: true }, then: rejected }
            - { when: { deleted: true }, then: deleted }
      """,
      by: "      - { when: { deleted: true }, then: deleted }"),
    RuleChange(
      "a system's word makes an order absent", in: "channels/shipstation.yaml",
      """
          facets:
            order:
              - from: status
                table:
                  awaiting_payment: pending
      """,
      by: """
            presence:
              - { when: { status: cancelled }, then: absent }
              - { then: present }
            facets:
              order:
                - from: status
                  table:
                    awaiting_payment: pending
        """),
    RuleChange(
      "a trait is given no more",
      from: [Edit("truth.yaml", collected.find, by: collected.by)],
      [
        Edit("truth.yaml", collected.find, by: collected.by),
        Edit(
          "channels/amazon.yaml",
          """
                    quantity.ordered: { of: $.Quantity, unit: count }
                    quantity.shipped: { of: $.QuantityShipped, unit: count }
              traits:
                - { then: marketplace_collects }
                - { when: { channel: AFN }, then: marketplace_fulfils }
          """,
          by: """
                      quantity.ordered: { of: $.Quantity, unit: count }
                      quantity.shipped: { of: $.QuantityShipped, unit: count }
            """),
      ]),
    RuleChange(
      "a trait is given to more orders", in: shopify,
      "      - { when: { source: amazon }, then: marketplace_collects }\n",
      by: "      - { when: { source: [amazon, web] }, then: marketplace_collects }\n"),
    RuleChange(
      "another system is the origin", in: shopify,
      "    origin:\n      - { when: { source: amazon }, then: amazon }\n",
      by: "    origin:\n      - { then: netsuite }\n"),
    RuleChange(
      "no order is a test any more", in: shopify,
      """
          test: { any: [ { test: true }, { test_delivery: true } ] }
          traits:
      """,
      by: "    traits:"),
    RuleChange(
      "more orders are tests", in: shopify,
      """
          test: { any: [ { test: true }, { test_delivery: true } ] }
          traits:
      """,
      by: """
            test: { any: [ { test: true }, { test_delivery: true }, { financial_status: refunded } ] }
            traits:
        """),
    RuleChange(
      "a hop counts as another stage", in: hop,
      "      - { when: { stage: forwarded }, then: forwarded }\n",
      by: "      - { when: { stage: forwarded }, then: failed }\n"),
    RuleChange(
      "the reason of a rejection is another fact", in: netsuite,
      """
            - { then: present }
          reason: error_code
          facets:
            order:
              - { when: { error: true }, then: none }
              - from: status
                table: { A: pending, B: accepted
      """,
      by: """
              - { then: present }
            facets:
              order:
                - { when: { error: true }, then: none }
                - from: status
                  table: { A: pending, B: accepted
        """, isWithoutEffect: true),
    RuleChange(
      "a trace shows other facts", in: hop, "    shows: [from_system, ", by: "    shows: [",
      isWithoutEffect: true),
    RuleChange(
      "a channel has another role", in: easypost, "role: carrier\n", by: "role: wms\n"),
    RuleChange(
      "what was hearsay is the connector's own word", in: hop, "    hearsay-of: to_system\n", by: ""
    ),
    RuleChange(
      "hearsay counts as the system's own word", in: hop, "    hearsay-of: to_system\n",
      by: "    claimant-of: to_system\n"),
  ]

  /// Rows that begin or end at a time.
  public static let scopes: [RuleChange] = [
    RuleChange(
      "a row begins later", in: shopify,
      "        - { when: { cancelled: true }, then: cancelled }\n",
      by:
        "        - { when: { cancelled: true }, then: cancelled, effective-from: 2026-03-02T00:00:00Z }\n"
    ),
    RuleChange(
      "a row ends", in: stripe,
      "        - { when: { refunded: true }, then: full }\n",
      by:
        "        - { when: { refunded: true }, then: full, effective-until: 2026-03-08T00:00:00Z }\n"
    ),
    RuleChange(
      "a row is replaced from a day on", in: shopify,
      """
            payment:
              - from: financial_status
                table:
                  pending: pending
                  authorized: authorized
      """,
      by: """
              payment:
                - when: { financial_status: paid }
                  then: authorized
                  effective-from: 2026-03-01T12:00:00Z
                  effective-until: 2026-03-02T06:00:00Z
                - from: financial_status
                  table:
                    pending: pending
                    authorized: authorized
        """),
    RuleChange(
      "a day that divides the history moves",
      from: [
        Edit(
          netsuite, "        - from: status\n          table: { A: invoiced, B: paid, D: none",
          by: """
                    - { when: { status: B }, then: invoiced, effective-until: 2026-03-03T00:00:00Z }
                    - from: status
                      table: { A: invoiced, B: paid, D: none
            """)
      ],
      [
        Edit(
          netsuite, "        - from: status\n          table: { A: invoiced, B: paid, D: none",
          by: """
                    - { when: { status: B }, then: invoiced, effective-until: 2026-03-02T00:00:00Z }
                    - from: status
                      table: { A: invoiced, B: paid, D: none
            """)
      ]),
  ]
}
