import Foundation
import LedgerCore
import LedgerRules

/// The small rulebook that exercises every construct of the language.
enum Fixture {
  static let files: [Rulebook.File] = {
    let root = Bundle.module.resourcePath ?? "."
    return (try? RulebookDirectory.files(of: "\(root)/Fixtures/small")) ?? []
  }()

  static func rulebook() throws -> Rulebook { try Rulebook.compile(files: files) }

  static func text(_ path: String) -> String {
    files.first { $0.path == path }.map { String(decoding: $0.bytes, as: UTF8.self) } ?? ""
  }

  /// The files with one replaced, added, or (nil) removed.
  static func files(_ path: String, _ text: String?) -> [Rulebook.File] {
    let others = files.filter { $0.path != path }
    guard let text else { return others }
    return others + [Rulebook.File(path: path, bytes: Array(text.utf8))]
  }

  /// The files with one text in one file exchanged; nil where it is not there exactly once.
  static func edited(_ path: String, _ find: String, _ replacement: String) -> [Rulebook.File]? {
    let parts = text(path).components(separatedBy: find)
    guard parts.count == 2 else { return nil }
    return files(path, parts.joined(separator: replacement))
  }

  static func signature(
    _ kind: String, _ shape: String, _ facts: [String: Signature.Value] = [:],
    standing: Signature.Standing = .understood, flaws: [Signature.Flaw] = []
  ) throws -> Signature {
    let rulebook = try rulebook()
    let sources = rulebook.kinds[kind]?.shape(named: shape)?.facts ?? []
    let unknown = facts.keys.filter { name in !sources.contains { $0.name == name } }
    precondition(unknown.isEmpty, "the shape has no facts \(unknown)")
    return Signature(
      standing: standing, channelKind: kind, shape: shape,
      values: sources.map { facts[$0.name] ?? .absent }, flaws: flaws)
  }
}

/// SplitMix64 (G. Steele, D. Lea and C. Flood, 2014): the same numbers from the same seed.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
    return mixed ^ mixed >> 31
  }
}

/// The seed of a random test: fixed, unless `ORDERLEDGER_SEED` gives another.
func testSeed() -> UInt64 {
  ProcessInfo.processInfo.environment["ORDERLEDGER_SEED"].flatMap { UInt64($0) } ?? 20_261_121
}
