import LedgerCore
import LedgerRules
import Testing

@testable import LedgerReplay

@Suite("A policy")
struct PolicyTests {
  /// Four changed orders of ten, one of which cannot be evaluated.
  private func report(
    _ made: MadeReport, notEvaluable: [String] = [], extra: [Effect] = []
  ) -> ReplayReport {
    made.report(
      [
        MadeReport.Order(
          name: "ord-1", effects: [MadeReport.captured, MadeReport.claimed] + extra,
          money: MadeReport.euros(100), before: ["payment": "captured"],
          after: ["payment": "authorized"]),
        MadeReport.Order(
          name: "ord-2", effects: [MadeReport.captured, MadeReport.opens, Effect(.disagrees)],
          money: MadeReport.euros(50), irreversible: ["fulfillment shipped"]),
        MadeReport.Order(
          name: "ord-3", effects: [MadeReport.claimed, MadeReport.breaks, MadeReport.broke],
          money: OrderMoney(amount: 7, currency: Currency(code: "JPY") ?? .count),
          channel: "shop-jp"),
        MadeReport.Order(
          name: "ord-4",
          effects: [Effect(.quarantined, "unknown_value", to: "payment status = x")]),
      ], unchanged: 6 - notEvaluable.count, notEvaluable: notEvaluable)
  }

  private func verdict(_ text: String, on report: ReplayReport? = nil) throws -> PolicyVerdict {
    let made = try MadeReport()
    return try policy(text, made).verdict(on: report ?? self.report(made))
  }

  private func policy(_ text: String, _ made: MadeReport) throws -> Policy {
    try Policy.read(
      Array(text.utf8), file: "policy.yaml", for: [made.before, made.after])
  }

  @Test(
    "counts what it limits",
    arguments: [
      ("changed", "4", 4), ("quarantined", "1", 1), ("opened", "1", 1), ("sla-breaches", "2", 2),
      ("irreversible", "1", 1), ("unexpected", "4", 4),
    ])
  func counts(name: String, shown: String, found: Int) throws {
    let within = try verdict("limits: { \(name): \(found) }")
    #expect(within.outcome == .within && within.exitCode == 0)
    #expect(within.findings.map(\.name) == [name])
    #expect(within.findings.first?.found.hasPrefix(shown + " ") == true)
    #expect(within.findings.first?.place == SourcePlace(file: "policy.yaml", line: 1))
    let beyond = try verdict("limits: { \(name): \(found - 1) }")
    #expect(beyond.outcome == .beyond && beyond.exitCode == 1)
  }

  @Test(
    "limits patterns, shares and money each by themselves",
    arguments: [
      ("opened: { erp_missing: 0 }", false), ("opened: { paid_in_time: 0 }", false),
      ("opened: { paid_in_time: 1, all: 1 }", true), ("sla-breaches: { paid_in_time: 1 }", false),
      ("sla-breaches: { all: 2 }", true), ("changed-share: 40%", true),
      ("changed-share: 39.9999 %", false), ("money: { EUR: 150.00 }", true),
      ("money: { EUR: 149.99 }", false), ("money: { JPY: 7, other: 0 }", false),
      ("money: { JPY: 7, EUR: 150, other: 0 }", true), ("money: { USD: 0 }", true),
    ])
  func limits(text: String, isWithin: Bool) throws {
    let verdict = try verdict("limits: { \(text) }")
    #expect(verdict.outcome == (isWithin ? .within : .beyond), "\(verdict.findings)")
  }

  @Test(
    "forbids differences of truth and of systems, with any state and under conditions",
    arguments: [
      ("payment: captured → authorized", 2), ("truth.payment: captured -> any", 2),
      ("shop.payment: captured → authorized", 2), ("any.payment: { to: authorized }", 2),
      ("erp.payment: captured → authorized", 0), ("payment: authorized → captured", 0),
      ("any: any → authorized", 2), ("payment: { from: [captured, voided] }", 2),
      ("payment: { to: authorized, where: { amount: \">= 100.00 EUR\" } }", 1),
      ("payment: { to: authorized, where: { amount: [\">50 EUR\", \"<100 EUR\"] } }", 0),
      ("payment: { to: authorized, where: { before: { payment: captured } } }", 1),
      ("payment: { to: authorized, where: { after: { payment: none } } }", 1),
      ("any.any: { where: { channel: shop-jp } }", 1), ("opened: any", 2),
      ("opened: [erp_missing]", 1), ("breached: { of: paid_in_time }", 1),
      ("quarantined: unknown_value", 1), ("quarantined: unknown_type", 0),
      ("orders: [split, joined]", 0), ("presence.erp: any → absent", 0),
    ])
  func forbids(text: String, orders: Int) throws {
    let verdict = try verdict("forbid:\n  - \(text)")
    #expect(verdict.outcome == (orders == 0 ? .within : .beyond))
    #expect(verdict.findings.first?.found == ReportText.count(orders, "order"))
  }

  @Test("cannot be evaluated where the replay could not see what it would have to")
  func notEvaluable() throws {
    let off = try MadeReport(isExact: false)
    #expect(try verdict("limits: { changed: 9 }", on: report(off)).exitCode == 2)
    let part = try MadeReport(isFull: false)
    #expect(try verdict("require-full-baseline: true", on: report(part)).exitCode == 2)
    #expect(try verdict("require-full-baseline: false", on: report(part)).exitCode == 0)
    let made = try MadeReport()
    let unseen = report(made, notEvaluable: ["ord-8", "ord-9"])
    let silent = try verdict("limits: { changed: 9 }", on: unseen)
    #expect(silent.exitCode == 2 && silent.findings.last?.name == "not-evaluable")
    #expect(try verdict("limits: { not-evaluable: 1 }", on: unseen).exitCode == 2)
    #expect(try verdict("limits: { not-evaluable: 2 }", on: unseen).exitCode == 0)
    // That it could not be evaluated is worse than that it is beyond.
    #expect(try verdict("limits: { changed: 0 }", on: unseen).exitCode == 2)
  }

  @Test("has approvals, a digest, and can be added to by the command line")
  func adding() throws {
    let made = try MadeReport()
    let policy = try policy("limits: { changed: 9 }\napprovals: 2", made)
    #expect(policy.approvals == 2 && policy.digest != nil)
    let more = try Policy.read(maximum: "opened.erp_missing=0", for: [made.before])
    let both = policy.adding(more)
    let verdict = both.verdict(on: report(made))
    #expect(verdict.findings.map(\.name) == ["changed", "opened.erp_missing"])
    #expect(verdict.findings.map(\.isWithin) == [true, false])
    #expect(verdict.findings.last?.place == nil && verdict.approvals == 2)
    #expect(both.digest == policy.digest)
  }

  @Test("an empty policy holds")
  func empty() throws {
    #expect(try verdict("").outcome == .within)
    #expect(try verdict("").findings.isEmpty)
  }
}

@Suite("What is wrong with a policy")
struct PolicyErrorTests {
  @Test(
    "is told with its place, its code and what was probably meant",
    arguments: [
      ("limits: { chnged: 0 }", 11, "unknown_key", "Did you mean `changed`?"),
      ("limits: { changed: -1 }", 20, "bad_number", "whole number"),
      ("limits: { changed: many }", 20, "bad_number", "whole number"),
      ("limits: { changed-share: 2 }", 26, "bad_number", "`100%`"),
      ("limits: { changed-share: 101% }", 26, "bad_number", "`100%`"),
      ("limits: { opened: { erp_mising: 0 } }", 21, "unknown_pattern", "`erp_missing`"),
      ("limits: { money: { EURO: 1 } }", 20, "bad_amount", "ISO 4217"),
      ("limits: { money: { EUR: 1.005 } }", 25, "bad_amount", "at most 2 decimals"),
      ("limits: { money: { other: 5 } }", 27, "bad_amount", "`other: 0`"),
      ("limit: { changed: 0 }", 1, "unknown_key", "`limits`"),
      ("forbid: [ { payment: captured } ]", 22, "bad_transition", "FROM → TO"),
      ("forbid: [ { payment: captured → paid } ]", 22, "unknown_state", "there is no state `paid`"),
      ("forbid: [ { paymnt: captured → voided } ]", 13, "bad_effect", "`payment`"),
      ("forbid: [ { shopp.payment: any → any } ]", 13, "unknown_system", "`shop`"),
      ("forbid: [ { shop.paymnt: any → any } ]", 13, "unknown_facet", "`payment`"),
      ("forbid: [ { presence.eerp: any → any } ]", 13, "unknown_system", "`erp`"),
      ("forbid: [ { presence.erp: any → shipped } ]", 27, "unknown_state", "`absent`"),
      ("forbid: [ { opend: any } ]", 13, "bad_effect", "`opened`"),
      ("forbid: [ { held: payment } ]", 19, "bad_effect", "SYSTEM.NAME"),
      ("forbid: [ { orders: splitted } ]", 21, "unknown_option", "`split`"),
      ("forbid: [ { opened: { pattern: any } } ]", 23, "unknown_key", "`of`"),
      (
        "forbid: [ { payment: { to: voided, where: { amount: 5 } } } ]", 53, "bad_amount",
        "100.00 EUR"
      ),
      (
        "forbid: [ { payment: { to: voided, where: { befor: {} } } } ]", 45, "unknown_key",
        "`before`"
      ),
      ("approvals: 99", 12, "bad_number", "from 0 to 16"),
      ("require-full-baseline: yes", 24, "unknown_option", "`true`"),
      ("forbid: [ { payment: * → voided } ]", 22, "bad_yaml", "quotes"),
    ])
  func places(text: String, column: Int, code: String, remedy: String) throws {
    let made = try MadeReport()
    let error = #expect(throws: RulebookErrors.self) {
      try Policy.read(
        Array("# a policy\n\(text)".utf8), file: "policy.yaml", for: [made.before, made.after])
    }
    let problems = try #require(error?.problems)
    let found = try #require(problems.first { $0.code.rawValue == code }, "\(problems)")
    #expect(found.file == "policy.yaml" && found.line == 2)
    #expect(found.column == column || code == "bad_yaml")
    #expect(found.description.contains(remedy), "\(found)")
  }

  @Test("is told all at once")
  func together() throws {
    let made = try MadeReport()
    let text = "limits: { chnged: 0, opened: x }\nforbid: [ { payment: x } ]\nexpect: 5"
    let error = #expect(throws: RulebookErrors.self) {
      try Policy.read(Array(text.utf8), file: "policy.yaml", for: [made.before])
    }
    #expect(error?.problems.map(\.line) == [1, 1, 2, 3])
  }

  @Test(
    "is told of a threshold on the command line",
    arguments: ["changed", "=1", "chnged=1", "money.EUR=x", "opened.nothing=1", "changed="])
  func commandLine(text: String) throws {
    let made = try MadeReport()
    let error = #expect(throws: RulebookErrors.self) {
      try Policy.read(maximum: text, for: [made.before])
    }
    #expect(error?.description.hasPrefix("\(text): error ") == true)
  }
}
