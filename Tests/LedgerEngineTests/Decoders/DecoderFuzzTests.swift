import Foundation
import Glibc
import LedgerCore
import LedgerTesting
import Testing

@testable import LedgerEngine

@Suite("What reads bytes", .serialized)
struct DecoderFuzzTests {
  private static let environment = ProcessInfo.processInfo.environment
  /// Executions of each decoder: `ORDERLEDGER_EXECUTIONS=1000000` for a long run.
  private static let executions =
    environment["ORDERLEDGER_EXECUTIONS"].flatMap { Int($0) } ?? 1_500
  private static let seed = environment["ORDERLEDGER_SEED"].flatMap { UInt64($0) } ?? 20_261_122

  @Test("accepts or refuses whatever it is given, and never ends the process")
  func anything() throws {
    let history = try SignedHistory(seed: 5_401, orders: 12)
    _ = try history.ledger.checkpoint()
    let decoders =
      try Decoder.records(of: history) + Decoder.files(of: history) + DecoderFuzzTests.texts
    let everything = decoders.flatMap { $0.samples.prefix(8) }
    var all = 0
    for decoder in decoders {
      try #require(!decoder.samples.isEmpty, "\(decoder.name) has no samples")
      // In front, so that the last line before a crash names what was run.
      print("decoder: \(decoder.name), ORDERLEDGER_SEED=\(Self.seed)")
      let accepted = try run(decoder, everything)
      print("  \(accepted) of \(Self.executions) accepted")
      all += Self.executions
    }
    print("decoders: \(decoders.count), executions: \(all)")
  }

  /// - Returns: how many damaged ones were accepted.
  private func run(_ decoder: Decoder, _ everything: [[UInt8]]) throws -> Int {
    for sample in decoder.samples { _ = try decoder.read(sample) }
    #expect(
      try decoder.samples.contains { try decoder.read($0) }, "\(decoder.name) accepts no sample")
    var damage = ByteDamage(random: SplitMix64(seed: Self.seed))
    var accepted = 0
    for _ in 0..<Self.executions {
      let sample = decoder.samples.randomElement(using: &damage.random) ?? []
      let bytes = damage.damaged(sample, others: everything)
      do {
        if try decoder.read(bytes) { accepted += 1 }
      } catch {
        Issue.record("\(decoder.name) writes otherwise what it read: \(bytes)")
      }
    }
    return accepted
  }

  /// Texts that people and senders write.
  private static var texts: [Decoder] {
    [
      .text(
        "JSONPath",
        [
          "$.a", "$['a'].b[0]", "$..id", "$[1:5:2]", "$.items[?@.price < 10 && @.name == 'x']",
          "$[?match(@.a, 'a.*[b-d]{2,3}')]", "$[?length(@.b) > 2 || !@.c]", "$.a[*].b[-1]",
        ]
      ) { text in
        guard let path = try? JSONPath(parsing: text) else { return false }
        guard let document = try? JSONDocument.parse(Array(#"{"a":[{"b":1},2],"id":"x"}"#.utf8))
        else { return true }
        _ = path.nodes(in: document, from: document.root)
        return true
      },
      .text("I-Regexp", ["a.*[b-d]{2,3}", "(a|b)+c?", #"\p{Lu}[^\n]*"#]) { text in
        (try? IRegexp(parsing: text)) != nil
      },
      .text("time", ["2026-03-02T10:00:00Z", "2026-03-02t10:00:00.123456789+05:30"]) { text in
        Timestamp(rfc3339: text) != nil
      },
      .text("JSON", [#"{"a":[1,2.5e3,"x\u00e9\n",null,true],"b":{"c":""}}"#, "[[[]]]"]) { text in
        (try? JSONDocument.parse(Array(text.utf8))) != nil
      },
    ]
  }

  @Test("of secrets names what is wrong with the file, whatever it holds")
  func secrets() throws {
    let directory = TemporaryDirectory()
    let path = directory.path + "/secrets.json"
    let samples = [
      #"{"shop":"one","eu":["two","three"]}"#,
      #"{"ebay":{"secret":"x","key_id":"9936261a","allow_sha1":true}}"#,
    ].map { Array($0.utf8) }
    var damage = ByteDamage(random: SplitMix64(seed: Self.seed))
    for _ in 0..<min(Self.executions, 20_000) {
      let sample = samples.randomElement(using: &damage.random) ?? []
      let bytes = damage.damaged(sample, others: samples)
      try Data(bytes).write(to: URL(fileURLWithPath: path))
      chmod(path, 0o600)
      do {
        _ = try SecretsFile.read(path, outside: directory.path + "/ledger")
      } catch {
        // Only its place may be told.
        #expect("\(error)".contains(path) && !"\(error)".contains("three"))
      }
    }
  }
}
