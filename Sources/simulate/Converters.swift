import ArgumentParser
import LedgerTesting

struct OnlineRetail: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "online-retail",
    abstract: "Converts the exports of online-retail-ii, one delivery for each order line.",
    discussion: "Writes FILE.ndjson for each FILE. Its rulebook is docs/examples/online-retail.")

  @Argument(help: "CSV files, in order; .zst is unpacked.")
  var files: [String]

  @Option(help: "Directory to write to.")
  var out: String

  func run() throws {
    try makeDirectory(out)
    var converter = OnlineRetailConverter()
    for path in files {
      let input = InputFile(path: path)
      let output = try OutputFile("\(out)/\(input.stem).ndjson")
      let before = converter.deliveries
      converter.beginFile()
      try input.records { record in
        try converter.convert(record) { try output.append($0) }
      }
      try output.flush()
      print("\(converter.deliveries - before) deliveries: \(out)/\(input.stem).ndjson")
    }
  }
}

struct Purchasing: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bpic2019",
    abstract: "Converts bpic2019-p2p: deliveries of the five systems of a purchasing process.",
    discussion: "Writes deliveries.ndjson. Its rulebook is docs/examples/bpic2019.")

  @Argument(help: "The CSV file; .zst is unpacked.")
  var file: String

  @Option(help: "Directory to write to.")
  var out: String

  func run() throws {
    try makeDirectory(out)
    let output = try OutputFile("\(out)/deliveries.ndjson")
    var converter = PurchasingConverter()
    try InputFile(path: file).records { try converter.convert($0) }
    try converter.finish { try output.append($0) }
    try output.flush()
    for system in PurchasingConverter.System.allCases {
      print("\(converter.counts[system] ?? 0) deliveries of \(system.name)")
    }
  }
}
