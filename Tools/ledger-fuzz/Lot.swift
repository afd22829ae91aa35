import ArgumentParser
import Foundation
import LedgerChannels
import LedgerCore
import LedgerEngine
import LedgerTesting

/// Runs a stretch of iterations in this process.
struct Lot: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Runs some iterations; started by the command itself.", shouldDisplay: false)

  @OptionGroup var plan: FuzzPlan
  @Option var ledger: String
  @Option var from: Int
  @Option var to: Int

  func run() throws {
    let run = try LotRun(plan, directory: ledger, from..<to)
    try run.run()
    var tally = run.tally
    tally.peakKiB = try Lot.peakKiB()
    print(try JSONEncoder().encode(tally).asText)
  }

  /// The most memory that this process had. What `wait4` tells begins with that of the parent, which it
  /// was split off from.
  private static func peakKiB() throws -> Int {
    let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return line.flatMap { Int($0.filter(\.isNumber)) } ?? 0
  }
}

/// What became of deliveries.
struct Tally: Codable {
  var submitted = 0
  var refused = 0
  var entries = 0
  var items = 0
  var duplicates = 0
  var conflicts = 0
  /// Compressed files that broke off.
  var brokenFiles = 0
  var peakKiB = 0

  static func += (left: inout Tally, right: Tally) {
    left.submitted += right.submitted
    left.refused += right.refused
    left.entries += right.entries
    left.items += right.items
    left.duplicates += right.duplicates
    left.conflicts += right.conflicts
    left.brokenFiles += right.brokenFiles
    left.peakKiB = max(left.peakKiB, right.peakKiB)
  }
}

extension Data {
  var asText: String { String(decoding: self, as: UTF8.self) }
}

let begin = Timestamp(seconds: 1_767_225_600)

/// The ledger contradicts itself.
enum Broken: Error {
  case gap(expected: LogPosition, Receipt)
}

/// One process's stretch of iterations.
final class LotRun {
  private(set) var tally = Tally()
  private let plan: FuzzPlan
  private let iterations: Range<Int>
  private let ledger: Ledger
  private let kinds: [String]
  private let sources: FuzzSources
  private let clock: ManualClock
  private let mark: Mark
  private let file: String
  private var open: [Preparation] = []
  private var checked: [Preparation] = []
  private var ready: [ReadyDelivery] = []
  private var random: SplitMix64
  private var batchMax = 1

  init(_ plan: FuzzPlan, directory: String, _ iterations: Range<Int>) throws {
    self.plan = plan
    self.iterations = iterations
    mark = try Mark(path: directory + ".mark")
    mark.set(.starting, iterations)
    file = directory + ".input"
    clock = ManualClock(begin + .seconds(Int64(iterations.lowerBound)))
    random = SplitMix64.stream(seed: ~plan.seed, key: UInt64(iterations.lowerBound))
    let surroundings = Surroundings.test(
      clock: clock, seed: plan.seed &+ UInt64(iterations.lowerBound))
    ledger =
      Ledger.exists(in: directory)
      ? try Ledger.openForWriting(directory: directory, surroundings: surroundings)
      : try Ledger.create(
        directory: directory, rulebook: try ShippedRulebook.retail(), begin: begin,
        surroundings: surroundings)
    kinds = ledger.rulebook.kinds.keys.sorted()
    sources = try FuzzSources(directory: plan.payloads, kinds: Set(kinds))
    for kind in kinds {
      _ = try ledger.register(channel: kind, kind: kind, account: nil)
      open.append(try ledger.preparation(channel: kind))
      checked.append(try ledger.preparation(channel: kind, secrets: [Secret("00ff00ff")]))
    }
  }

  func run() throws {
    batchMax = 1 + Int.random(in: 0..<512, using: &random)
    var first = iterations.lowerBound
    for iteration in iterations {
      mark.set(.preparing, iteration..<(iteration + 1))
      clock.now = begin + .seconds(Int64(iteration))
      try take(
        FuzzCase(seed: plan.seed, iteration: iteration, sources: sources, kinds: kinds), iteration)
      guard ready.count >= batchMax || iteration + 1 == iterations.upperBound else { continue }
      mark.set(.appending, first..<(iteration + 1))
      try append()
      mark.set(.looking, first..<(iteration + 1))
      if Int.random(in: 0..<100, using: &random) == 0 { try look() }
      first = iteration + 1
      batchMax = 1 + Int.random(in: 0..<512, using: &random)
    }
    mark.set(.looking, iterations)
    try look()
    mark.set(.closing, iterations)
    // Else the next process begins like one after a crash.
    if Int.random(in: 0..<4, using: &random) > 0 { try ledger.close() }
  }

  private func append() throws {
    var next = ledger.nextPosition
    for receipt in try ledger.append(ready) {
      guard receipt.position == next else { throw Broken.gap(expected: next, receipt) }
      next = next.next
      tally.entries += 1
      switch receipt {
      case .appended(_, let items): tally.items += items
      case .duplicate: tally.duplicates += 1
      case .conflict(_, _, let items):
        tally.items += items
        tally.conflicts += 1
      case .refused: break
      }
    }
    ready.removeAll(keepingCapacity: true)
  }

  private func take(_ made: FuzzCase, _ iteration: Int) throws {
    let preparation = made.isChecked ? checked[made.kind] : open[made.kind]
    switch made.input {
    case .delivery(let source):
      submit(
        Incoming(
          headers: source.headers, body: source.body, evidence: .unsigned,
          actor: "fuzz:\(iteration)"), preparation)
    case .line(let bytes): submit(DeliveryRecord(reading: bytes), preparation, iteration, line: 1)
    case .file(let name, let bytes): try read(name, bytes, preparation, iteration)
    }
  }

  /// Reads a file as an import does.
  private func read(
    _ name: String, _ bytes: [UInt8], _ preparation: Preparation, _ iteration: Int
  ) throws {
    let path = "\(file).\(name)"
    try Data(bytes).write(to: URL(filePath: path))
    let feed = DeliveryFeed(try DeliveryFiles.list([path]))
    while let block = feed.next() {
      tally.brokenFiles += block.unreadable.count
      for record in block.records {
        submit(
          record.tooLongBytes == nil
            ? DeliveryRecord(reading: block[record], line: record.line)
            : .refused(DeliveryRefusal(line: record.line, reason: .badReceived)),
          preparation, iteration, line: record.line)
      }
    }
  }

  private func submit(
    _ record: DeliveryRecord, _ preparation: Preparation, _ iteration: Int, line: Int
  ) {
    switch record {
    case .refused:
      tally.submitted += 1
      tally.refused += 1
    case .delivery(let delivery):
      submit(
        Incoming(
          headers: delivery.headers, body: delivery.body, received: delivery.received,
          evidence: .operatorFile(digest: .zero, line: UInt64(line)), actor: "fuzz:\(iteration)",
          fallbackID: "\(iteration):\(line)"), preparation)
    }
  }

  private func submit(_ incoming: Incoming, _ preparation: Preparation) {
    tally.submitted += 1
    do throws(Refusal) {
      ready.append(try preparation.prepare(incoming))
    } catch {
      tally.refused += 1
    }
  }

  /// Folds, lists and traces as a user does.
  private func look() throws {
    try ledger.flush()
    let now = ledger.now
    var filter = ListFilter(limit: 20)
    filter.includesClosed = true
    filter.includesSLAs = true
    filter.includesTests = true
    filter.after = ThreadID(
      rawValue: UInt64.random(in: 0..<(ledger.nextPosition.rawValue << 16), using: &random))
    for report in try ledger.orders(filter, asOf: now).elements.prefix(4) {
      _ = try ledger.trace(report.order, asOf: now)
    }
    filter.limit = 5
    _ = try ledger.disagreements(filter, asOf: now)
    _ = try ledger.groups(.unlinked, filter, asOf: now)
    _ = try ledger.groups(.held, filter, asOf: now)
    let past = LogPosition(UInt64.random(in: 0..<ledger.nextPosition.rawValue, using: &random))
    _ = try ledger.delivery(at: past)
    _ = try ledger.channelReports(asOf: now)
    _ = try ledger.quarantine(limit: 50)
    _ = try ledger.totals()
  }
}
