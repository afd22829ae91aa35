import LedgerLog

// Measures what the log costs; docs/decisions has the figures.
let arguments = Array(CommandLine.arguments.dropFirst())
switch (arguments.first, arguments.dropFirst().first) {
case ("bodies", nil):
  var synthetic = Synthetic(random: SeededGenerator(state: 42))
  let samples = try (0..<64).map { _ in try synthetic.delivery().encoded() }
  let bodies = try (0..<20_000).map { _ in try synthetic.delivery().encoded() }
  CompressionStudy(name: "synthetic", samples: samples, bodies: bodies).run()
case ("payloads", let root?):
  for (name, payloads) in try RealPayloads(root: root).systems {
    let samples = payloads.flatMap { RealPayloads.variants(of: $0, count: 1, seed: 1) }
    CompressionStudy(
      name: "\(name), one dictionary", samples: samples, bodies: payloads, sizes: [8]
    )
    .run()
  }
case ("shape", let path?):
  let payload = try RealPayloads.single(path)
  CompressionStudy(
    name: path, samples: RealPayloads.variants(of: payload, count: 64, seed: 1),
    bodies: RealPayloads.variants(of: payload, count: 2_000, seed: 2)
  ).run()
case ("append", let directory?): try AppendStudy(directory: directory).run()
default: print("usage: log-bench bodies | payloads DIRECTORY | shape FILE | append DIRECTORY")
}
