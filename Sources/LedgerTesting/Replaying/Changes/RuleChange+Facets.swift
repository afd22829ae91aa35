/// Changes of facets and of how truth comes about.
extension RuleChange {
  private static let facetsFile = "facets.yaml"
  private static let truthFile = "truth.yaml"

  /// What the carrier says counts as its action, so that each move must be one that is allowed.
  private static let parcelsAct = Edit(
    "channels/easypost.yaml", "    facts:\n      status: $.status\n      detail",
    by: "    moves: action\n    facts:\n      status: $.status\n      detail")
  private static let backwards = Edit(
    facetsFile,
    """
        forward: [label, in_transit, out_for_delivery, delivered]
        optional: [label, in_transit, out_for_delivery]
    """,
    by: """
          forward: [label, delivered, out_for_delivery, in_transit]
          optional: [label, delivered, out_for_delivery]
      """)

  public static let facets: [RuleChange] = [
    RuleChange(
      "a state is added that nothing claims", in: facetsFile,
      "    side: [attempted, pickup, exception,",
      by: "    side: [attempted, customs, pickup, exception,",
      isWithoutEffect: true),
    RuleChange(
      "a state is added, and claimed",
      [
        Edit(
          facetsFile, "    forward: [label, in_transit,",
          by: "    forward: [label, handed_over, in_transit,"),
        Edit(
          "channels/easypost.yaml",
          "        - { when: { status: in_transit, detail: arrived_at_pickup_location }, then: pickup }\n",
          by: "        - { when: { status: [in_transit, delivered] }, then: handed_over }\n"),
      ]),
    RuleChange(
      "a state is called otherwise",
      [
        Edit(
          facetsFile, "    side: [credited, voided]\n    moves:\n      - { from: [paid], ",
          by: "    side: [credited, cancelled]\n    moves:\n      - { from: [paid], "),
        Edit(
          facetsFile,
          "      - { from: [credited], to: [invoiced, paid, voided] }\n      - { from: [voided], to: [none, partial, invoiced] }\n",
          by:
            "      - { from: [credited], to: [invoiced, paid, cancelled] }\n      - { from: [cancelled], to: [none, partial, invoiced] }\n"
        ),
        Edit(
          facetsFile, "ignore: [none, credited, voided] }",
          by: "ignore: [none, credited, cancelled] }"),
        Edit(
          "channels/netsuite.yaml",
          "      invoice:\n        - { when: { deleted: true }, then: voided }\n        - from: status\n          table: { A: invoiced, B: paid, D: none, E: voided, V: voided,",
          by:
            "      invoice:\n        - { when: { deleted: true }, then: cancelled }\n        - from: status\n          table: { A: invoiced, B: paid, D: none, E: cancelled, V: cancelled,"
        ),
        Edit(
          "channels/netsuite.yaml",
          "        - { when: { error: true }, then: none }\n        - { when: { deleted: true }, then: voided }\n        - from: status\n          table: { A: invoiced, B: paid, C: paid",
          by:
            "        - { when: { error: true }, then: none }\n        - { when: { deleted: true }, then: cancelled }\n        - from: status\n          table: { A: invoiced, B: paid, C: paid"
        ),
        Edit(
          "channels/netsuite.yaml",
          "      invoice:\n        - { when: { deleted: true }, then: voided }\n        - from: status\n          table: { A: credited, B: credited, V: voided,",
          by:
            "      invoice:\n        - { when: { deleted: true }, then: cancelled }\n        - from: status\n          table: { A: credited, B: credited, V: cancelled,"
        ),
        Edit(
          "channels/hop.yaml",
          "            A: invoiced\n            B: paid\n            D: none\n            E: voided\n            V: voided\n",
          by:
            "            A: invoiced\n            B: paid\n            D: none\n            E: cancelled\n            V: cancelled\n"
        ),
        Edit(
          "channels/hop.yaml",
          "            A: credited\n            B: credited\n            V: voided\n",
          by: "            A: credited\n            B: credited\n            V: cancelled\n"),
      ], isWithoutEffect: true),
    RuleChange(
      "forward states change places", from: [parcelsAct], [parcelsAct, backwards]),
    RuleChange(
      "a move is legal now", from: [parcelsAct, backwards],
      [
        parcelsAct, backwards,
        Edit(
          facetsFile, "      - { from: [in_transit], to: [label] }\n",
          by: "      - { from: [in_transit], to: [label, delivered] }\n"),
      ]),
    RuleChange(
      "a step may not be skipped any more",
      from: [
        Edit(
          "channels/shipstation.yaml", "    facts:\n      status: $.orderStatus\n",
          by: "    moves: action\n    facts:\n      status: $.orderStatus\n")
      ],
      [
        Edit(
          "channels/shipstation.yaml", "    facts:\n      status: $.orderStatus\n",
          by: "    moves: action\n    facts:\n      status: $.orderStatus\n"),
        Edit(
          facetsFile, "    optional: [scheduled, released, picking, packed, partially_shipped]\n",
          by: "    optional: [scheduled]\n"),
      ]),
    RuleChange(
      "refunds are rolled up without their amounts", in: facetsFile,
      ", measure: refund.amount, against: order.placed_total }", by: " }"),
    RuleChange(
      "documents of another state drop out of a roll-up", in: facetsFile,
      "    rollup: { full: completed, partial: accepted, ignore: [draft, cancelled, archived] }",
      by: "    rollup: { full: completed, partial: accepted, ignore: [draft, archived, completed] }"
    ),
    RuleChange(
      "parcels that are delivered in part come to another state", in: facetsFile,
      "    rollup: { full: delivered, partial: in_transit }\n",
      by: "    rollup: { full: delivered, partial: label }\n"),
    RuleChange(
      "a roll-up is given up", in: facetsFile,
      "    rollup: { full: delivered, partial: in_transit }\n", by: ""),
    RuleChange(
      "other states cannot be undone", in: facetsFile,
      "    irreversible: [partial, invoiced, paid]\n", by: "", isWithoutEffect: true),
    RuleChange(
      "a facet is given up",
      [
        Edit(
          facetsFile,
          "  notice:\n    forward: [none, received, confirmed, shipped]\n    optional: [received, confirmed]\n",
          by: ""),
        Edit(truthFile, "  notice: [notification]\n", by: ""),
        Edit(
          "channels/notifier.yaml",
          "    facets:\n      notice:\n        - from: notice\n          table: { received: received, confirmed: confirmed, shipped: shipped, delivered: shipped, other: none }\n",
          by: ""),
        Edit(
          "patterns.yaml",
          """

            notified_before_erp:
              title: Customer notified before the ERP acknowledged
              upstream:
                all:
                  - { of: truth, facet: notice, in: [confirmed, shipped] }
                  - { of: origin, facet: order, in: [placed, accepted, completed] }
              downstream: { of: erp, presence: [present] }
              handoff: immediate
              severity: medium
              owner: integration
              remedy: Send the confirmation only after the ERP has acknowledged the order.

          """, by: "\n"),
      ]),
  ]

  public static let truth: [RuleChange] = [
    RuleChange(
      "another authority comes first", in: truthFile,
      "    - wms\n    - origin\n  delivery:", by: "    - origin\n    - wms\n  delivery:"),
    RuleChange(
      "the storefront decides of payments", in: truthFile,
      "  payment: [payment, marketplace, storefront]\n",
      by: "  payment: [storefront, marketplace, payment]\n"),
    RuleChange(
      "a facet has no authority any more", in: truthFile, "  delivery: [carrier, wms, origin]\n",
      by: ""),
    RuleChange(
      "a facet has an authority now",
      from: [Edit(truthFile, "  invoice: [erp]\n", by: "")], []),
    RuleChange(
      "an authority counts on a condition", in: truthFile,
      "  refund: [payment, marketplace, storefront]\n",
      by: "  refund: [ { of: payment, when: [marketplace_collects] }, storefront ]\n"),
    RuleChange(
      "one system is named as the authority", in: truthFile,
      "  order: [origin]\n", by: "  order: [system netsuite, origin]\n"),
    RuleChange(
      "another role is preferred as the origin",
      [
        Edit(truthFile, "  roles: [marketplace, storefront]", by: "  roles: [erp, storefront]"),
        Edit(
          "channels/shopify.yaml", "      - { when: { source: amazon }, then: amazon }\n",
          by: "      - { when: { source: amazon }, then: netsuite }\n"),
      ]),
    RuleChange(
      "a claim waits for something else", in: truthFile,
      """
        - claim: { facet: refund, in: [partial, full], by: [payment] }
          needs: { facet: payment, in: [partially_captured, captured] }
          hold: 7d
      """,
      by: """
          - claim: { facet: refund, in: [partial, full], by: [payment] }
            needs: { facet: return, in: [closed] }
            hold: 20d
        """),
    RuleChange(
      "a claim waits for what never comes", in: truthFile,
      "  - claim: { facet: return, in: [received, inspected, closed], by: [wms] }\n",
      by: """
          - claim: { facet: payment, in: [captured], by: [payment] }
            needs: { facet: delivery, in: [lost] }
            hold: 20d
          - claim: { facet: return, in: [received, inspected, closed], by: [wms] }

        """),
    RuleChange(
      "a claim waits for a shorter time",
      from: [
        Edit(
          truthFile, "  - claim: { facet: return, in: [received, inspected, closed], by: [wms] }\n",
          by: """
              - claim: { facet: payment, in: [captured], by: [payment] }
                needs: { facet: delivery, in: [delivered] }
                hold: 4d
              - claim: { facet: return, in: [received, inspected, closed], by: [wms] }

            """)
      ],
      [
        Edit(
          truthFile, "  - claim: { facet: return, in: [received, inspected, closed], by: [wms] }\n",
          by: """
              - claim: { facet: payment, in: [captured], by: [payment] }
                needs: { facet: delivery, in: [delivered] }
                hold: 6h
              - claim: { facet: return, in: [received, inspected, closed], by: [wms] }

            """)
      ]),
    RuleChange(
      "a claim does not wait any more",
      from: [
        Edit(
          truthFile, "  - claim: { facet: return, in: [received, inspected, closed], by: [wms] }\n",
          by: """
              - claim: { facet: fulfillment, in: [shipped], by: [wms] }
                needs: { facet: return, in: [requested] }
                hold: 20d
              - claim: { facet: return, in: [received, inspected, closed], by: [wms] }

            """)
      ], []),
    RuleChange(
      "an order is expected where it was not", in: truthFile,
      "presence:\n",
      by: """
        presence:
          - expect: carrier
            when: [ { of: erp, presence: [present] } ]
            handoff: warehouse_release

        """),
    RuleChange(
      "an order is expected no more", in: truthFile,
      """
        - expect: erp
          when:
            all:
              - { of: origin, facet: order, in: [placed, accepted, completed, archived] }
              - any:
                  - { of: truth, facet: payment, in: [partially_captured, captured] }
                  - { trait: marketplace_collects }
          handoff: erp_creation

      """, by: ""),
    RuleChange(
      "an order is expected by another time", in: truthFile,
      "            - { trait: marketplace_collects }\n    handoff: erp_creation\n",
      by: "            - { trait: marketplace_collects }\n    handoff: authorization\n"),
    RuleChange(
      "an order is expected on another condition", in: truthFile,
      """
              - { of: origin, facet: order, in: [placed, accepted, completed, archived] }
              - any:
                  - { of: truth, facet: payment, in: [partially_captured, captured] }
                  - { trait: marketplace_collects }
      """,
      by: "        - { of: origin, facet: order, in: [placed, accepted, cancelled] }"),
    RuleChange(
      "a system has another role", in: truthFile,
      "origin:\n", by: "systems: { walmart: marketplace }\n\norigin:\n", isWithoutEffect: true),
  ]
}
