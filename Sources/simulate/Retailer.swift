import ArgumentParser
import LedgerCore
import LedgerTesting

struct Retailer: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Simulates a retailer with many systems, and writes what a ledger must find.",
    discussion: """
      Writes one NDJSON file of deliveries for each channel, answers.ndjson (which order has which \
      mismatch, with which cause, from when to when) and summary.json. The same options write the \
      same bytes.
      """)

  @Option(help: "Number of orders.")
  var orders = 1000

  @Option(help: "Days over which they are placed.")
  var days = 3

  @Option(help: "Days from the last order to the horizon, at which the answers are given.")
  var tail = 2

  @Option(help: "Seed of all that is drawn.")
  var seed: UInt64 = 1

  @Option(help: "First day, as YYYY-MM-DD, UTC.")
  var start = "2026-03-01"

  @Option(help: "Directory to write to.")
  var out: String

  @Option(help: "Level of faults: none, default or heavy.")
  var faults = FaultLevel.default

  @Option(help: ArgumentHelp("Rate of one fault or disturbance.", valueName: "name=rate"))
  var rate: [RateOption] = []

  @Option(help: "How often a channel falls silent for hours; by the level if left out.")
  var silences: Int?

  @Option(help: ArgumentHelp("Channels to write, by comma; all if left out.", valueName: "names"))
  var channels: String?

  @Flag(help: "Also write deliveries.ndjson: all channels in the order of receipt.")
  var merged = false

  @Option(help: "Sign the deliveries of channels that sign, with this secret.")
  var signWith: String?

  func run() throws {
    let options = try simulationOptions()
    var sink = try DirectorySink(directory: out, channels: options.channels, merged: merged)
    let summary = try Simulation(options: options).run(into: &sink)
    try sink.finish(summary: summary.json(of: options))
    print(
      "\(summary.deliveries) deliveries of \(summary.orders) orders, \(summary.answers) answers")
  }

  func validate() throws {
    guard orders > 0, orders <= 100_000_000 else {
      throw ValidationError("--orders must be from 1 to 100000000")
    }
    guard days > 0, days <= 3650 else { throw ValidationError("--days must be from 1 to 3650") }
    guard tail >= 0, tail <= 3650 else { throw ValidationError("--tail must be from 0 to 3650") }
  }

  private func simulationOptions() throws -> SimulationOptions {
    guard let start = Timestamp(naive: start) else {
      throw ValidationError("--start '\(start)' is not a date such as 2026-03-01")
    }
    var options = SimulationOptions(
      orders: orders, seed: seed, start: start, days: days, tail: .days(Int64(tail)))
    faults.apply(to: &options)
    for rate in rate { rate.apply(to: &options) }
    options.signingSecret = signWith
    if let silences { options.silences = silences }
    if let channels {
      options.channels = Set(
        try channels.split(separator: ",").map { name in
          guard let channel = SimulatedChannel(name: String(name)) else {
            let known = SimulatedChannel.allCases.map(\.name).joined(separator: ", ")
            throw ValidationError("no channel '\(name)'; there are \(known)")
          }
          return channel
        })
    }
    return options
  }
}

/// `silent_cancellation=0.01`.
struct RateOption: ExpressibleByArgument {
  let name: SimulationOptions.RateName
  let rate: Double

  init?(argument: String) {
    let parts = argument.split(separator: "=", maxSplits: 1)
    guard parts.count == 2, let name = SimulationOptions.RateName(String(parts[0])),
      let rate = Double(parts[1]), rate >= 0, rate <= 1
    else { return nil }
    self.name = name
    self.rate = rate
  }

  static var allValueStrings: [String] { SimulationOptions.RateName.allNames.map { "\($0)=…" } }

  func apply(to options: inout SimulationOptions) { options[name] = rate }
}
