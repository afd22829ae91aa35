import LedgerCore
import LedgerProofs
import Testing

@Suite("Keys")
struct KeyTests {
  @Test("the texts of keys that others made are read and written alike")
  func texts() throws {
    for (secret, vkey) in [
      (KnownNotes.Neumann.secret, KnownNotes.Neumann.vkey),
      (KnownNotes.Eu.secret, KnownNotes.Eu.vkey),
    ] {
      let key = try SigningKey(secret)
      #expect(key.secretText == secret)
      #expect(key.verifier.text == vkey)
      #expect(try VerifierKey(vkey) == key.verifier)
    }
    let witness = try VerifierKey(KnownNotes.Eu.witnessKey)
    #expect(witness.kind == .cosignature && witness.name == "witness.example/w1")
    #expect(witness.text == KnownNotes.Eu.witnessKey)
    let seeded = try SigningKey(seed: (0..<32).map { $0 }, name: "orderledger.example/eu")
    #expect(seeded.secretText == KnownNotes.Eu.secret)
  }

  @Test("the same key has another ID for each use and name")
  func identifiers() throws {
    let key = try VerifierKey(KnownNotes.Eu.vkey)
    let witness = try VerifierKey(
      name: key.name, kind: .cosignature, publicKey: key.publicKey)
    let other = try VerifierKey(name: "b", kind: .ed25519, publicKey: key.publicKey)
    #expect(Set([key.id, witness.id, other.id]).count == 3)
  }

  @Test("a public key's text has no other form")
  func strictVerifier() {
    let vkey = KnownNotes.Eu.vkey
    let malformed = ProofFault.malformedKey(.verifierKey)
    for text in [
      "", "+", "++", "name", "name+d42e57c0", vkey + "=", vkey + "\n", vkey.dropLast() + "",
      vkey.replacing("d42e57c0", with: "D42E57C0"), vkey.replacing("d42e57c0", with: "d42e57c"),
      vkey.replacing("d42e57c0", with: "d42e57cg"), vkey.dropLast(4) + "",
    ] {
      #expect(fault { _ = try VerifierKey(text) } == malformed)
    }
    let cases: [(String, ProofFault)] = [
      (vkey.replacing("d42e", with: "d42f"), ProofFault.keyIDMismatch(.verifierKey, name: eu)),
      (vkey.replacing("/eu", with: "/us"), .keyIDMismatch(.verifierKey, name: us)),
      (vkey.replacing("+AQOh", with: "+AgOh"), .unknownKeyType(name: eu, type: 2)),
      (vkey.replacing("+AQOh", with: "+BAOh"), .keyIDMismatch(.verifierKey, name: eu)),
      (vkey.replacing("/eu", with: " eu"), .unusableName("orderledger.example eu")),
      (vkey.replacing("orderledger.example/eu", with: ""), .unusableName("")),
      (vkey.replacing("/eu", with: "\u{2003}eu"), .unusableName("orderledger.example\u{2003}eu")),
    ]
    for (text, expected) in cases {
      #expect(fault { _ = try VerifierKey(text) } == expected)
    }
  }

  @Test("a signing key's text has no other form")
  func strictSigner() {
    let secret = KnownNotes.Eu.secret
    let cases: [(String, ProofFault)] = [
      ("", ProofFault.malformedKey(.signingKey)), (KnownNotes.Eu.vkey, .malformedKey(.signingKey)),
      (secret.lowercased(), .malformedKey(.signingKey)), (secret + " ", .malformedKey(.signingKey)),
      (secret.replacing("+d42e", with: "+d42f"), .keyIDMismatch(.signingKey, name: eu)),
      (secret.replacing("AQAB", with: "AgAB"), .unknownKeyType(name: eu, type: 2)),
      (secret.replacing("HR4f", with: "HR4e"), .keyIDMismatch(.signingKey, name: eu)),
      (secret.replacing("HR4f", with: ""), .malformedKey(.signingKey)),
    ]
    for (text, expected) in cases {
      #expect(fault { _ = try SigningKey(text) } == expected)
    }
    #expect(
      fault { _ = try SigningKey(seed: [1], name: "a") }
        == .malformedKey(.signingKey))
    for name in ["", "a b", "a+b", "a\nb", "a\u{a0}b", "a\tb", "a\u{1}b"] {
      #expect(
        fault {
          _ = try SigningKey(seed: Array(repeating: 1, count: 32), name: name)
        } == .unusableName(name))
    }
  }

  @Test("printing a signing key does not print its secret")
  func secrecy() throws {
    let key = try SigningKey(KnownNotes.Eu.secret)
    var dumped = ""
    dump(key, to: &dumped)
    for text in ["\(key)", String(reflecting: key), dumped] {
      #expect(text.contains(KnownNotes.Eu.vkey))
      #expect(!text.contains("AQABAgME") && !text.contains("PRIVATE"))
    }
  }

  private let eu = "orderledger.example/eu"
  private let us = "orderledger.example/us"
}
