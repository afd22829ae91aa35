import LedgerCore
import LedgerRules

extension OrderState {
  /// An amount of a selected system: of the order itself, else the sum over its entities;
  /// over several systems of a role, the sum. Not known where currencies differ or several
  /// orders share it.
  func amount(
    _ reference: AmountReference, _ rules: StatusRules
  ) -> (value: Int64, currency: Currency)? {
    let origin = origin(for: reference.of, rules)
    var total: (value: Int64, currency: Currency)?
    for index in systems.indices
    where means(reference.of, systems[index].system, origin: origin, rules) {
      guard let part = amount(reference.kind, of: systems[index].system) else { continue }
      guard let sum = total else {
        total = part
        continue
      }
      let (value, overflow) = sum.value.addingReportingOverflow(part.value)
      guard !overflow, sum.currency == part.currency else { return nil }
      total = (value, sum.currency)
    }
    return total
  }

  private func amount(
    _ kind: AmountKind, of system: SystemID
  ) -> (value: Int64, currency: Currency)? {
    var total: (value: Int64, currency: Currency)?
    for amount in amounts where amount.system == system && amount.kind == kind {
      if amount.isShared { return nil }
      if amount.entity == 0 { return (amount.value, amount.currency) }
      guard let sum = total else {
        total = (amount.value, amount.currency)
        continue
      }
      let (value, overflow) = sum.value.addingReportingOverflow(amount.value)
      guard !overflow, sum.currency == amount.currency else { return nil }
      total = (value, sum.currency)
    }
    return total
  }

  /// Whether some entity of the left has an amount that compares so with its amount of the right.
  func someLine(
    _ left: AmountReference, _ comparison: Comparison, _ right: AmountReference,
    _ rules: StatusRules
  ) -> Bool {
    someLines(left, right, rules) { comparison.holds($0.value, $1.value) }
  }

  /// Whether a body is true of some line's amount of the left and of the right.
  func someLines(
    _ left: AmountReference, _ right: AmountReference, _ rules: StatusRules,
    _ isWanted: (OrderState.Amount, OrderState.Amount) -> Bool
  ) -> Bool {
    let leftOrigin = origin(for: left.of, rules)
    let rightOrigin = origin(for: right.of, rules)
    for index in amounts.indices where isLine(amounts[index], left, origin: leftOrigin, rules) {
      guard let line = whole(ofLineAt: index) else { continue }
      for other in amounts.indices
      where EntityHash.whole(of: amounts[other].entity) == EntityHash.whole(of: line.entity)
        && isLine(amounts[other], right, origin: rightOrigin, rules)
      {
        guard let matching = whole(ofLineAt: other) else { continue }
        if isWanted(line, matching) { return true }
      }
    }
    return false
  }

  /// The amount of a line: where several parcels have a share of it, their sum, told at the first
  /// of them and nil at the others.
  private func whole(ofLineAt index: Int) -> OrderState.Amount? {
    var line = amounts[index]
    for other in amounts.indices where other != index && amounts[other].isShare(of: line) {
      if other < index { return nil }
      line.value = line.value.addingReportingOverflow(amounts[other].value).partialValue
      line.previous = nil
    }
    return line
  }

  private func isLine(
    _ amount: OrderState.Amount, _ reference: AmountReference, origin: SystemID?,
    _ rules: StatusRules
  ) -> Bool {
    amount.entity != 0 && amount.kind == reference.kind && !amount.isShared
      && means(reference.of, amount.system, origin: origin, rules)
  }
}

extension OrderState.Amount {
  /// Whether it and another are what one system says of one line.
  fileprivate func isShare(of other: Self) -> Bool {
    system == other.system && kind == other.kind && entity != 0 && !isShared
      && EntityHash.whole(of: entity) == EntityHash.whole(of: other.entity)
  }
}
