import Testing

@Suite("The ledger against the simulator's answer sheet")
struct AnswerSheetTests {
  /// Every expected disagreement is found with its status, cause and end, and nothing else is.
  @Test(
    "no misses and no false alarms",
    arguments: AnswerCheck.seeds([1, 2, 3, 4, 5, 6, 7]).map { AnswerCheck(seed: $0) })
  func holds(check: AnswerCheck) throws {
    let differences = try check.differences()
    #expect(
      differences.isEmpty, "\(check.testDescription):\n\(differences.joined(separator: "\n"))")
  }

  @Test(
    "no misses and no false alarms when returns and refunds had their time",
    arguments: AnswerCheck.seeds([8, 9]).map { AnswerCheck(seed: $0, tailDays: 16) })
  func holdsLater(check: AnswerCheck) throws {
    let differences = try check.differences()
    #expect(
      differences.isEmpty, "\(check.testDescription):\n\(differences.joined(separator: "\n"))")
  }
}
