import Foundation
import LedgerCore
import Testing

@Suite struct JSONPayloadTests {
  @Test("real payloads are read as a plain reader reads them")
  func fixtures() throws {
    for payload in try Fixtures.payloads() {
      let document = try JSONDocument.parse(payload)
      #expect(ReferenceJSON(document, document.root) == ReferenceJSON.parse(payload))
    }
  }

  @Test(
    "every payload of every system is read",
    .enabled(if: !Fixtures.sharedPayloads().isEmpty, "the folder of payloads is not there"))
  func all() throws {
    for file in Fixtures.sharedPayloads() {
      let bytes = Array(try Data(contentsOf: file))
      let document = try JSONDocument.parse(bytes)
      #expect(
        ReferenceJSON(document, document.root) == ReferenceJSON.parse(bytes),
        "\(file.lastPathComponent)")
    }
  }

  @Test("no change to a payload crashes, and what is accepted is what a plain reader accepts")
  func mutations() throws {
    let seed = SeededGenerator.seed(for: "JSONPayloadTests.mutations")
    var generator = SeededGenerator(seed: seed)
    let payloads = try Fixtures.payloads().filter { $0.count < 4000 }
    let mutator = Mutator(spare: payloads.flatMap { $0.prefix(400) })
    var acceptedCount = 0
    for round in 0..<200_000 {
      // Small payloads more often: a run stays short, and edits hit more of what matters.
      let place = min(
        Int.random(in: 0..<payloads.count, using: &generator),
        Int.random(in: 0..<payloads.count, using: &generator))
      let bytes = mutator.mutate(payloads[place], &generator)
      let document = try? JSONDocument.parse(bytes)
      if let document {
        acceptedCount += 1
        #expect(document.range(document.root).upperBound <= bytes.count)
      }
      guard round % 20 == 0 else { continue }
      let expected = ReferenceJSON.parse(bytes)
      let read = document.map { ReferenceJSON($0, $0.root) }
      if read != expected {
        Issue.record("seed \(seed), round \(round): \(String(decoding: bytes, as: UTF8.self))")
        return
      }
    }
    #expect(acceptedCount > 1000)
  }
}

/// Small damage of the kinds that happen, and of the kinds that break readers.
private struct Mutator {
  /// Text to insert from.
  let spare: [UInt8]

  private static let scraps: [[UInt8]] =
    [
      "\"", "\\", "\\u", "\\ud83d", "\\ud83d\\ude00", "{", "}", "[", "]", ",", ":", "-", "0", "1e9",
      ".",
      "true", "nul", "null", "\u{feff}", "\u{0}", "\n", " ", "é", "{\"a\":1,\"a\":2}", "\"id\":",
      "//",
    ].map { Array($0.utf8) } + [[0xff], [0xc3], [0xed, 0xa0, 0x80]]

  func mutate(_ payload: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
    var bytes = payload
    for _ in 0...Int.random(in: 0...2, using: &generator) {
      guard !bytes.isEmpty else { break }
      let place = Int.random(in: 0..<bytes.count, using: &generator)
      let end = min(bytes.count, place + Int.random(in: 1...8, using: &generator))
      switch Int.random(in: 0..<7, using: &generator) {
      case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
      case 1: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
      case 2: bytes.removeSubrange(place..<end)
      case 3:
        let scrap = Self.scraps[Int.random(in: 0..<Self.scraps.count, using: &generator)]
        bytes.insert(contentsOf: scrap, at: place)
      case 4: bytes.insert(contentsOf: bytes[place..<end], at: place)
      case 5:
        let from = Int.random(in: 0..<spare.count - 8, using: &generator)
        bytes.replaceSubrange(place..<end, with: spare[from..<from + (end - place)])
      default: bytes.removeSubrange(place...)
      }
    }
    return bytes
  }
}
