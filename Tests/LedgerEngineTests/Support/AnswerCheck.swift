import Foundation
import LedgerCore
import LedgerEngine
import LedgerRules
import LedgerTesting
import Testing

/// A simulated retailer whose answer sheet a ledger is held against.
struct AnswerCheck: Sendable, CustomTestStringConvertible {
  var seed: UInt64
  var tailDays: Int64 = 2
  var orders = 240

  /// Seeds that the tests run, or those that `ORDERLEDGER_SEEDS` asks for: `8`, `4,6,8`, `1-40`.
  static func seeds(_ usual: [UInt64]) -> [UInt64] {
    guard let text = ProcessInfo.processInfo.environment["ORDERLEDGER_SEEDS"] else { return usual }
    return text.split(separator: ",").flatMap { part -> [UInt64] in
      let bounds = part.split(separator: "-").compactMap { UInt64($0) }
      guard let first = bounds.first, let last = bounds.last, first <= last else { return [] }
      return Array(first...last)
    }
  }

  var testDescription: String { "seed \(seed), \(orders) orders, \(tailDays) days after the last" }

  var options: SimulationOptions {
    var options = SimulationOptions(orders: orders, seed: seed, tail: .days(tailDays))
    FaultLevel.heavy.apply(to: &options)
    return options
  }

  /// What the sheet and the ledger say differently; empty where they agree.
  func differences() throws -> [String] {
    let options = options
    let (sink, _) = try MemorySink.of(options)
    let directory = TemporaryDirectory()
    let ledger = try Ledger.create(
      directory: directory.path + "/ledger", rulebook: try ShippedRulebook.retail(),
      begin: options.start,
      surroundings: .test(clock: ManualClock(options.horizon), seed: seed))
    for start in stride(from: 0, to: sink.lines.count, by: 500) {
      let end = min(start + 500, sink.lines.count)
      _ = try ledger.take(recorded: sink.lines[start..<end].map { Array($0.utf8) })
    }
    var filter = ListFilter(limit: .max)
    filter.includesClosed = true
    filter.statuses = ["in_flight", "delay", "mismatch", "unobservable", "closed"]
    let found = try ledger.disagreements(filter, asOf: AsOf(time: options.horizon)).elements
    try ledger.close()
    return Self.differences(
      expected: sink.answers.filter { $0.statusAtEnd != .inFlight }.map(Line.init),
      actual: found.filter { $0.status != "in_flight" }.map(Line.init))
  }
}

extension AnswerCheck {
  /// A disagreement as both sides can tell it.
  struct Line {
    var order: String
    var pattern: String
    /// How it stands or how it ended, why, and when it ended.
    var text: String

    init(_ answer: ExpectedDisagreement) {
      order = answer.order
      pattern = answer.pattern.name
      let status = answer.closing?.rawValue ?? answer.statusAtEnd?.rawValue ?? ""
      text = Line.text(status, answer.cause.rawValue, answer.closed)
    }

    init(_ found: DisagreementReport) {
      order = found.names.first { $0.hasPrefix("#") || $0.contains("-") } ?? found.order
      pattern = found.pattern
      text = Line.text(found.closing ?? found.status, found.cause.name, found.closedAt)
    }

    private static func text(_ status: String, _ cause: String, _ closed: Timestamp?) -> String {
      closed.map { "\(status)/\(cause) at \($0)" } ?? "\(status)/\(cause)"
    }
  }

  /// By order and pattern, what was expected and what was found.
  static func differences(expected: [Line], actual: [Line]) -> [String] {
    func texts(_ lines: [Line]) -> [String: [String]] {
      Dictionary(grouping: lines) { "\($0.pattern) of \($0.order)" }
        .mapValues { $0.map(\.text).sorted() }
    }
    let wanted = texts(expected)
    let found = texts(actual)
    return Set(wanted.keys).union(found.keys).sorted().compactMap { key in
      let (left, right) = (wanted[key] ?? [], found[key] ?? [])
      return left == right ? nil : "\(key): expected \(left), found \(right)"
    }
  }
}
