import LedgerCore
import LedgerProofs
import Testing

@Suite("Event proofs")
struct EventProofTests {
  private let log: SmallLog
  private let keys: [VerifierKey]

  init() throws {
    log = try SmallLog()
    keys = [log.key.verifier]
  }

  @Test("every entry of every size is shown, and the file says the same after a round trip")
  func roundTrip() throws {
    for size in 1...21 {
      for index in 0..<size {
        let proof = try log.eventProof(index, size: size)
        let read = try EventProof(proof.bytes)
        #expect(read == proof && read.bytes == proof.bytes)
        let shown = try read.check(trusting: keys)
        #expect(shown.entry == log.entries[index] && shown.index == UInt64(index))
        #expect(shown.checkpoint.checkpoint.size == UInt64(size))
      }
    }
  }

  @Test("the file is that of C2SP tlog-proof")
  func text() throws {
    let text = String(decoding: try log.eventProof(2, size: 3).bytes, as: UTF8.self)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.prefix(3) == ["c2sp.org/tlog-proof@v1", "extra AQIB/w==", "index 2"])
    #expect(lines[3].utf8.count == 44 && lines[4].isEmpty)
    #expect(lines[5...6] == ["log.example/eu", "3"])
  }

  @Test("no file that differs in one bit is accepted")
  func everyBit() throws {
    let good = try log.eventProof(13, size: 21).bytes
    for bit in 0..<good.count * 8 {
      #expect(
        fault {
          _ = try EventProof(good.flipping(bit)).check(trusting: keys)
        } != nil, "bit \(bit)")
    }
  }

  @Test("no file that was cut short is accepted")
  func everyLength() throws {
    let good = try log.eventProof(13, size: 21).bytes
    for length in 0..<good.count {
      #expect(fault { _ = try EventProof(Array(good[..<length])) } != nil)
    }
  }

  @Test("what does not belong together is told apart")
  func mixed() throws {
    let good = try log.eventProof(13, size: 21)
    func found(_ change: (inout EventProof) -> Void) -> ProofFault? {
      var proof = good
      change(&proof)
      return fault { _ = try proof.check(trusting: keys) }
    }
    let notIncluded = ProofFault.notIncluded(index: 13, size: 21)
    #expect(found { $0.entry = log.entries[12] } == notIncluded)
    #expect(found { $0.entry = nil } == .entryMissing)
    #expect(found { $0.path.swapAt(0, 1) } == notIncluded)
    #expect(found { $0.path.removeLast() } == notIncluded)
    #expect(found { $0.path.append(.zero) } == notIncluded)
    #expect(found { $0.index = 12 } == .notIncluded(index: 12, size: 21))
    #expect(found { $0.index = 21 } == .indexOutside(index: 21, size: 21))
    let later = try log.note(20)
    #expect(found { $0.note = later } == .notIncluded(index: 13, size: 20))
    let forked = try SmallLog(seed: 2)
    let other = try forked.note(21)
    #expect(found { $0.note = other } == .notSigned(signers: ["log.example/eu"]))
    // Another history, signed with the right key: the entry is not in it.
    let rewritten = try Checkpoint(
      origin: "log.example/eu", size: 21, root: forked.tree.root(0..<21)
    ).signed(with: [log.key])
    #expect(found { $0.note = rewritten } == notIncluded)
  }

  @Test("a proof has no other form")
  func strictness() throws {
    let good = String(decoding: try log.eventProof(13, size: 21).bytes, as: UTF8.self)
    let hash = String(good.split(separator: "\n")[3]) + "\n"
    func unexpected(_ line: Int, _ expected: ProofLine) -> ProofFault {
      .unexpectedLine(.eventProof, line: line, expected: expected)
    }
    let cases: [(String, ProofFault)] = [
      ("", ProofFault.cutShort(.eventProof, expected: .header)),
      (good.replacing("@v1", with: "@v2"), unexpected(1, .header)),
      (" " + good, unexpected(1, .header)), ("\u{feff}" + good, unexpected(1, .header)),
      (good.replacing("extra AQ0B/w==", with: "extra "), unexpected(2, .extra)),
      (good.replacing("AQ0B/w==", with: "AQ0B/x=="), unexpected(2, .extra)),
      (good.replacing("AQ0B/w==", with: "AQ0B/w"), unexpected(2, .extra)),
      (good.replacing("extra AQ", with: "extra  AQ"), unexpected(2, .extra)),
      (good.replacing("extra AQ", with: "Extra AQ"), unexpected(2, .index)),
      (good.replacing("index 13", with: "index 013"), unexpected(3, .index)),
      (good.replacing("index 13", with: "index"), unexpected(3, .index)),
      (good.replacing("index 13", with: "index 13 "), unexpected(3, .index)),
      (good.replacing(hash, with: hash.replacing("=", with: "")), unexpected(4, .hash)),
      (
        good.replacing(hash, with: String(repeating: hash, count: 64)),
        .tooManyHashes(.eventProof, countMax: 63)
      ),
      (good.replacing(hash, with: "\n" + hash), .notSigned(signers: ["log.example/eu"])),
      (good + "\n", .noSignatures),
      (
        good.replacing("\n", with: "\r\n"),
        .controlCharacter(.eventProof, line: 1)
      ),
    ]
    for (text, expected) in cases {
      #expect(
        fault {
          _ = try EventProof(text.bytes).note.verify(by: [])
        } == expected)
    }
  }

  @Test("a proof of others without the entry is read, and said to lack it")
  func withoutEntry() throws {
    let good = String(decoding: try log.eventProof(13, size: 21).bytes, as: UTF8.self)
    let proof = try EventProof(good.replacing("extra AQ0B/w==\n", with: "").bytes)
    #expect(proof.entry == nil && proof.index == 13)
    #expect(fault { _ = try proof.check(trusting: keys) } == .entryMissing)
  }

  @Test("the longest entry fits")
  func longest() throws {
    let entry = [UInt8](repeating: 7, count: 65_535)
    let note = try Checkpoint(
      origin: "log.example/eu", size: 1, root: MerkleTree.leafHash(entry)
    ).signed(with: [log.key])
    let proof = EventProof(entry: entry, index: 0, path: [], note: note)
    #expect(try EventProof(proof.bytes).check(trusting: keys).entry == entry)
  }
}
