import LedgerCore
import LedgerProofs
import Testing

@Suite("Consistency proofs")
struct ConsistencyFileTests {
  private let log: SmallLog
  private let keys: [VerifierKey]

  init() throws {
    log = try SmallLog()
    keys = [log.key.verifier]
  }

  @Test("every two sizes are shown, and the file says the same after a round trip")
  func roundTrip() throws {
    for new in 1...21 {
      for old in 1...new {
        let file = try log.consistency(old, new)
        let read = try ConsistencyFile(file.bytes)
        #expect(read == file && read.bytes == file.bytes)
        let shown = try read.check(older: log.note(old), trusting: keys)
        #expect(shown.older.checkpoint.size == UInt64(old))
        #expect(shown.newer.checkpoint.size == UInt64(new))
      }
    }
  }

  @Test("no file that differs in one bit is accepted, nor one that was cut short")
  func everyBit() throws {
    let good = try log.consistency(13, 21).bytes
    let older = try log.note(13)
    for bit in 0..<good.count * 8 {
      #expect(
        fault {
          _ = try ConsistencyFile(good.flipping(bit)).check(older: older, trusting: keys)
        } != nil, "bit \(bit)")
    }
    for length in 0..<good.count {
      #expect(
        fault { _ = try ConsistencyFile(Array(good[..<length])) } != nil)
    }
  }

  @Test("a rewritten, shortened, other or empty log is told apart")
  func findings() throws {
    let forked = try SmallLog(seed: 2)
    func found(_ file: ConsistencyFile, older: SignedNote) -> ProofFault? {
      fault { _ = try file.check(older: older, trusting: keys) }
    }
    let good = try log.consistency(13, 21)
    let before = try log.note(13)
    let forkedRoot = forked.tree.root(0..<13)
    let other = try Checkpoint(origin: "log.example/eu", size: 13, root: forkedRoot)
      .signed(with: [log.key])
    #expect(found(good, older: other) == .notConsistent(older: 13, newer: 21))
    #expect(
      found(try log.consistency(13, 13), older: other) == .notConsistent(older: 13, newer: 13))
    #expect(found(good, older: try log.note(12)) == .otherSize(proof: 13, checkpoint: 12))
    #expect(
      found(try log.consistency(5, 12), older: before) == .shrunk(older: 13, newer: 12))
    #expect(
      found(good, older: try forked.note(13)) == .notSigned(signers: ["log.example/eu"]))
    let unrelated = try SmallLog(name: "log.example/us")
    #expect(
      fault {
        _ = try good.check(
          older: try unrelated.note(13), trusting: keys + [unrelated.key.verifier])
      } == .otherLog(older: "log.example/us", newer: "log.example/eu"))
    let empty = try log.note(0)
    let fromNothing = ConsistencyFile(oldSize: 0, path: [], note: good.note)
    #expect(try ConsistencyFile(fromNothing.bytes) == fromNothing)
    #expect(found(fromNothing, older: empty) == .olderIsEmpty)
  }

  @Test("the file is what a witness takes, and has no other form")
  func strictness() throws {
    let good = String(decoding: try log.consistency(6, 7).bytes, as: UTF8.self)
    #expect(good.hasPrefix("old 6\n"))
    func unexpected(_ line: Int, _ expected: ProofLine) -> ProofFault {
      .unexpectedLine(.consistencyFile, line: line, expected: expected)
    }
    let cases: [(String, ProofFault)] = [
      ("", ProofFault.cutShort(.consistencyFile, expected: .old)),
      (good.replacing("old 6", with: "old 06"), unexpected(1, .old)),
      (good.replacing("old 6", with: "old6"), unexpected(1, .old)),
      (good.replacing("old 6", with: "new 6"), unexpected(1, .old)),
      (good.replacing("old 6\n", with: "old 6\nabc\n"), unexpected(2, .hash)),
      ("old 6\n", .cutShort(.consistencyFile, expected: .hash)), ("old 6\n\n", .noSignatures),
    ]
    for (text, expected) in cases {
      #expect(fault { _ = try ConsistencyFile(text.bytes) } == expected)
    }
  }
}
