extension ReplayReport {
  /// The changed orders that a form shows: what was not expected first, then samples of each kind,
  /// else in the order of the ledger.
  ///
  /// - Returns: indices in `changed`.
  public func shown(limit: Int, unexpected: [Int] = []) -> [Int] {
    var shown: [Int] = []
    var known: Set<Int> = []
    func add(_ orders: some Sequence<Int>) {
      for order in orders where shown.count < limit && known.insert(order).inserted {
        shown.append(order)
      }
    }
    let wanted = Set(unexpected)
    add(samples.filter { wanted.contains($0) })
    add(unexpected)
    add(samples)
    if samples.isEmpty { add(changed.indices) }
    return shown
  }
}
