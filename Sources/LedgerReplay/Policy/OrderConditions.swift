import LedgerCore

/// Which changed orders an expectation or prohibition is about: all of these must hold.
struct OrderConditions: Sendable, Hashable {
  struct Amount: Sendable, Hashable {
    enum Comparison: String, Sendable, CaseIterable {
      // Longer signs first: text is matched in this order.
      case atLeast = ">="
      case atMost = "<="
      case above = ">"
      case below = "<"
      case equal = "="
    }

    var comparison: Comparison
    var money: OrderMoney

    func holds(of other: OrderMoney?) -> Bool {
      guard let other, other.currency == money.currency else { return false }
      return switch comparison {
      case .atLeast: other.amount >= money.amount
      case .atMost: other.amount <= money.amount
      case .above: other.amount > money.amount
      case .below: other.amount < money.amount
      case .equal: other.amount == money.amount
      }
    }

    var text: String {
      "amount \(comparison.rawValue) \(ReportText.money(money.amount, money.currency))"
    }
  }

  /// Truth of a facet.
  struct Truth: Sendable, Hashable {
    var facet: String
    var state: Choice
  }

  /// Where the order began.
  var channel = Choice.any
  var amounts: [Amount] = []
  /// By the former and by the revised rulebook.
  var before: [Truth] = []
  var after: [Truth] = []

  func holds(of order: ChangedOrder, in report: ReplayReport) -> Bool {
    channel.holds(of: order.channel) && amounts.allSatisfy { $0.holds(of: order.money) }
      && OrderConditions.holds(before, of: order.before, report)
      && OrderConditions.holds(after, of: order.after, report)
  }

  private static func holds(
    _ conditions: [Truth], of outcome: OrderOutcome, _ report: ReplayReport
  ) -> Bool {
    guard !conditions.isEmpty else { return true }
    let truth = report.named(outcome).truth
    return conditions.allSatisfy { wanted in
      wanted.state.holds(ofState: truth.first { $0.facet == wanted.facet }?.state ?? "")
    }
  }

  /// ` where channel = shopify-eu`; empty where there are none.
  var text: String {
    var texts: [String] = []
    if channel != .any { texts.append("channel = \(channel.text)") }
    texts += amounts.map(\.text)
    texts += before.map { "\($0.facet) = \($0.state.text)" }
    texts += after.map { "then \($0.facet) = \($0.state.text)" }
    return texts.isEmpty ? "" : " where " + texts.joined(separator: ", ")
  }
}

extension OrderMoney {
  /// `1,000.00 EUR`, `100EUR`: a decimal that the currency's minor unit can hold, and its code.
  public init?(text: some StringProtocol) {
    let letters = text.suffix(3)
    guard letters.count == 3, let currency = Currency(code: letters), currency.isListed else {
      return nil
    }
    let digits = text.dropLast(3).filter { $0 != " " && $0 != "," }
    guard let amount = try? DecimalText.minorUnits(String(digits), exponent: currency.exponent)
    else { return nil }
    self.init(amount: amount, currency: currency)
  }
}
