import LedgerCore
import LedgerRules

@testable import LedgerReplay

extension MadeReport {
  /// A report with something in every part, and names that want to be escaped.
  func full(judged: Bool = true) throws -> (report: ReplayReport, judgement: Judgement?) {
    let late = Effect(.claim, "fulfillment", of: "erp", from: "pending", to: "shipped")
    var report = report(
      [
        Order(
          name: "ord-1", effects: [Self.captured, Self.claimed, Self.opens, Effect(.disagrees)],
          money: Self.euros(1_234), before: ["payment": "captured"],
          after: ["payment": "authorized"], irreversible: ["fulfillment shipped"],
          consequences: [
            (ItemID(position: LogPosition(7), index: 0), Self.asOf, [late, Self.opens])
          ]),
        Order(
          name: "=HYPERLINK(\"http://x\")|<b>&'@all\n`#1`", effects: [Self.claimed],
          money: OrderMoney(amount: 7, currency: Currency(code: "JPY") ?? .count)),
        Order(
          name: "ord-3",
          effects: [
            Effect(.closed, "erp_missing", from: "mismatch, rejected"), Effect(.agrees), Self.broke,
            Self.breaks,
            Effect(.unbreached, "paid_in_time", from: "delay, rejected, corrected", isSLA: true),
            Effect(
              .rejudged, "paid_in_time", from: "delay, rejected, corrected",
              to: "delay, mapping, corrected", isSLA: true),
            Effect(.alertEarlier, "erp_missing"), Effect(.alertLater, "paid_in_time", isSLA: true),
          ]),
        Order(
          name: "ord-4",
          effects: [
            Effect(.quarantined, "unknown_value", to: "payment status = <i>"),
            Effect(.released, "unknown_value", from: "payment status = y"),
            Effect(.held, "payment", of: "shop", to: "captured"),
            Effect(.unheld, "payment", of: "shop", from: "captured"),
            Effect(.illegal, "payment", of: "shop", from: "captured", to: "unpaid"),
            Effect(.legal, "payment", of: "shop", from: "voided", to: "captured"),
            Effect(.amount, "order.total", of: "shop"),
            Effect(.presence, of: "erp", from: "silent", to: ""), Effect(.split), Effect(.joined),
            Effect(.appeared), Effect(.vanished), Effect(.test, from: "live", to: "test"),
            Effect(.confirmed, "payment", of: "shop", from: "captured", to: "authorized"),
            Effect(.contradicted, "payment", of: "erp", from: "captured", to: "authorized"),
          ]),
      ], unchanged: 95, notEvaluable: ["ord-8"])
    report.commonalities = [
      Commonality(fact: "channel = shop-eu", changed: 3, all: 6, counted: 100)
    ]
    var weight = Weight()
    weight.add(Self.euros(1_234))
    report.attribution = Attribution(
      units: [
        Attribution.Unit(changes: report.changes, alone: weight, needed: weight),
        Attribution.Unit(changes: report.changes, alone: Weight(), needed: Weight()),
      ], interacting: weight)
    report.unused = [SourcePlace(file: "channels/shop.yaml", line: 12)]
    report.samples = [2, 0]
    guard judged else { return (report, nil) }
    let text = """
      limits: { changed: 1, not-evaluable: 1 }
      expect: [ { shop.payment: captured → authorized }, { opened: any }, { orders: split },
        { closed: paid_in_time } ]
      """
    let policy = try Policy.read(
      Array((text + "\nforbid: { orders: vanished }").utf8), file: "policy.yaml",
      for: [before, after])
    return (report, Judgement(of: report, by: policy))
  }
}
