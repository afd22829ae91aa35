import Foundation
import LedgerChannels
import LedgerCore
import LedgerTesting

/// A delivery to begin from.
struct FuzzSource: Sendable {
  /// The channel kind; nil where the rulebook has none for the system.
  var kind: String?
  var headers: [(name: String, value: String)]
  var body: [UInt8]
}

/// Real payloads, and deliveries of a simulated retailer for the kinds that no public sample shows.
struct FuzzSources: Sendable {
  var payloads: [FuzzSource] = []
  var simulated: [FuzzSource] = []

  /// - Parameter directory: has a directory of files for each system.
  init(directory: String, kinds: Set<String>) throws {
    let files = FileManager.default
    for system in try files.contentsOfDirectory(atPath: directory).sorted() {
      let folder = directory + "/" + system
      guard let names = try? files.contentsOfDirectory(atPath: folder) else { continue }
      for name in names.sorted() where !name.hasPrefix("schema.") {
        guard let data = files.contents(atPath: folder + "/" + name), !data.isEmpty else {
          continue
        }
        payloads.append(
          FuzzSources.source([UInt8](data), kind: kinds.contains(system) ? system : nil))
      }
    }
    lendHeaders()
    simulated = try FuzzSources.simulate()
  }

  private static func source(_ bytes: [UInt8], kind: String?) -> FuzzSource {
    guard case .delivery(let recorded) = DeliveryRecord(reading: bytes) else {
      return FuzzSource(kind: kind, headers: [], body: bytes)
    }
    return FuzzSource(kind: kind, headers: recorded.headers, body: recorded.body)
  }

  /// A raw body has no headers, and some kinds name the type there: it gets those of a neighbour.
  private mutating func lendHeaders() {
    var lent: [String: [[(name: String, value: String)]]] = [:]
    for source in payloads where !source.headers.isEmpty {
      if let kind = source.kind { lent[kind, default: []].append(source.headers) }
    }
    for index in payloads.indices where payloads[index].headers.isEmpty {
      guard let kind = payloads[index].kind, let offers = lent[kind] else { continue }
      payloads[index].headers = offers[index % offers.count]
    }
  }

  private static func simulate() throws -> [FuzzSource] {
    var options = SimulationOptions(orders: 60, seed: 7, days: 2, tail: .days(6))
    FaultLevel.heavy.apply(to: &options)
    var sink = LineSink()
    _ = try Simulation(options: options).run(into: &sink)
    return sink.lines.compactMap { line in
      guard let recorded = RecordedLine(line) else { return nil }
      return FuzzSource(
        kind: recorded.channel, headers: recorded.delivery.headers, body: recorded.delivery.body)
    }
  }
}

/// Keeps a simulation's lines.
private struct LineSink: SimulationSink {
  var lines: [[UInt8]] = []

  mutating func delivery(_ line: UnsafeRawBufferPointer, channel: SimulatedChannel) throws {
    lines.append(Array(line))
  }

  mutating func answer(_ answer: ExpectedDisagreement) throws {}
}
