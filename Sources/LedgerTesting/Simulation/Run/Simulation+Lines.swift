/// Keeps the deliveries of a simulation.
private struct LineSink: SimulationSink {
  var lines: [[UInt8]] = []

  mutating func delivery(_ line: UnsafeRawBufferPointer, channel: SimulatedChannel) {
    lines.append(Array(line.dropLast()))
  }

  mutating func answer(_ answer: ExpectedDisagreement) {}
}

extension Simulation {
  /// All deliveries, a line each without its line feed, in the order of receipt.
  public static func lines(of options: SimulationOptions) throws -> [[UInt8]] {
    var sink = LineSink()
    _ = try Simulation(options: options).run(into: &sink)
    return sink.lines
  }
}
