import LedgerCore

/// Something that goes wrong with one order. A fault chooses the order's course, changes who says
/// what, and knows which disagreements follow.
protocol Fault: Sendable {
  /// Makes the order take a course in which the fault can happen.
  func shape(_ plan: inout Plan)

  /// Changes who says what, and when.
  func plant(in script: inout OrderScript, random: inout SplitMix64)

  /// What a ledger must find in the script, with its cause.
  func findings(in script: OrderScript) -> [Finding]
}

extension Fault {
  func shape(_ plan: inout Plan) {}
}
