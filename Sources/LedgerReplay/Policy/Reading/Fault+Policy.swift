import LedgerRules

extension Fault {
  static func badTransition(_ text: String) -> Fault {
    Fault(
      .badTransition, "`\(text)` is no transition",
      "Write `FROM → TO` (or `FROM -> TO`), or `{ from: …, to: … }`; `any` stands for any state")
  }

  static func unknownEffect(_ key: String, known: [String]) -> Fault {
    Fault(
      .badEffect, "`\(key)` names no difference",
      suggestion(for: key, among: known, what: "difference") + "; or `FACET`, `SYSTEM.FACET`")
  }

  static func badOwner(_ text: String) -> Fault {
    Fault(.badEffect, "`\(text)` names nothing of a system", "Write `SYSTEM.NAME`, or `any`")
  }

  static func badMoney(_ text: String, _ form: String) -> Fault {
    Fault(.badAmount, "`\(text)` is no amount of money", "Write \(form)")
  }

  static func badCurrency(_ code: String) -> Fault {
    Fault(.badAmount, "`\(code)` is no currency", "Use a code of ISO 4217, such as `EUR`")
  }

  static let otherMoney = Fault(
    .badAmount, "`other` stands for all currencies that have no limit of their own",
    "Write `other: 0`, so that no money in them may be concerned, or leave it out")

  static func badMaximum(_ text: String) -> Fault {
    Fault(.wrongForm, "`\(text)` is no threshold", "Write `NAME=NUMBER`, such as `changed=0`")
  }
}
