/// What is done to a ledger and its model. The number chooses among what there is at that moment, so that
/// any part of a list of operations is one that can be done.
struct ModelOperation: CustomStringConvertible {
  enum Kind: CaseIterable {
    case append, appendGroup, duplicate, conflict, join, separate, activate, promote, rollBack,
      replay
    case checkpoint, rotateKey, flush, reopen, crash, copy, rebuild, verify, clockForward, clockBack
  }

  var kind: Kind
  var number: UInt64

  var description: String { "(.\(kind), \(number))" }

  /// How often each comes.
  private static let weights: [(Kind, Int)] = [
    (.append, 20), (.appendGroup, 20), (.duplicate, 10), (.conflict, 6), (.join, 4), (.separate, 2),
    (.activate, 4), (.promote, 2), (.rollBack, 3), (.replay, 1), (.checkpoint, 3), (.rotateKey, 1),
    (.flush, 5), (.reopen, 4), (.crash, 8), (.copy, 2), (.rebuild, 2), (.verify, 2),
    (.clockForward, 5), (.clockBack, 3),
  ]

  static func random(_ random: inout some RandomNumberGenerator) -> ModelOperation {
    var chosen = Int.random(in: 0..<weights.reduce(0) { $0 + $1.1 }, using: &random)
    for (kind, weight) in weights {
      if chosen < weight { return ModelOperation(kind: kind, number: random.next() >> 16) }
      chosen -= weight
    }
    return ModelOperation(kind: .append, number: random.next() >> 16)
  }
}
