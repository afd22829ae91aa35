import LedgerCore
import LedgerProofs
import Testing

@Suite("Cosignatures")
struct CosignatureTests {
  private let log: VerifierKey
  private let witness: VerifierKey
  private var note: SignedNote

  init() throws {
    log = try VerifierKey(KnownNotes.Eu.vkey)
    witness = try VerifierKey(KnownNotes.Eu.witnessKey)
    note = try SignedNote(KnownNotes.Eu.note.bytes)
    try note.add(lines: KnownNotes.Eu.witnessLine.bytes)
  }

  @Test("a witness's line is added, checked, and tells when it was signed")
  func known() throws {
    #expect(note.bytes == (KnownNotes.Eu.note + KnownNotes.Eu.witnessLine).bytes)
    let verified = try VerifiedCheckpoint(note, trusting: [witness, log])
    #expect(verified.signatures.map(\.key) == [log, witness])
    #expect(verified.signatures.map(\.seconds) == [nil, KnownNotes.Eu.witnessSeconds])
    #expect(verified.witnesses.map(\.key) == [witness])
    #expect(try VerifiedCheckpoint(note, trusting: [log]).witnesses.isEmpty)
  }

  @Test("no other bit of a witness's signature or time is genuine")
  func tampered() throws {
    let signature = note.signatures[1]
    for bit in 0..<signature.bytes.count * 8 {
      let line = line(witness, signature.bytes.flipping(bit))
      var changed = note
      try changed.add(lines: line.bytes)
      #expect(changed.signatures.count == 2)
      #expect(
        fault { _ = try changed.verify(by: [log, witness]) }
          == .wrongSignature(name: witness.name))
      #expect(try changed.verify(by: [log]).count == 1)
    }
  }

  @Test("a witness's signature is neither longer nor shorter, nor one over the text alone")
  func otherForms() throws {
    let bytes = note.signatures[1].bytes
    let forms: [[UInt8]] = [bytes + [0], Array(bytes.dropLast()), Array(bytes.dropFirst(8)), [0]]
    for wrong in forms {
      var changed = note
      try changed.add(lines: line(witness, wrong).bytes)
      #expect(
        fault { _ = try changed.verify(by: [witness]) }
          == .wrongSignature(name: witness.name))
    }
    // The log's own signature under the ID that its key would have as a witness.
    let posing = try VerifierKey(name: log.name, kind: .cosignature, publicKey: log.publicKey)
    var posed = note
    try posed.add(lines: line(posing, note.signatures[0].bytes).bytes)
    #expect(
      fault { _ = try posed.verify(by: [posing]) }
        == .wrongSignature(name: log.name))
  }

  @Test("lines to be added are whole signature lines")
  func lines() {
    let cases: [(String, ProofFault)] = [
      ("", ProofFault.noSignatures), ("\n", .unexpectedLine(.note, line: 1, expected: .signature)),
      (KnownNotes.Eu.witnessLine + "x\n", .unexpectedLine(.note, line: 2, expected: .signature)),
      (KnownNotes.Eu.witnessLine.dropLast() + "", .cutShort(.note, expected: .signature)),
    ]
    for (text, expected) in cases {
      var note = note
      #expect(fault { try note.add(lines: text.bytes) } == expected)
      #expect(note == self.note)
    }
  }

  private func line(_ key: VerifierKey, _ bytes: [UInt8]) -> String {
    let id = (0..<4).map { UInt8(truncatingIfNeeded: key.id >> (24 - 8 * UInt32($0))) }
    return "— \(key.name) \(Base64.encode(id + bytes))\n"
  }
}
