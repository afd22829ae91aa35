import LedgerCore
import LedgerTesting
import Testing

/// Keeps what a simulation writes.
struct MemorySink: SimulationSink {
  var deliveries: [UInt8] = []
  var answers: [ExpectedDisagreement] = []
  var count = 0

  mutating func delivery(_ line: UnsafeRawBufferPointer, channel: SimulatedChannel) {
    deliveries.append(contentsOf: line)
    count += 1
  }

  mutating func answer(_ answer: ExpectedDisagreement) { answers.append(answer) }

  static func of(_ options: SimulationOptions) throws -> (MemorySink, SimulationSummary) {
    var sink = MemorySink()
    let summary = try Simulation(options: options).run(into: &sink)
    return (sink, summary)
  }

  var lines: [Substring] {
    String(decoding: deliveries, as: UTF8.self).split(separator: "\n")
  }
}

@Suite("Simulation of a retailer")
struct SimulationTests {
  private func options(_ level: FaultLevel, orders: Int = 300, seed: UInt64) -> SimulationOptions {
    var options = SimulationOptions(orders: orders, seed: seed, days: 3, tail: .days(20))
    level.apply(to: &options)
    return options
  }

  @Test("the same seed writes the same bytes", arguments: [1, 7, 4711] as [UInt64])
  func sameSeed(seed: UInt64) throws {
    let (first, summary) = try MemorySink.of(options(.heavy, seed: seed))
    let (second, again) = try MemorySink.of(options(.heavy, seed: seed))
    #expect(first.deliveries == second.deliveries, "seed \(seed)")
    #expect(first.answers == second.answers, "seed \(seed)")
    #expect(summary == again, "seed \(seed)")
  }

  @Test("another seed writes other bytes")
  func otherSeed() throws {
    let (first, _) = try MemorySink.of(options(.default, seed: 1))
    let (second, _) = try MemorySink.of(options(.default, seed: 2))
    #expect(first.deliveries != second.deliveries)
  }

  @Test("a healthy retailer has an empty answer sheet", arguments: [1, 2, 3] as [UInt64])
  func healthy(seed: UInt64) throws {
    let (sink, summary) = try MemorySink.of(options(.none, orders: 600, seed: seed))
    #expect(sink.answers.isEmpty, "seed \(seed)")
    #expect(summary.deliveries > 6000, "seed \(seed)")
    #expect(summary.duplicates == 0 && summary.conflicts == 0)
  }

  @Test("disturbed deliveries alone disagree about nothing", arguments: [1, 2] as [UInt64])
  func disturbed(seed: UInt64) throws {
    var options = options(.heavy, orders: 400, seed: seed)
    options.faults = [:]
    options.silences = 0
    let (sink, summary) = try MemorySink.of(options)
    #expect(sink.answers.isEmpty, "seed \(seed)")
    #expect(summary.duplicates > 80 && summary.conflicts > 5, "seed \(seed)")
  }

  @Test("deliveries come in the order of receipt, none after the horizon")
  func ordered() throws {
    let options = options(.heavy, seed: 5)
    let (sink, summary) = try MemorySink.of(options)
    let received = sink.lines.map { line in
      line.split(separator: "\"").drop { $0 != "received" }.dropFirst(2).first ?? ""
    }
    #expect(received == received.sorted())
    let horizon = BodyWriter().milliseconds(options.horizon).bytes
    #expect(received.last.map { Array($0.utf8) } == horizon)
    #expect(summary.deliveries == sink.lines.count)
  }

  @Test("a silent channel delays what it had to say, and nothing else")
  func silence() throws {
    var options = options(.none, orders: 1200, seed: 3)
    let from = options.start + .hours(30)
    options.plannedSilences = [Silence(channel: .netsuite, from: from, to: from + .hours(5))]
    let (sink, summary) = try MemorySink.of(options)
    #expect(summary.silences == options.plannedSilences)
    #expect(sink.answers.contains { $0.pattern == .checkoutDisconnect })
    #expect(sink.answers.contains { $0.pattern == .silentCancellation })
    for answer in sink.answers {
      #expect(answer.cause == .unobservable)
      // What was cancelled meanwhile is not awaited any more; the rest comes when the
      // channel speaks.
      if answer.closing == .corrected {
        #expect([.checkoutDisconnect, .notifiedBeforeERP].contains(answer.pattern))
        #expect(answer.closed.map { $0 > from && $0 < from + .hours(6) } == true)
      } else {
        #expect(answer.closing == .lateButCorrect)
        #expect(answer.closed.map { $0 > from + .hours(5) && $0 < from + .hours(6) } == true)
      }
    }
    let heard = sink.lines.filter { $0.hasPrefix(#"{"channel":"netsuite""#) }
    for hour in 7...10 {
      let time = hour < 10 ? "0\(hour)" : "\(hour)"
      #expect(!heard.contains { $0.contains(#""received":"2026-03-02T\#(time):"#) })
    }
  }

  @Test("a silence that reaches the horizon leaves what is due unobservable")
  func silentAtEnd() throws {
    var options = options(.none, orders: 1200, seed: 3)
    options.tail = .zero
    let from = options.horizon + .hours(-5)
    options.plannedSilences = [
      Silence(channel: .netsuite, from: from, to: options.horizon + .hours(1))
    ]
    let (sink, _) = try MemorySink.of(options)
    #expect(sink.answers.contains { $0.statusAtEnd == .unobservable })
    #expect(
      sink.answers.allSatisfy {
        $0.statusAtEnd == .unobservable || $0.statusAtEnd == .inFlight || $0.closing == .corrected
      })
  }

  @Test("channels can be chosen")
  func channels() throws {
    var options = options(.default, seed: 9)
    options.channels = [.netsuite]
    let (sink, summary) = try MemorySink.of(options)
    #expect(sink.lines.allSatisfy { $0.hasPrefix(#"{"channel":"netsuite""#) })
    #expect(Set(summary.deliveriesByChannel.keys) == [.netsuite])
  }
}
