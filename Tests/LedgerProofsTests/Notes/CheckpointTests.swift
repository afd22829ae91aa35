import LedgerCore
import LedgerProofs
import Testing

@Suite("Checkpoints")
struct CheckpointTests {
  private let root = Hash256(base64: "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=") ?? .zero

  @Test("others' checkpoints are read, ours are written like them")
  func texts() throws {
    let sofa = try Checkpoint(text: SignedNote(KnownNotes.behindTheSofa.bytes).text)
    #expect(sofa.origin == "example.com/behind-the-sofa")
    #expect(sofa.size == 20_852_163 && sofa.root == root)
    let eu = try Checkpoint(origin: "orderledger.example/eu", size: 20_852_163, root: root)
    #expect(eu.text == KnownNotes.Eu.text)
    let signed = try eu.signed(with: [SigningKey(KnownNotes.Eu.secret)])
    #expect(signed.bytes == KnownNotes.Eu.note.bytes)
  }

  @Test("extension lines are accepted, and belong to what is signed")
  func extensions() throws {
    let extended = try Checkpoint(text: KnownNotes.Eu.text + "extension 1\n— two\n")
    #expect(try extended == Checkpoint(text: KnownNotes.Eu.text))
    var note = try SignedNote(text: KnownNotes.Eu.text + "extension\n")
    let key = try SigningKey(KnownNotes.Eu.secret)
    try note.sign(with: key)
    #expect(try VerifiedCheckpoint(note, trusting: [key.verifier]).checkpoint == extended)
    #expect(note.bytes != KnownNotes.Eu.note.bytes)
  }

  @Test("a checkpoint has no other form")
  func strictness() {
    let text = KnownNotes.Eu.text
    func unexpected(_ line: Int, _ expected: ProofLine) -> ProofFault {
      .unexpectedLine(.checkpoint, line: line, expected: expected)
    }
    let cases: [(String, ProofFault)] = [
      ("", ProofFault.cutShort(.checkpoint, expected: .origin)),
      ("\n1\n", unexpected(1, .origin)), ("a\n", .cutShort(.checkpoint, expected: .size)),
      ("a\n1\n", .cutShort(.checkpoint, expected: .root)),
      (text.dropLast() + "", .cutShort(.checkpoint, expected: .root)),
      (text.replacing("\n2085", with: "\n02085"), unexpected(2, .size)),
      (text.replacing("\n2085", with: "\n+2085"), unexpected(2, .size)),
      (text.replacing("\n2085", with: "\n-2085"), unexpected(2, .size)),
      (text.replacing("\n2085", with: "\n 2085"), unexpected(2, .size)),
      (text.replacing("20852163", with: ""), unexpected(2, .size)),
      (text.replacing("20852163", with: "٢"), unexpected(2, .size)),
      (text.replacing("20852163", with: "9223372036854775808"), unexpected(2, .size)),
      (text.replacing("20852163", with: "18446744073709551616"), unexpected(2, .size)),
      (text.replacing("20852163", with: "00"), unexpected(2, .size)),
      (text.replacing("20852163", with: "0"), unexpected(3, .emptyRoot)),
      (text.replacing("q2I=", with: "q2J="), unexpected(3, .root)),
      (text.replacing("q2I=", with: "q2I"), unexpected(3, .root)),
      (text.replacing("q2I=", with: "q2I= "), unexpected(3, .root)),
      (text + "\n", unexpected(4, .extensionLine)),
      (text + "a\n\nb\n", unexpected(5, .extensionLine)),
      (text + "a", .cutShort(.checkpoint, expected: .extensionLine)),
    ]
    for (text, expected) in cases {
      #expect(fault { _ = try Checkpoint(text: text) } == expected)
    }
    let largest = text.replacing("20852163", with: "9223372036854775807")
    #expect(fault { _ = try Checkpoint(text: largest) } == nil)
    let empty = "a\n0\n\(MerkleTree.emptyRoot.base64)\n"
    #expect(fault { _ = try Checkpoint(text: empty) } == nil)
    #expect(
      fault {
        _ = try Checkpoint(origin: "a b", size: 1, root: .zero)
      } == .unusableName("a b"))
  }

  @Test("a log cannot speak for another, nor a witness for a log")
  func otherOrigin() throws {
    let eu = try SigningKey(KnownNotes.Eu.secret)
    let other = try Checkpoint(origin: "orderledger.example/us", size: 1, root: root)
    let note = try other.signed(with: [eu])
    let expected = ProofFault.notSignedByLog(origin: "orderledger.example/us")
    #expect(
      fault {
        _ = try VerifiedCheckpoint(note, trusting: [eu.verifier])
      } == expected)
    var witnessed = try SignedNote(KnownNotes.Eu.note.bytes)
    try witnessed.add(lines: KnownNotes.Eu.witnessLine.bytes)
    let witness = try VerifierKey(KnownNotes.Eu.witnessKey)
    #expect(
      fault {
        _ = try VerifiedCheckpoint(witnessed, trusting: [witness])
      } == .notSignedByLog(origin: eu.verifier.name))
  }

  @Test("after a change of keys, who trusts either accepts the checkpoint that both signed")
  func rotation() throws {
    let old = try SigningKey(KnownNotes.Eu.secret)
    let new = try SigningKey(seed: Array(repeating: 3, count: 32), name: old.verifier.name)
    let checkpoint = try Checkpoint(origin: old.verifier.name, size: 7, root: root)
    let note = try checkpoint.signed(with: [old, new])
    for keys in [[old.verifier], [new.verifier], [new.verifier, old.verifier]] {
      let verified = try VerifiedCheckpoint(note, trusting: keys)
      #expect(verified.checkpoint == checkpoint && verified.signatures.count == keys.count)
    }
  }
}
