/// Changes of how bodies are read: they are decoded again.
extension RuleChange {
  private static let shopify = "channels/shopify.yaml"
  private static let netsuite = "channels/netsuite.yaml"
  private static let stripe = "channels/stripe.yaml"
  private static let shipstation = "channels/shipstation.yaml"
  private static let easypost = "channels/easypost.yaml"
  private static let hop = "channels/hop.yaml"

  public static let facts: [RuleChange] = [
    RuleChange(
      "a fact is read that no rule looks at", in: shopify,
      "      source: { first:", by: "      browser_ip: $.browser_ip\n      source: { first:",
      isWithoutEffect: true),
    RuleChange(
      "a fact is read from elsewhere", in: shopify,
      "      fulfillment_status: $.fulfillment_status\n",
      by:
        "      fulfillment_status: { alias: { paid: fulfilled, authorized: partial, pending: unfulfilled, refunded: restocked, partially_refunded: restocked, voided: unfulfilled }, of: $.financial_status }\n"
    ),
    RuleChange(
      "a spelling of a value is not known any more", in: netsuite,
      """
                "SalesOrd:G": G
                "SalesOrd:H": H
                Pending Approval: A
                Pending Fulfillment: B
                Cancelled: C
                Partially Fulfilled: D
                Pending Billing/Partially Fulfilled: E
                Pending Billing: F
                Billed: G
                Closed: H
                "Sales Order : Pending Approval": A
                "Sales Order : Pending Fulfillment": B
                "Sales Order : Cancelled": C
                "Sales Order : Partially Fulfilled": D
                "Sales Order : Pending Billing/Partially Fulfilled": E
                "Sales Order : Pending Billing": F
                "Sales Order : Billed": G
                "Sales Order : Closed": H
                _pendingApproval: A
                _pendingFulfillment: B
                _cancelled: C
                _partiallyFulfilled: D
                _pendingBillingPartFulfilled: E
                _pendingBilling: F
                _fullyBilled: G
                _closed: H
              of: [ $.orderStatus.id,
      """,
      by: """
                  "SalesOrd:H": H
                of: [ $.orderStatus.id,
        """),
    RuleChange(
      "facts are true in other cases",
      [
        Edit(
          stripe, "      part_received: { compare: $.amount_received, is: lt, to: $.amount }\n",
          by: "      part_received: { compare: $.amount_received, is: gt, to: 0 }\n"),
        Edit(
          stripe, "      part_captured: { compare: $.amount_captured, is: lt, to: $.amount }\n",
          by: "      part_captured: { compare: $.amount_captured, is: gt, to: 0 }\n"),
      ]),
    RuleChange(
      "a fact may have fewer values", in: stripe,
      "      status: $.status\n      error: { exists",
      by: "      status: { of: $.status, limit: 1 }\n      error: { exists"),
  ]

  public static let references: [RuleChange] = [
    RuleChange(
      "an identity is read no more, and orders come apart", in: netsuite,
      """
            - { identity: shopify/order/name, of: { capture: "^(.*[A-Za-z#].*)$", of: $.externalId } }
            - { identity: shopify/order/name, of: { join: [ { literal: "#" }, { capture: "^([0-9]{1,9})$", of: $.externalId } ], with: "" } }
            - { identity: shopify/order/id, of: { capture: "^([0-9]{10,})$", of: $.externalId } }
            - { identity: amazon/order/id, of: { capture: "^([0-9]{3}-[0-9]{7}-[0-9]{7})$", of: $.externalId } }
            - { identity: shopify/order/name, of: { capture: "^(#.+)$", of: $.otherRefNum } }
            - { identity: shopify/order/name, of: { join: [ { literal: "#" }, { capture: "^([0-9]{1,9})$", of: $.otherRefNum } ], with: "" } }
            - { identity: shopify/order/id, of: { capture: "^([0-9]{10,})$", of: $.otherRefNum } }
            - { identity: amazon/order/id, of: { capture: "^([0-9]{3}-[0-9]{7}-[0-9]{7})$", of: $.otherRefNum } }
            - { identity: shopify/order/name, of: $.custbody_celigo_shopify_order_no }
      """,
      by: "      - { identity: shopify/order/name, of: $.custbody_celigo_shopify_order_no }"),
    RuleChange(
      "an identity is new, and joins what belongs together",
      from: [
        Edit(
          "channels/notifier.yaml",
          """
                - { identity: shopify/order/id, of: $.order.shopify.id }
                - { identity: shopify/order/name, of: $.order.shopify.name }
          """, by: "      - { identity: notifier/mail/id, of: $.id }")
      ], []),
    RuleChange(
      "an identity joins what does not belong together", in: shopify,
      "      - { identity: shopify/order/confirmation, of: [ $.confirmation_number, $.confirmationNumber ] }\n",
      by: """
              - { identity: shopify/order/to, of: { join: [ $.shipping_address.zip, $.shipping_address.last_name ], with: " " } }

        """),
    RuleChange(
      "a link becomes an identity", in: stripe,
      """
            - { part: stripe/charge/id, of: [ $.latest_charge.id, $.latest_charge, "$.charges.data[0].id" ] }
            - { link: shopify/order/id, of: { split: ",", of: [ $.metadata.shopify_order_id, $.metadata.order_id, $.metadata.orderId ] } }
      """,
      by: """
              - { part: stripe/charge/id, of: [ $.latest_charge.id, $.latest_charge, "$.charges.data[0].id" ] }
              - { identity: shopify/order/id, of: { split: ",", of: [ $.metadata.shopify_order_id, $.metadata.order_id, $.metadata.orderId ] } }
        """),
    RuleChange(
      "a part is named no more, and parcels belong to no order",
      [
        Edit(
          shipstation,
          """
                - { part: shipstation/shipment/id, of: $.shipmentId }
                - { part: carrier/parcel/tracking, of: $.trackingNumber, period: 120d }
              facts:
                voided: $.voided
                return_label
          """,
          by: """
                  - { part: shipstation/shipment/id, of: $.shipmentId }
                facts:
                  voided: $.voided
                  return_label
            """),
        Edit(
          netsuite,
          """
                - { part: carrier/parcel/tracking, of: "$.package.items[*].packageTrackingNumber", period: 120d }

          """, by: ""),
        Edit(
          shopify,
          """
                - { part: carrier/parcel/tracking, of: "$.fulfillments[*].tracking_numbers[*]", period: 120d }

          """, by: ""),
        Edit(
          shopify,
          """
                - { part: carrier/parcel/tracking, of: [ "$.tracking_numbers[*]", $.tracking_number ], period: 120d }

          """, by: ""),
      ]),
    RuleChange(
      "a part is named now, and parcels belong to their orders",
      from: [
        Edit(
          easypost,
          """
                - { part: carrier/parcel/tracking, of: $.tracking_code, period: 120d }
                - { part: easypost/tracker/id, of: $.id }
          """, by: "      - { part: easypost/tracker/id, of: $.id }")
      ], []),
    RuleChange(
      "the number of a parcel is soon used again", in: easypost,
      """
            - { part: carrier/parcel/tracking, of: $.tracking_code, period: 120d }
            - { part: easypost/tracker/id, of: $.id }
      """,
      by: "      - { part: carrier/parcel/tracking, of: $.tracking_code, period: 1h }"),
    RuleChange(
      "payments name no order any more",
      [
        Edit(
          stripe,
          """
                - { part: stripe/charge/id, of: [ $.latest_charge.id, $.latest_charge, "$.charges.data[0].id" ] }
                - { link: shopify/order/id, of: { split: ",", of: [ $.metadata.shopify_order_id, $.metadata.order_id, $.metadata.orderId ] } }
                - { link: shopify/order/name, of: { split: ",", of: [ $.metadata.order_name, $.metadata.shopify_order_name, $.metadata.order_number, $.metadata.order_id ] } }
          """,
          by:
            "      - { part: stripe/charge/id, of: [ $.latest_charge.id, $.latest_charge, \"$.charges.data[0].id\" ] }"
        )
      ]),
    RuleChange(
      "an item cites no other any more", in: netsuite,
      """
          entity: { kind: erp_order, key: [ $.id, $.externalId, $.otherRefNum, $.tranId ] }
          occurred: { of: [ $.lastModifiedDate, $.time ], format: rfc3339 }
          version: { of: $.lastModifiedDate, format: rfc3339 }
          cites: $.causationId

      """,
      by: """
            entity: { kind: erp_order, key: [ $.id, $.externalId, $.otherRefNum, $.tranId ] }
            occurred: { of: [ $.lastModifiedDate, $.time ], format: rfc3339 }
            version: { of: $.lastModifiedDate, format: rfc3339 }

        """, isWithoutEffect: true),
    RuleChange(
      "hops name no order any more", in: hop,
      """
            - { identity: shopify/order/id, of: $.order.shopify.id }
            - { identity: shopify/order/name, of: $.order.shopify.name }

      """, by: ""),
  ]

  public static let times: [RuleChange] = [
    RuleChange(
      "when it happened is not read any more", in: shopify,
      """
          occurred:
            - { of: header X-Shopify-Triggered-At, format: rfc3339 }
            - { of: [ $.updated_at, $.updatedAt ], format: rfc3339 }
          version: { of: [ $.updated_at, $.updatedAt ], format: rfc3339 }
      """,
      by: "    version: { of: [ $.updated_at, $.updatedAt ], format: rfc3339 }"),
    RuleChange(
      "when it happened is read from elsewhere", in: shopify,
      """
          occurred:
            - { of: header X-Shopify-Triggered-At, format: rfc3339 }
            - { of: [ $.updated_at, $.updatedAt ], format: rfc3339 }
          version: { of: [ $.updated_at, $.updatedAt ], format: rfc3339 }
      """,
      by: """
            occurred: { of: $.created_at, format: rfc3339 }
            version: { of: [ $.updated_at, $.updatedAt ], format: rfc3339 }
        """),
    RuleChange(
      "times are of another zone", in: shipstation,
      """
        order:
          occurred: { of: $.modifyDate, format: naive, zone: pacific }
          version: { of: $.modifyDate, format: naive, zone: pacific }
      """,
      by: """
          order:
            occurred: { of: $.modifyDate, format: naive, zone: UTC }
            version: { of: $.modifyDate, format: naive, zone: UTC }
        """),
    RuleChange(
      "the offset of a zone is another", in: "zones.yaml",
      "      - { from: 2026-03-08T10:00:00Z, offset: \"-07:00\" }\n",
      by: "      - { from: 2026-03-04T10:00:00Z, offset: \"-07:00\" }\n"),
    RuleChange(
      "a version is read no more", in: shopify,
      """
            - { of: [ $.updated_at, $.updatedAt ], format: rfc3339 }
          version: { of: [ $.updated_at, $.updatedAt ], format: rfc3339 }
      """,
      by: "      - { of: [ $.updated_at, $.updatedAt ], format: rfc3339 }"),
    RuleChange(
      "a version stands still", in: shopify,
      """
            - { of: [ $.updated_at, $.updatedAt ], format: rfc3339 }
          version: { of: [ $.updated_at, $.updatedAt ], format: rfc3339 }
      """,
      by: """
              - { of: [ $.updated_at, $.updatedAt ], format: rfc3339 }
            version: { of: $.created_at, format: rfc3339 }
        """),
    RuleChange(
      "a time cannot be read", in: easypost,
      "    occurred: { of: [ $.updated_at, body $.created_at ], format: rfc3339 }\n",
      by: "    occurred: { of: [ $.updated_at, body $.created_at ], format: unix-s }\n"),
  ]

  public static let amounts: [RuleChange] = [
    RuleChange(
      "an amount is read in other units", in: stripe,
      "      payment.captured: { of: $.amount_received, currency: $.currency, unit: minor }\n",
      by: "      payment.captured: { of: $.amount_received, currency: $.currency }\n"),
    RuleChange(
      "the order's total is another amount", in: shopify,
      "        of: [ $.current_total_price, $.currentTotalPriceSet.shopMoney.amount, $.total_price ]\n",
      by: "        of: $.subtotal_price\n"),
    RuleChange(
      "an amount is read no more", in: netsuite,
      "      order.total: { of: $.total, currency: [ { capture: \"^([A-Z]{3})$\", of: $.currency.refName }, { capture: \"^([A-Z]{3})$\", of: $.currency }, $.currencyCode ] }\n",
      by: ""),
    RuleChange(
      "an amount changes its sign", in: netsuite,
      "      order.placed_total: { of: $.total, currency:",
      by: "      order.placed_total: { negate: true, of: $.total, currency:"),
    RuleChange(
      "an amount has no currency any more", in: shopify,
      """
              of: [ $.total_price, $.totalPriceSet.shopMoney.amount ]
              currency: [ $.currency, $.currencyCode ]
      """,
      by: """
                of: [ $.total_price, $.totalPriceSet.shopMoney.amount ]
                currency: $.nothing
        """),
    RuleChange(
      "what is shipped is counted otherwise", in: netsuite,
      "          quantity.shipped: { of: [ $.quantityFulfilled, $.quantityShipped ], unit: count }\n",
      by: "          quantity.shipped: { of: $.quantityBilled, unit: count }\n"),
    RuleChange(
      "refunds are of another amount", in: stripe,
      """
          facts:
            status: $.status
          amounts:
            refund.amount: { of: $.amount, currency: $.currency, unit: minor }
      """,
      by: """
            facts:
              status: $.status
            amounts:
              refund.amount: { of: $.created, currency: $.currency, unit: minor }
        """),
  ]

  public static let parts: [RuleChange] = [
    RuleChange(
      "a part is read no more", in: shopify,
      """
            refund_transaction:
              each: "$.refunds[*].transactions[?@.kind == 'refund']"
              entity: { kind: refund, key: $.id }
              facts: { status: { lower: $.status } }
              amounts: { refund.amount: { of: $.amount, currency: $.currency } }
              facets:
                refund:
                  - from: status
                    table: { pending: pending, awaiting_response: pending, success: full, failure: failed, error: failed }
          test: { any:
      """,
      by: "    test: { any:", isWithoutEffect: true),
    RuleChange(
      "parts are told apart otherwise", in: shipstation,
      "entity: { kind: line, key: [ $.sku, $.lineItemKey, $.orderItemId ], in: item $.shipmentId }",
      by: "entity: { kind: line, key: [ $.sku, $.lineItemKey, $.orderItemId ] }"),
    RuleChange(
      "documents are not told apart any more", in: netsuite,
      "    entity: { kind: erp_order, key: [ $.id, $.externalId, $.otherRefNum, $.tranId ] }\n",
      by: "    entity: { kind: erp_order, key: $.type }\n"),
    RuleChange(
      "lines are named otherwise", in: netsuite,
      "        entity: { kind: line, key: [ $.sku, $.item.refName, $.item, $.item.id ] }\n",
      by: "        entity: { kind: line, key: [ $.item.id ] }\n"),
  ]

  public static let envelopes: [RuleChange] = [
    RuleChange(
      "a type of message is read by another shape", in: shopify,
      "  refunds/create: refund\n", by: "  refunds/create: order_notice\n"),
    RuleChange(
      "a type of message is not about orders any more", in: shopify,
      "  orders/paid: order\n", by: "  orders/paid: noted\n"),
    RuleChange(
      "a type of message is not known any more", in: shopify, "  orders/paid: order\n", by: ""),
    RuleChange(
      "a type of message is about orders now",
      from: [Edit(stripe, "  charge.*: charge\n", by: "  charge.*: noted\n")], []),
    RuleChange(
      "a type of message asks for a fetch", in: shopify,
      "  orders/paid: order\n", by: "  orders/paid: { fetch: order }\n"),
    RuleChange(
      "an envelope is not known any more", in: hop,
      "  - { when: { exists: $.hop }, type: { literal: hop }, items: $ }\n", by: ""),
    RuleChange(
      "an envelope takes what another took", in: stripe,
      "  - { when: { equals: $.object, to: event }, type: body $.type, items: $.data.object }\n",
      by: """
          - { when: { equals: $.type, to: charge.refunded }, type: { literal: object/event }, items: $ }
          - { when: { equals: $.object, to: event }, type: body $.type, items: $.data.object }

        """),
    RuleChange(
      "a channel belongs to another system", in: "channels/notifier.yaml",
      "title: Notifier (generic)\n", by: "title: Notifier (generic)\nsystem: mailer\n"),
    RuleChange(
      "a channel has no rules any more", [Edit("channels/notifier.yaml", "", by: "")]),
    RuleChange(
      "a channel has rules now",
      from: [Edit("channels/notifier.yaml", "", by: "")], []),
    RuleChange(
      "orders are named by their senders", in: hop,
      "correlation: [ header X-Correlation-Id, $.correlationid ]\n",
      by: "correlation: [ header X-Correlation-Id, $.order.shopify.name ]\n", isWithoutEffect: true),
  ]
}
