import LedgerTesting

/// Writes `CHANNEL.ndjson` for each channel, `answers.ndjson`, and `deliveries.ndjson` where asked.
struct DirectorySink: SimulationSink {
  private let directory: String
  private let channels: [OutputFile?]
  private let answers: OutputFile
  private let merged: OutputFile?
  private let line = BodyWriter(capacity: 1024)

  init(directory: String, channels: Set<SimulatedChannel>, merged isMerged: Bool) throws {
    self.directory = directory
    try makeDirectory(directory)
    self.channels = try SimulatedChannel.allCases.map {
      channels.contains($0) ? try OutputFile("\(directory)/\($0.name).ndjson") : nil
    }
    answers = try OutputFile("\(directory)/answers.ndjson")
    merged = isMerged ? try OutputFile("\(directory)/deliveries.ndjson") : nil
  }

  mutating func delivery(_ line: UnsafeRawBufferPointer, channel: SimulatedChannel) throws {
    try channels[Int(channel.rawValue)]?.append(line)
    try merged?.append(line)
  }

  mutating func answer(_ answer: ExpectedDisagreement) throws {
    line.removeAll()
    line.answer(answer)
    try line.withBytes { try answers.append($0) }
  }

  func finish(summary: String) throws {
    for file in channels { try file?.flush() }
    try answers.flush()
    try merged?.flush()
    let file = try OutputFile("\(directory)/summary.json")
    var summary = summary
    try summary.withUTF8 { try file.append(UnsafeRawBufferPointer($0)) }
    try file.flush()
  }
}
