import Testing

/// Seeds may be chosen: `ORDERLEDGER_SEEDS=1-100`.
@Suite("The ledger against the simulator's answer sheet")
struct AnswerSheetTests {
  /// Every expected disagreement is found with its status, cause and end, and nothing else is.
  @Test(
    "no misses and no false alarms",
    arguments: AnswerCheck.seeds([1, 2, 3, 4, 5, 6]).map { AnswerCheck(seed: $0) })
  func holds(check: AnswerCheck) throws {
    try expectAgreement(check)
  }

  @Test(
    "no misses and no false alarms when returns and refunds had their time",
    arguments: AnswerCheck.seeds([7]).map { AnswerCheck(seed: $0, tailDays: 16) })
  func holdsLater(check: AnswerCheck) throws {
    try expectAgreement(check)
  }

  private func expectAgreement(_ check: AnswerCheck) throws {
    let differences = try check.differences()
    #expect(
      differences.isEmpty, "\(check.testDescription):\n\(differences.joined(separator: "\n"))")
  }
}
