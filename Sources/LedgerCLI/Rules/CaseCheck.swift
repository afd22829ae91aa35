import LedgerEngine

/// Compares what a ledger says with what an example expects of it.
struct CaseCheck {
  private let then: RulebookCase.Then
  private let ledger: Ledger
  private let first: LogPosition
  private let asOf: AsOf

  init(_ then: RulebookCase.Then, _ ledger: Ledger, from first: LogPosition, asOf: AsOf) {
    self.then = then
    self.ledger = ledger
    self.first = first
    self.asOf = asOf
  }

  func failures() throws -> [String] {
    var failures: [String] = []
    if !then.outcomes.isEmpty {
      let outcomes = try ledger.outcomes(
        from: first, through: LogPosition(ledger.nextPosition.rawValue - 1)
      ).map(\.outcome.rawValue)
      if outcomes != then.outcomes {
        failures.append(
          "outcomes are \(outcomes.joined(separator: ", ")), "
            + "expected \(then.outcomes.joined(separator: ", "))")
      }
    }
    guard let name = then.order else { return failures }
    let found = try ledger.find(name)
    guard found.count == 1 else {
      return failures + ["\(found.count) orders carry \(name), expected 1"]
    }
    let report = try ledger.order(name, asOf: asOf)
    return failures + truth(report) + systems(report) + disagreements(report)
  }

  private func truth(_ report: OrderReport) -> [String] {
    then.truth.compactMap { expected in
      let actual = report.truth.first { $0.facet == expected.facet }?.state
      return differs("truth of \(expected.facet)", actual, expected.state)
    }
  }

  private func systems(_ report: OrderReport) -> [String] {
    then.systems.compactMap { expected in
      let system = report.systems.first { $0.name == expected.system }
      let actual = system?.facets.first { $0.facet == expected.facet }?.state
      return differs("\(expected.facet) of \(expected.system)", actual, expected.state)
    }
  }

  private func disagreements(_ report: OrderReport) -> [String] {
    then.disagreements.compactMap { expected in
      let open = report.disagreements.first { $0.pattern == expected.pattern }?.status
      let closed = report.closed.contains { $0.pattern == expected.pattern } ? "closed" : nil
      // `none` asks that it is not open; whether it ever was, only `closed` asks.
      let actual = open ?? (expected.status == "closed" ? closed : nil)
      return differs(expected.pattern, actual, expected.status)
    }
  }

  private func differs(_ what: String, _ actual: String?, _ expected: String) -> String? {
    let actual = actual ?? "none"
    return actual == expected ? nil : "\(what) is \(actual), expected \(expected)"
  }
}
