import LedgerCore
import LedgerEngine
import LedgerRules
import LedgerTesting
import Testing

@Suite("The ledger against the simulator's answer sheet")
struct AnswerSheetTests {
  struct Collected: SimulationSink {
    var lines: [[UInt8]] = []
    var answers: [ExpectedDisagreement] = []

    mutating func delivery(_ line: UnsafeRawBufferPointer, channel: SimulatedChannel) {
      lines.append(Array(line.dropLast()))
    }

    mutating func answer(_ answer: ExpectedDisagreement) { answers.append(answer) }
  }

  struct Line: Hashable, Comparable, CustomStringConvertible {
    var order: String
    var pattern: String
    var status: String
    var cause: String

    static func < (left: Line, right: Line) -> Bool {
      (left.order, left.pattern, left.status) < (right.order, right.pattern, right.status)
    }

    var description: String { "\(order) \(pattern) \(status) \(cause)" }
  }

  /// Every expected disagreement is found with its status and cause, and nothing else is.
  @Test("no misses and no false alarms", arguments: [1, 2, 3, 7])
  func holds(seed: UInt64) throws {
    var options = SimulationOptions(orders: 240, seed: seed)
    FaultLevel.heavy.apply(to: &options)
    var collected = Collected()
    _ = try Simulation(options: options).run(into: &collected)
    let directory = TemporaryDirectory()
    let clock = ManualClock(options.horizon)
    let ledger = try Ledger.create(
      directory: directory.path + "/ledger", rulebook: try ShippedRulebook.retail(),
      begin: options.start,
      surroundings: .test(clock: clock, seed: seed))
    for start in stride(from: 0, to: collected.lines.count, by: 500) {
      let end = min(start + 500, collected.lines.count)
      _ = try ledger.take(recorded: Array(collected.lines[start..<end]))
    }
    var filter = ListFilter(limit: 1_000_000)
    filter.includesClosed = true
    filter.statuses = ["in_flight", "delay", "mismatch", "unobservable", "closed"]
    let found = try ledger.disagreements(filter, asOf: AsOf(time: options.horizon)).elements
    let actual = Set(
      found.filter { $0.status != "in_flight" }.map { found in
        Line(
          order: found.names.first { $0.hasPrefix("#") || $0.contains("-") } ?? found.order,
          pattern: found.pattern, status: found.closing ?? found.status, cause: found.cause.name)
      })
    let expected = Set(
      collected.answers.filter { $0.statusAtEnd != .inFlight }.map { answer in
        Line(
          order: answer.order, pattern: answer.pattern.name,
          status: answer.closing?.rawValue ?? answer.statusAtEnd?.rawValue ?? "",
          cause: answer.cause.rawValue)
      })
    let differing = AnswerSheetTests.differences(expected, actual)
    #expect(
      differing.isEmpty, "seed \(seed): \(differing.joined(separator: "\n"))")
    try ledger.close()
  }

  /// Pattern, what was expected and what was found, with how many orders and the first of them.
  static func differences(_ expected: Set<Line>, _ actual: Set<Line>) -> [String] {
    var groups: [String: [String]] = [:]
    func key(_ line: Line) -> String { "\(line.order) \(line.pattern)" }
    let found = Dictionary(grouping: actual, by: key)
    let wanted = Dictionary(grouping: expected, by: key)
    for (key, lines) in wanted.merging(found, uniquingKeysWith: { left, _ in left }) {
      let left = (wanted[key] ?? []).map { "\($0.status)/\($0.cause)" }.sorted()
      let right = (found[key] ?? []).map { "\($0.status)/\($0.cause)" }.sorted()
      if left != right {
        groups["\(lines[0].pattern): expected \(left), found \(right)", default: []]
          .append(lines[0].order)
      }
    }
    return groups.map { "\($0.value.count) × \($0.key): \($0.value.sorted().prefix(4))" }.sorted()
  }
}
