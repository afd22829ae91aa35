import LedgerProofs
import Testing

@Suite("What faults say")
struct FaultTextTests {
  /// One of each.
  static let faults: [ProofFault] = [
    .tooLarge(.note, bytes: 2, bytesMax: 1), .notUTF8(.eventProof, line: 3),
    .controlCharacter(.consistencyFile, line: 3),
    .unexpectedLine(.checkpoint, line: 3, expected: .root),
    .cutShort(.eventProof, expected: .index), .noSignatures, .tooManySignatures(countMax: 64),
    .tooManyHashes(.eventProof, countMax: 63), .notCanonical(.threadLeaf, offset: 7),
    .malformedKey(.signingKey), .malformedKey(.verifierKey), .unknownKeyType(name: "a", type: 2),
    .keyIDMismatch(.verifierKey, name: "a"), .unusableName("a b"), .ambiguousKeys(name: "a"),
    .notSigned(signers: ["a", "b"]), .wrongSignature(name: "a"), .notSignedByLog(origin: "a"),
    .entryMissing, .indexOutside(index: 5, size: 5), .notIncluded(index: 4, size: 5),
    .otherLog(older: "a", newer: "b"), .otherSize(proof: 3, checkpoint: 4),
    .shrunk(older: 9, newer: 8), .olderIsEmpty, .notConsistent(older: 8, newer: 9),
  ]

  @Test("each says what is wrong and what to do, in sentences", arguments: faults)
  func sentences(fault: ProofFault) {
    let text = fault.description
    #expect(text.hasSuffix(".") && !text.contains("\n") && !text.contains("  "))
    #expect(text.split(separator: ". ").count + text.split(separator: ": ").count > 2, "\(text)")
  }

  @Test("a few of them word by word")
  func words() {
    #expect(
      "\(ProofFault.unexpectedLine(.checkpoint, line: 2, expected: .size))"
        == "Line 2 of the checkpoint is not what must stand there: the number of entries, in "
        + "digits without leading zeros. The file was cut, altered or is another: get it again "
        + "from whoever made it.")
    #expect(
      "\(ProofFault.notIncluded(index: 4, size: 5))"
        == "This is NOT entry 4 of the log whose checkpoint covers 5 entries: entry or proof were "
        + "altered. Do not rely on it; ask for the original.")
    #expect(
      "\(ProofFault.shrunk(older: 9, newer: 8))"
        == "The newer checkpoint covers fewer entries (8) than the older (9). If you did not "
        + "exchange them, entries were removed: keep both, together they are the evidence.")
  }

  @Test("names from files cannot break lines, hide text or grow without end")
  func names() {
    let name = "a\n\u{1b}[31m\u{9b}1m\u{7f}\u{202e}b" + String(repeating: "x", count: 5_000)
    for fault in [
      ProofFault.notSigned(signers: Array(repeating: name, count: 64)), .wrongSignature(name: name),
      .notSignedByLog(origin: name), .unusableName(name), .otherLog(older: name, newer: name),
      .keyIDMismatch(.signingKey, name: name), .ambiguousKeys(name: name),
      .unknownKeyType(name: name, type: 9),
    ] {
      let text = fault.description
      for hidden in ["\n", "\u{1b}", "\u{9b}", "\u{7f}", "\u{202e}"] {
        #expect(!text.unicodeScalars.contains { String($0) == hidden })
      }
      #expect(text.unicodeScalars.count < 2_500)
    }
  }
}
