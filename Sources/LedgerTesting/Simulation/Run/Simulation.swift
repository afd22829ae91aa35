import LedgerCore

/// Where a simulation writes to.
public protocol SimulationSink {
  /// A delivery's line, with its line feed, in the order of receipt.
  mutating func delivery(_ line: UnsafeRawBufferPointer, channel: SimulatedChannel) throws
  /// A line of the answer sheet.
  mutating func answer(_ answer: ExpectedDisagreement) throws
}

/// A multi-system retailer at work: from a seed, the deliveries of its systems and beside them what
/// a correct ledger must find in them.
public struct Simulation {
  public let options: SimulationOptions
  private let scripter: Scripter
  private let renderer: Renderer

  public init(options: SimulationOptions) {
    self.options = options
    scripter = Scripter(options: options)
    renderer = Renderer(options: options)
  }

  /// Runs to the horizon. The same options write the same bytes.
  public func run<Sink: SimulationSink>(into sink: inout Sink) throws -> SimulationSummary {
    var summary = SimulationSummary()
    summary.silences = scripter.silences
    summary.orders = options.orders
    var queue = EventQueue()
    queue.insert(heartbeats())
    let line = BodyWriter()
    for index in 0..<options.orders {
      let told = scripter.script(index)
      try drain(&queue, until: told.script.order.placed, line, &summary, &sink)
      try answer(told, &summary, &sink)
      queue.insert(told.script)
    }
    try drain(&queue, until: options.horizon + Interval(microseconds: 1), line, &summary, &sink)
    return summary
  }

  private func drain<Sink: SimulationSink>(
    _ queue: inout EventQueue, until limit: Timestamp, _ line: BodyWriter,
    _ summary: inout SimulationSummary, _ sink: inout Sink
  ) throws {
    let limit = min(limit, options.horizon + Interval(microseconds: 1))
    while let received = queue.nextReceived, received < limit {
      line.removeAll()
      var channel: SimulatedChannel?
      queue.next { event, order in
        guard options.channels.contains(event.channel) else { return }
        renderer.render(event, of: order, into: line)
        channel = event.channel
        summary.duplicates += event.isCopy && !event.isAltered ? 1 : 0
        summary.conflicts += event.isAltered ? 1 : 0
      }
      guard let channel else { continue }
      summary.deliveries += 1
      summary.bytes += line.count
      summary.deliveriesByChannel[channel, default: 0] += 1
      try line.withBytes { try sink.delivery($0, channel: channel) }
    }
  }

  private func answer<Sink: SimulationSink>(
    _ told: Scripter.Told, _ summary: inout SimulationSummary, _ sink: inout Sink
  ) throws {
    if let fault = told.fault { summary.faults[fault, default: 0] += 1 }
    guard !told.findings.isEmpty else { return }
    let name = told.script.order.displayName
    for finding in told.findings {
      let answer = finding.judged(
        order: name, at: options.horizon, silentFrom: silentAtEnd(finding.pattern))
      guard let answer else { continue }
      summary.answers += 1
      if answer.statusAtEnd != nil { summary.openAnswers += 1 }
      try sink.answer(answer)
    }
  }

  /// Since when the pattern's downstream has not been heard at the horizon.
  private func silentAtEnd(_ pattern: RetailPattern) -> Timestamp? {
    scripter.silences.first {
      $0.channel == pattern.downstream && $0.from < options.horizon && $0.to > options.horizon
    }?.from
  }

  /// Every channel says something every two hours that no order is about, up to the horizon: what
  /// is missing from it is missing, not merely unheard.
  private func heartbeats() -> OrderScript {
    let plan = Plan()
    var random = SplitMix64.stream(seed: options.seed, key: .max)
    let order = Order(
      index: -1, seed: options.seed, plan: plan, placed: options.start, random: &random)
    var script = OrderScript(order: order)
    var instant = options.start
    while instant <= options.horizon {
      for channel in SimulatedChannel.allCases where channel != .notifier {
        script.say(.heartbeat, by: channel, .heartbeat, at: instant, heardAfter: .zero)
      }
      let isLast = instant < options.horizon && instant + .hours(2) > options.horizon
      instant = isLast ? options.horizon : instant + .hours(2)
    }
    for silence in scripter.silences {
      script.say(
        .heartbeat, by: silence.channel, .heartbeat, at: silence.from, heardAfter: .zero)
      silence.apply(to: &script)
    }
    script.events.sort {
      $0.received == $1.received ? $0.key < $1.key : $0.received < $1.received
    }
    return script
  }
}
