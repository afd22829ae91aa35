import LedgerCore
import LedgerProofs
import Testing

@Suite("Signed notes")
struct NoteTests {
  @Test(
    "notes that others made are read and written alike",
    arguments: [
      KnownNotes.Neumann.note, KnownNotes.Neumann.signedTwice, KnownNotes.quasimodo,
      KnownNotes.behindTheSofa, KnownNotes.Eu.note, KnownNotes.Eu.note + KnownNotes.Eu.witnessLine,
    ])
  func known(note: String) throws {
    let read = try SignedNote(note.bytes)
    #expect(read.bytes == note.bytes)
    #expect(note.hasPrefix(read.text + "\n— "))
  }

  @Test("signing gives the note that others' programs give")
  func signing() throws {
    var note = try SignedNote(text: KnownNotes.Neumann.text)
    try note.sign(with: SigningKey(KnownNotes.Neumann.secret))
    #expect(note.bytes == KnownNotes.Neumann.note.bytes)
    try note.sign(with: SigningKey(KnownNotes.Neumann.secret))
    #expect(note.bytes == KnownNotes.Neumann.note.bytes, "a key signs once")
  }

  @Test("signatures of trusted keys are checked, those of others passed over")
  func verifying() throws {
    let neumann = try VerifierKey(KnownNotes.Neumann.vkey)
    let eu = try VerifierKey(KnownNotes.Eu.vkey)
    let note = try SignedNote(KnownNotes.Neumann.signedTwice.bytes)
    #expect(try note.verify(by: [eu, neumann, neumann]).map(\.key) == [neumann])
    #expect(
      fault { _ = try note.verify(by: [eu]) }
        == .notSigned(signers: ["PeterNeumann", "EnochRoot"]))
    #expect(
      fault { _ = try note.verify(by: []) }
        == .notSigned(signers: ["PeterNeumann", "EnochRoot"]))
  }

  @Test("a false signature of a trusted key fails the note, whatever else it carries")
  func falseSignature() throws {
    let eu = try SigningKey(KnownNotes.Eu.secret)
    var note = try SignedNote(KnownNotes.Neumann.signedTwice.bytes)
    try note.sign(with: eu)
    let keys = [try VerifierKey(KnownNotes.Neumann.vkey), eu.verifier]
    #expect(try note.verify(by: keys).count == 2)
    let good = note.bytes
    let line = good.count - 120
    for bit in stride(from: (line + 60) * 8, to: (good.count - 4) * 8, by: 8) {
      guard let changed = try? SignedNote(good.flipping(bit + 7)) else { continue }
      #expect(
        fault { _ = try changed.verify(by: keys) }
          == .wrongSignature(name: eu.verifier.name))
    }
    let text = String(decoding: good, as: UTF8.self).replacing("problem", with: "Problem")
    #expect(
      fault { _ = try SignedNote(text.bytes).verify(by: keys) }
        == .wrongSignature(name: "PeterNeumann"))
  }

  @Test("a false second line of a key fails the note too; a true one counts once")
  func secondLine() throws {
    let key = try VerifierKey(KnownNotes.Neumann.vkey)
    let good = KnownNotes.Neumann.note
    let line = good.split(separator: "\n").last.map { $0 + "\n" } ?? ""
    #expect(try SignedNote((good + line).bytes).verify(by: [key]).count == 1)
    let wrong = line.replacing("x08go/ZJ", with: "x08go/ZK")
    #expect(
      fault {
        _ = try SignedNote((good + wrong).bytes).verify(by: [key])
      } == .wrongSignature(name: "PeterNeumann"))
  }

  @Test("names are compared by bytes, not as people would read them")
  func names() throws {
    let seed: [UInt8] = Array(repeating: 9, count: 32)
    let composed = try SigningKey(seed: seed, name: "caf\u{e9}")
    let decomposed = try SigningKey(seed: seed, name: "cafe\u{301}")
    let note = try SignedNote(text: "text\n")
    var signed = note
    try signed.sign(with: composed)
    #expect(composed.verifier.id != decomposed.verifier.id)
    #expect(
      fault { _ = try signed.verify(by: [decomposed.verifier]) }
        == .notSigned(signers: ["café"]))
    #expect(try SignedNote(text: "caf\u{e9}\n") != SignedNote(text: "cafe\u{301}\n"))
  }

  @Test("a note has no other form")
  func strictness() throws {
    let note = KnownNotes.Eu.note
    let signature = ProofFault.unexpectedLine(.note, line: 5, expected: .signature)
    let cases: [(String, ProofFault)] = [
      ("", ProofFault.noSignatures), (KnownNotes.Eu.text, .noSignatures),
      (KnownNotes.Eu.text + "\n", .noSignatures),
      (note.dropLast() + "", .cutShort(.note, expected: .signature)),
      (note + "\n", .noSignatures),
      (note + "— a\n", .unexpectedLine(.note, line: 6, expected: .signature)),
      (note.replacing("— ", with: "- "), signature), (note.replacing("— ", with: "—"), signature),
      (note.replacing("bwo=", with: "bwp="), signature),
      (note.replacing("bwo=", with: "bwo"), signature),
      (note.replacing("bwo=\n", with: "bwo= \n"), signature),
      (note.replacing("/eu 1C5X", with: "/eu  1C5X"), signature),
      (note.replacing("/eu 1C5X", with: "+eu 1C5X"), signature),
      (KnownNotes.Eu.text + "\n— a 1C5XwA==\n", signature),
      (KnownNotes.Eu.text + "\n— a \n", signature),
      (note.replacing("\n", with: "\r\n"), .controlCharacter(.note, line: 1)),
      (note.replacing("163\n", with: "163\t\n"), .controlCharacter(.note, line: 2)),
    ]
    for (text, expected) in cases {
      #expect(fault { _ = try SignedNote(text.bytes) } == expected)
    }
    let notText = Array(note.utf8.prefix(25)) + [0xc3] + Array(note.utf8.dropFirst(25))
    #expect(
      fault { _ = try SignedNote(notText) } == .notUTF8(.note, line: 2))
    #expect(
      fault { _ = try SignedNote(text: "no line break") }
        == .cutShort(.note, expected: .text))
  }

  @Test("a note has at most 64 signatures and one megabyte")
  func limits() throws {
    let lines = (0..<64).map { "— w\($0) AAAAAAAA\n" }.joined()
    let most = KnownNotes.Eu.text + "\n" + lines
    #expect(try SignedNote(most.bytes).signatures.count == 64)
    let tooMany = ProofFault.tooManySignatures(countMax: 64)
    #expect(
      fault {
        _ = try SignedNote((most + "— w AAAAAAAA\n").bytes)
      } == tooMany)
    var full = try SignedNote(most.bytes)
    #expect(
      fault { try full.sign(with: SigningKey(KnownNotes.Eu.secret)) }
        == tooMany)
    let long = Array(repeating: UInt8(ascii: "a"), count: SignedNote.bytesMax) + [0x0a]
    #expect(
      fault { _ = try SignedNote(long) }
        == .tooLarge(.note, bytes: 1_048_577, bytesMax: 1_048_576))
  }
}
