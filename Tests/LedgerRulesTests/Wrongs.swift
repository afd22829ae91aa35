import LedgerRules

private let shopify = "channels/shopify.yaml"
private let netsuite = "channels/netsuite.yaml"
private let stripe = "channels/stripe.yaml"
private let celigo = "channels/celigo.yaml"

/// A wrong line for every code.
let wrongs: [Wrong] = forms + names + meaning + warnings

private let forms: [Wrong] = [
  Wrong(.badYAML, "rulebook.yaml", "language: 1\n", "language: [1\n¶"),
  Wrong(.badYAML, "rulebook.yaml", "language: 1", "language: 1\n¶\u{7}: 1"),
  Wrong(.anchor, "rulebook.yaml", "language: 1", "language: ¶&a 1"),
  Wrong(.kindFileMismatch, stripe, "kind: stripe", "kind: ¶strip"),
  Wrong(.unsupportedLanguage, "rulebook.yaml", "language: 1", "language: ¶2"),
  Wrong(.wrongForm, "truth.yaml", "  order: [origin]", "  order: ¶origin"),
  Wrong(.wrongForm, stripe, "title: Stripe", "title: ¶[Stripe]"),
  Wrong(.wrongForm, "rulebook.yaml", "language: 1", "language: 1\n? ¶[a]\n: b"),
  Wrong(.emptyValue, "truth.yaml", "    hold: 7d", "    hold:¶"),
  Wrong(.unknownKey, "facets.yaml", "    optional: [pending]", "    ¶optionl: [pending]"),
  Wrong(.unknownKey, netsuite, "kind: netsuite", "kind: netsuite\n¶colour: blue"),
  Wrong(.missingKey, netsuite, "kind: netsuite\ntitle: NetSuite", "¶kind: netsuite"),
  Wrong(
    .duplicateKey, "truth.yaml", "  payment: [payment, origin]",
    "  payment: [payment, origin]\n  ¶payment: [origin]"),
  Wrong(.duplicateKey, netsuite, "B: placed, C: completed", "B: placed, ¶\"B\": completed"),
  Wrong(
    .keysExclude, shopify, "- { then: placed, note: the rest }",
    "- ¶{ then: placed, from: source, table: {} }"),
  Wrong(
    .keyNotInPart, shopify, "        each: \"$.line_items[*]\"",
    "        each: \"$.line_items[*]\"\n        ¶cites: $.x"),
  Wrong(.badName, "facets.yaml", "  order:\n", "  ¶Order:\n"),
  Wrong(.badName, "facets.yaml", "side: [voided]", "side: [¶void-ed]"),
  Wrong(.reservedName, "facets.yaml", "side: [voided]", "side: [¶quarantine]"),
  Wrong(.unknownOption, "patterns.yaml", "severity: high", "severity: ¶hi"),
  Wrong(.unknownOption, stripe, "unit: minor", "unit: ¶cents"),
  Wrong(.badNumber, shopify, "limit: 50", "limit: ¶0"),
  Wrong(.badDuration, "patterns.yaml", "grace: 60m", "grace: ¶60"),
  Wrong(.badDuration, "patterns.yaml", "grace: 60m", "grace: ¶9000000000000s9000000000000s"),
  Wrong(.badTime, "zones.yaml", "from: 2024-03-10T10:00:00Z", "from: ¶2024-13-10T10:00:00Z"),
  Wrong(.badClock, "patterns.yaml", "open: \"08:00\"", "open: ¶\"8\""),
  Wrong(.badDate, "patterns.yaml", "2026-12-25", "¶2026-02-29"),
  Wrong(.badOffset, "zones.yaml", "initial: \"-08:00\"", "initial: ¶\"08:00\""),
  Wrong(.badPath, stripe, "items: $.data.object", "items: ¶\"$.data[\""),
  Wrong(.badExpression, shopify, "\"^([a-z]+)-.*$\"", "¶\"^[a-z]+-.*$\""),
  Wrong(.badExpression, shopify, "\"^([a-z]+)-.*$\"", "¶\"^([a-z+-.*$\""),
  Wrong(.badSource, stripe, "facts: { status: $.status }", "facts: { status: ¶status }"),
  Wrong(
    .badHeader, shopify, "account: header X-Shopify-Shop-Domain",
    "account: ¶header X-Shopify Shop"),
  Wrong(
    .splitNotAllowed, stripe, "facts: { status: $.status }",
    "facts: { status: ¶{ split: \",\", of: $.status } }"),
  Wrong(.badReference, stripe, "part: stripe/charge/id", "part: ¶stripe/charge"),
  Wrong(.badMessageType, stripe, "charge.*: charge", "¶ch*.x: charge"),
  Wrong(
    .badCondition, "patterns.yaml", "downstream: { of: erp, presence: [present] }",
    "downstream: ¶{ of: erp }"),
]

private let names: [Wrong] = [
  Wrong(.unknownFacet, netsuite, "      order:\n", "      ¶ordr:\n"),
  Wrong(.unknownState, netsuite, "C: completed", "C: ¶complete"),
  Wrong(
    .unknownState, "facets.yaml", "from: [on_hold], to: [placed]",
    "from: [on_hold], to: [¶plced]"),
  Wrong(.unknownFact, netsuite, "from: status", "from: ¶stat"),
  Wrong(.unknownFact, netsuite, "when: { action: deleted }", "when: { ¶acton: deleted }"),
  Wrong(
    .unknownTrait, "truth.yaml", "when: [marketplace_fulfils]",
    "when: [¶marketplace_fulfills]"),
  Wrong(.unknownRole, stripe, "role: payment", "role: ¶payments"),
  Wrong(.unknownSelector, "patterns.yaml", "    of: erp\n", "    of: ¶the_erp\n"),
  Wrong(.unknownSystem, "cases/checkout.yaml", "systems: { shopify:", "systems: { ¶shopfy:"),
  Wrong(.unknownAmount, "facets.yaml", "measure: quantity.shipped", "measure: ¶quantity.shiped"),
  Wrong(.unknownAmount, "patterns.yaml", "amount: time.ship_by", "amount: ¶time.ship"),
  Wrong(.unknownEntity, "patterns.yaml", "several: erp_order", "several: ¶erp_orders"),
  Wrong(.unknownHandoff, "truth.yaml", "handoff: erp_creation", "handoff: ¶erp_create"),
  Wrong(
    .unknownPattern, "patterns.yaml", "unless: [checkout_disconnect]",
    "unless: [¶checkout_disconect]"),
  Wrong(
    .unknownCause, "patterns.yaml", "causes: [unobservable, mapping",
    "causes: [unobservable, ¶maping"),
  Wrong(.unknownShape, stripe, "charge.*: charge", "charge.*: ¶charges"),
  Wrong(.unknownZone, shopify, "zone: pacific", "zone: ¶atlantic"),
  Wrong(.unknownKind, "cases/checkout.yaml", "kind: shopify", "kind: ¶shopfy"),
]

private let meaning: [Wrong] = [
  Wrong(
    .duplicateShape, netsuite, "items:\n  sales_order:\n",
    "items:\n  sales_order: {}\n  ¶sales_order:\n"),
  Wrong(.duplicateName, "facets.yaml", "side: [on_hold, cancelled]", "side: [on_hold, ¶placed]"),
  Wrong(.roleConflict, "truth.yaml", "legacy-wms: wms", "legacy-wms: wms, shopify: ¶erp"),
  Wrong(.systemWithoutRole, "patterns.yaml", "of: system netsuite", "of: ¶system magento"),
  Wrong(.systemWithoutRole, shopify, "then: amazon", "then: ¶ebay"),
  Wrong(.middlewareAuthority, "truth.yaml", "    - wms\n", "    - ¶middleware\n"),
  Wrong(
    .truthNotAllowed, "patterns.yaml", "downstream: { of: erp, presence: [present] }",
    "downstream: { of: ¶truth, presence: [present] }"),
  Wrong(
    .cyclicUnless, "patterns.yaml", "    remedy: Reprocess the payload.",
    "    remedy: Reprocess the payload.\n    unless: ¶[shipment_lag]"),
  Wrong(
    .cyclicPrerequisite, "truth.yaml", "prerequisites:\n",
    "prerequisites:\n  - ¶claim: { facet: order, in: [placed, completed] }\n"
      + "    needs: { facet: fulfillment, in: [shipped] }\n    hold: 1d\n"),
  Wrong(.hardBeforeGrace, "patterns.yaml", "hard: 90m", "hard: ¶30m"),
  Wrong(
    .emptyPeriod, shopify, "effective-until: 2026-02-01T00:00:00Z",
    "¶effective-until: 2025-02-01T00:00:00Z"),
  Wrong(.notAscending, "zones.yaml", "- { from: 2024-11-03T09", "- ¶{ from: 2023-11-03T09"),
]

private let warnings: [Wrong] = [
  Wrong(
    .rowNeverMatches, shopify, "        - { then: placed, note: the rest }",
    "        - { then: placed }\n        ¶- { when: { test: true }, then: pending }"),
  Wrong(
    .rowNeverMatches, shopify, "        - { then: placed, note: the rest }",
    "        ¶- { when: { cancelled: maybe }, then: pending }"),
  Wrong(
    .rowNeverMatches, netsuite, "        - { when: { status: C }, then: captured }",
    "        - { when: { status: C }, then: captured }\n"
      + "        ¶- { when: { status: C }, then: voided }"),
  Wrong(
    .rowNeverMatches, netsuite,
    "X: cancelled } }",
    "X: cancelled } }\n        - from: status\n          table:\n"
      + "            null: pending\n            ¶A: placed"),
  Wrong(.stateNeverReached, "facets.yaml", "side: [voided]", "side: [voided, ¶failed]"),
  Wrong(
    .unusedHandoff, "patterns.yaml", "handoffs:\n",
    "handoffs:\n  ¶spare: { grace: 1h, hard: 1h }\n"),
  Wrong(
    .unusedFact, stripe, "facts: { status: $.status }",
    "facts:\n      status: $.status\n      ¶spare: $.x"),
  Wrong(.unusedShape, stripe, "items:\n", "items:\n  ¶spare: { references: [] }\n"),
  Wrong(.unusedZone, "zones.yaml", "zones:\n", "zones:\n  ¶spare: { initial: \"+01:00\" }\n"),
  Wrong(
    .messageNeverMatches, stripe, "  charge.*: charge",
    "  charge.*: charge\n  ¶charge.created: charge"),
  Wrong(
    .facetWithoutAuthority, "facets.yaml", "facets:\n",
    "facets:\n  ¶notice: { forward: [told] }\n"),
  Wrong(
    .amountNotRequired, "patterns.yaml",
    "  captured_total:\n    title: Captured and total differ\n"
      + "    upstream:\n      all:\n        - { has: { of: origin, amount: order.total } }",
    "  ¶captured_total:\n    title: Captured and total differ\n    upstream:\n      all:"),
  Wrong(
    .amountUnitsDiffer, stripe, "    amounts:\n",
    "    amounts:\n      ¶order.total: { of: $.amount, unit: count }\n"),
]
