import Foundation
import LedgerTesting

/// What one iteration does. It follows from the seed and the iteration's number alone, so that the parent
/// of a process that crashed can write down what it was given.
struct FuzzCase {
  enum Input {
    /// As a server takes it.
    case delivery(FuzzSource)
    /// A line of an import: `{"headers": …, "body": …}`.
    case line([UInt8])
    /// A file of an import, with its name.
    case file(name: String, bytes: [UInt8])
  }

  var input: Input
  /// Index among the rulebook's kinds.
  var kind: Int
  /// Whether its channel has a secret, so that it is checked.
  var isChecked: Bool

  init(seed: UInt64, iteration: Int, sources: FuzzSources, kinds: [String]) {
    var mutator = Mutator(
      random: SplitMix64.stream(seed: seed, key: UInt64(iteration)), sources: sources)
    let source = mutator.damaged()
    let own = source.kind.flatMap { kinds.firstIndex(of: $0) }
    kind =
      mutator.chance(1, of: 25) ? mutator.below(kinds.count) : own ?? mutator.below(kinds.count)
    isChecked = mutator.chance(1, of: 25)
    switch mutator.below(200) {
    case 0: input = mutator.file(beginning: source)
    case 1..<20:
      var line = mutator.line(source)
      if mutator.chance(1, of: 3) { mutator.editBytes(&line) }
      input = .line(line)
    default: input = .delivery(source)
    }
  }

  /// The bytes to write down where they crash something.
  var bytes: [UInt8] {
    switch input {
    case .delivery(let source):
      Array(source.headers.map { "\($0.name): \($0.value)\n" }.joined().utf8) + [0x0a] + source.body
    case .line(let bytes): bytes
    case .file(_, let bytes): bytes
    }
  }
}

extension Mutator {
  /// A delivery as a line of a file.
  mutating func line(_ source: FuzzSource) -> [UInt8] {
    var members: [String] = []
    if chance(1, of: 8) { members.append("\"received\":\"\(pick(Mutator.receivedTimes))\"") }
    let headers = source.headers.map { "\(json($0.name)):\(json($0.value))" }
    if !chance(1, of: 30) { members.append("\"headers\":{\(headers.joined(separator: ","))}") }
    var line = Array("{\(members.joined(separator: ","))".utf8)
    if !members.isEmpty { line.append(0x2c) }
    if chance(1, of: 4) {
      line += Array("\"body_base64\":\"\(Data(source.body).base64EncodedString())\"".utf8)
    } else {
      line += Array("\"body\":".utf8) + source.body.filter { $0 != 0x0a && $0 != 0x0d }
    }
    return line + [0x7d]
  }

  /// Nothing after the clock: the log's times never go back, so one delivery would hold all later ones.
  private static let receivedTimes = [
    "2026-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "yesterday", "",
    "2026-02-30T00:00:00Z", "-1", "2026-01-05T12:00:00.123456789+14:00",
  ]

  private func json(_ text: String) -> String {
    let data = try? JSONSerialization.data(withJSONObject: text, options: .fragmentsAllowed)
    return data.map { String(decoding: $0, as: UTF8.self) } ?? "\"\""
  }

  /// A file of some lines, its container damaged as often as not.
  mutating func file(beginning first: FuzzSource) -> FuzzCase.Input {
    var text: [UInt8] = []
    for number in 0..<(1 + below(12)) {
      var line = line(number == 0 ? first : damaged())
      if chance(1, of: 4) { editBytes(&line) }
      text += line + (chance(1, of: 10) ? [0x0d, 0x0a, 0x0a] : [0x0a])
    }
    let container = pick(Container.allCases)
    var bytes = container.packed(text)
    if chance(1, of: 2) { editBytes(&bytes) }
    return .file(
      name: pick(["a.ndjson", "a.json", "a.ndjson.gz", "a.jsonl.zst", "a"]), bytes: bytes)
  }
}
