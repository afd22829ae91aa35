import LedgerEngine

/// What came of a stream so far.
struct BulkTally: Sendable {
  private(set) var deliveries = 0
  private var outcomes: [String: Int] = [:]
  private var refusals: [(number: Int, sentence: String)] = []
  private static let refusalsShownMax = 20

  /// - Returns: which delivery of the stream it is, from 1.
  mutating func next() -> Int {
    deliveries += 1
    return deliveries
  }

  mutating func add(_ receipt: Receipt) { outcomes[receipt.code, default: 0] += 1 }

  mutating func refuse(_ number: Int, _ sentence: String) {
    outcomes["refused", default: 0] += 1
    if refusals.count < BulkTally.refusalsShownMax { refusals.append((number, sentence)) }
  }

  var members: [(String, JSONValue)] {
    [("deliveries", .int(deliveries))]
      + ["appended", "duplicate", "conflict", "refused"].map { ($0, .int(outcomes[$0] ?? 0)) }
      + [
        (
          "refusals",
          .array(
            refusals.map {
              .object([("delivery", .int($0.number)), ("reason", .string($0.sentence))])
            })
        )
      ]
  }
}
