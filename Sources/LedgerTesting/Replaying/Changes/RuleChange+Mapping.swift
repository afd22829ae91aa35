extension RuleChange {
  private static let shopify = "channels/shopify.yaml"
  private static let netsuite = "channels/netsuite.yaml"

  /// Changes of how items are read by their facts.
  public static let mapping: [RuleChange] = [
    RuleChange(
      "a value of a table means another state", in: shopify,
      "            paid: captured\n", by: "            paid: authorized\n"),
    RuleChange(
      "a value of a table is not known any more", in: netsuite,
      "D: accepted, E: accepted, F: accepted, G: completed",
      by: "D: accepted, E: accepted, G: completed"),
    RuleChange(
      "a value of a table is known now",
      from: [Edit(shopify, "            partial: partially_shipped\n            fulfilled: shipped\n            shipped: shipped\n            restocked", by: "            partial: partially_shipped\n            shipped: shipped\n            restocked")],
      []),
    RuleChange(
      "a row makes another state of what it matches", in: shopify,
      "        - { when: { financial_status: partially_refunded }, then: partial }\n",
      by: "        - { when: { financial_status: partially_refunded }, then: full }\n"),
    RuleChange(
      "a row is removed", in: shopify,
      "        - { when: { closed: true }, then: archived, note: \"closed_at is archiving, not completion\" }\n",
      by: ""),
  ]
}
