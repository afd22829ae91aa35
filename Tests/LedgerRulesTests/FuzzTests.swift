import LedgerCore
import LedgerRules
import Testing

@Suite("Mutated rulebooks")
struct FuzzTests {
  private static let scraps = [
    "&a ", "*a", "[", "]", "{", "}", ": ", "- ", "\n", "  ", "\"", "'", "? ", "| ", "> ", "#", "$",
    "null", "~", "---\n", "...\n", "!!binary ", "<<: ", "\u{E000}", "\u{2028}", "\t", "\\", "%",
    "é",
    "order", "fulfillment", "then", "not", "none", "all: []", "9999999999999999999d", "-1",
    "system ",
  ]

  @Test("never crash, and are told with places or compile")
  func mutations() throws {
    let seed = testSeed()
    var generator = SeededGenerator(seed: seed)
    for round in 0..<400 {
      let files = Fixture.files.map { file -> Rulebook.File in
        guard Int.random(in: 0..<3, using: &generator) == 0 else { return file }
        return Rulebook.File(path: file.path, bytes: mutate(file.bytes, &generator))
      }
      let (rulebook, problems) = Rulebook.check(files: files)
      #expect(
        (rulebook == nil) == problems.contains { $0.severity == .error },
        "seed \(seed), round \(round)")
      if let rulebook {
        _ = RulebookDocument.markdown(rulebook)
        _ = RulebookDifference(from: try Fixture.rulebook(), to: rulebook).changes
        for kind in rulebook.kinds.values {
          for shape in kind.shapes {
            let signature = Signature(
              standing: .understood, channelKind: kind.name, shape: shape.name,
              values: shape.facts.map { _ in .text("x") })
            _ = rulebook.evaluate(signature, epoch: 1)
          }
        }
      }
    }
  }

  private func mutate(_ bytes: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<Int.random(in: 1...4, using: &generator) where !bytes.isEmpty {
      let at = Int.random(in: 0..<bytes.count, using: &generator)
      switch Int.random(in: 0..<7, using: &generator) {
      case 0: bytes[at] = UInt8.random(in: 0...255, using: &generator)
      case 1: bytes.remove(at: at)
      case 2, 3:
        bytes.insert(
          contentsOf: (FuzzTests.scraps.randomElement(using: &generator) ?? "").utf8, at: at)
      case 4:
        let end = min(bytes.count, at + Int.random(in: 1...40, using: &generator))
        bytes.insert(
          contentsOf: bytes[at..<end], at: Int.random(in: 0...bytes.count, using: &generator))
      case 5:
        let end = min(bytes.count, at + Int.random(in: 1...40, using: &generator))
        bytes.removeSubrange(at..<end)
      default: bytes = Array(bytes.prefix(at))
      }
    }
    return bytes
  }
}
