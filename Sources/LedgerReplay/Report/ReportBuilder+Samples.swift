extension ReplayReport {
  /// So many samples are shown at most.
  private static let samplesMax = 12

  /// Chooses samples: one order of each way of changing, the most frequent ways first, so that they are
  /// different from each other.
  mutating func chooseSamples() {
    var ways: [[Int]: (first: Int, count: Int)] = [:]
    for (index, order) in changed.enumerated() {
      ways[order.effects, default: (index, 0)].count += 1
    }
    let chosen = ways.values.sorted {
      ($1.count, $0.first) < ($0.count, $1.first)
    }
    samples = chosen.prefix(ReplayReport.samplesMax).map(\.first)
  }
}
