import Foundation
import LedgerCore
import LedgerTesting
import Testing

@testable import LedgerEngine

@Suite("Checkpoints")
struct CheckpointTests {
  @Test("what was signed is what the entries hash to, and nothing is signed twice")
  func signed() throws {
    let history = try SignedHistory(seed: 5_101, orders: 20)
    let ledger = history.ledger
    let first = try ledger.checkpoint()
    var frontier = MerkleFrontier()
    for position in 0..<first.checkpoint.size {
      frontier.append(MerkleTree.leafHash(try ledger.log.canonicalEntry(at: LogPosition(position))))
    }
    #expect(frontier.root == first.checkpoint.root && first.isNew)
    #expect(first.checkpoint.size == ledger.nextPosition.rawValue && first.checkpoint.size > 300)
    let again = try ledger.checkpoint()
    #expect(!again.isNew && again.note == first.note)
    let anew = try ledger.checkpoint(anew: true)
    #expect(anew.isNew && anew.checkpoint.size == first.checkpoint.size + 1)
    #expect(ledger.checkpointSizes() == [first.checkpoint.size, anew.checkpoint.size])
  }

  @Test(
    "a directory that is lost, damaged or of an older checkpoint is made again, though nothing has come",
    arguments: ["lost", "damaged", "older"])
  func directoryLost(how: String) throws {
    let history = try SignedHistory(seed: 5_109, orders: 4)
    let ledger = history.ledger
    let manager = FileManager.default
    let first = try #require(try ledger.checkpoint().directory)
    let kept = history.directory.path + "/kept"
    try manager.copyItem(
      atPath: DirectoryFile.path(of: first, in: history.path), toPath: kept)
    let last = try ledger.checkpoint(anew: true)
    let path = DirectoryFile.path(of: try #require(last.directory), in: history.path)
    #expect(try !ledger.checkpoint().isNew)
    switch how {
    case "damaged": try Data("nonsense".utf8).write(to: URL(fileURLWithPath: path))
    case "older":
      try manager.removeItem(atPath: path)
      try manager.copyItem(
        atPath: kept, toPath: DirectoryFile.path(of: first, in: history.path))
    default: try manager.removeItem(atPath: path)
    }
    let anew = try ledger.checkpoint()
    #expect(anew.isNew && anew.checkpoint.size == last.checkpoint.size + 1)
    #expect(DirectoryFile.positions(in: history.path) == [anew.directory])
    _ = try ledger.orderProof(of: "nobody")
    #expect(try !ledger.checkpoint().isNew)
  }

  @Test("what was signed is listed in pages, and a file that is none hides no other")
  func listed() throws {
    let history = try SignedHistory(seed: 5_110, orders: 4)
    let ledger = history.ledger
    #expect(try ledger.checkpoints().checkpoints.isEmpty)
    for _ in 0..<5 { _ = try ledger.checkpoint(anew: true) }
    let sizes = ledger.checkpointSizes()
    let files = CheckpointFiles(in: history.path)
    try Data("nonsense".utf8).write(to: URL(fileURLWithPath: files.path(of: sizes[1])))
    let foreign = try SigningKey(seed: [UInt8](repeating: 3, count: 32), name: history.key.name)
    let other = try Checkpoint(origin: history.key.name, size: sizes[3], root: .zero)
    try files.write(try other.signed(with: [foreign]), of: sizes[3])
    let all = try ledger.checkpoints()
    #expect(all.next == nil && all.checkpoints.map(\.size) == sizes)
    let faults = all.checkpoints.map { listed in
      if case .failure(let error) = listed.signed { error.code } else { "" }
    }
    #expect(faults == ["", "checkpoint_unreadable", "", "checkpoint_foreign", ""])
    var found: [UInt64] = []
    var next: UInt64? = 0
    while let after = next {
      let page = try ledger.checkpoints(after: after, limit: 2)
      #expect(page.checkpoints.count <= 2)
      found += page.checkpoints.map(\.size)
      next = page.next
    }
    #expect(found == sizes)
  }

  @Test("every entry is proved in every checkpoint that covers it, and each checkpoint in the next")
  func proved() throws {
    let history = try SignedHistory(seed: 5_102, orders: 6)
    let ledger = history.ledger
    var signed = [try ledger.checkpoint()]
    for _ in 0..<3 { signed.append(try ledger.checkpoint(anew: true)) }
    for checkpoint in signed {
      let size = checkpoint.checkpoint.size
      for position in stride(from: UInt64(0), to: size, by: 7) {
        let proof = try ledger.eventProof(at: LogPosition(position), size: size)
        let shown = try EventProof(proof.bytes).check(trusting: [history.key])
        #expect(shown.index == position)
        #expect(try Entry(decoding: shown.entry) == ledger.log.entry(at: LogPosition(position)))
      }
      #expect(throws: LedgerError.self) {
        try ledger.eventProof(at: LogPosition(size), size: size)
      }
    }
    for (older, newer) in zip(signed, signed.dropFirst()) {
      let file = try ledger.consistencyProof(
        from: older.checkpoint.size, to: newer.checkpoint.size)
      _ = try ConsistencyFile(file.bytes).check(older: older.note, trusting: [history.key])
    }
  }

  @Test("a log that was put back to an earlier state is not signed")
  func rolledBack() throws {
    let history = try SignedHistory(seed: 5_103, orders: 4)
    var ledger: Ledger? = history.ledger
    _ = try ledger?.checkpoint()
    try ledger?.close()
    let copy = history.directory.path + "/copy"
    try FileManager.default.copyItem(atPath: history.path + "/log.mdb", toPath: copy)
    _ = try ledger?.checkpoint(anew: true)
    try ledger?.close()
    ledger = nil
    let second = history.directory.path + "/second"
    try FileManager.default.copyItem(atPath: history.path, toPath: second)
    try FileManager.default.removeItem(atPath: second + "/log.mdb")
    try FileManager.default.copyItem(atPath: copy, toPath: second + "/log.mdb")
    let back = try Ledger.openForWriting(directory: second)
    #expect {
      try back.checkpoint()
    } throws: { error in
      if case LedgerError.proving(.rolledBack) = error { true } else { false }
    }
    // What was put back goes on otherwise, past the size that was signed.
    for name in ["a", "b", "c"] {
      _ = try back.register(channel: name, kind: "shopify", account: nil)
    }
    #expect {
      try back.checkpoint()
    } throws: { error in
      if case LedgerError.proving(.altered) = error { true } else { false }
    }
    #expect(try !back.verify().findings.isEmpty)
  }

  @Test("after a rotation both keys have signed, and then the new one alone")
  func rotated() throws {
    let history = try SignedHistory(seed: 5_104, orders: 4)
    let ledger = history.ledger
    _ = try ledger.checkpoint()
    let both = try ledger.rotateKey(reason: "yearly")
    let keys = try ledger.signingKeys().map(\.key)
    #expect(keys.count == 2 && keys[0] == history.key && keys[0] != keys[1])
    for key in keys { _ = try VerifiedCheckpoint(both.note, trusting: [key]) }
    let next = try ledger.checkpoint(anew: true)
    _ = try VerifiedCheckpoint(next.note, trusting: [keys[1]])
    #expect(throws: ProofFault.self) { try VerifiedCheckpoint(next.note, trusting: [keys[0]]) }
    let lost = try ledger.rotateKey(reason: "disk lost", isFormerLost: true)
    #expect(lost.note.signatures.count == 1)
    #expect(try ledger.signingKeys().last?.isFormerLost == true)
    #expect(try ledger.verify().findings.isEmpty)
  }

  @Test("a rotation that was cut short is completed by the next checkpoint")
  func rotationCutShort() throws {
    let history = try SignedHistory(seed: 5_105, orders: 4)
    let ledger = history.ledger
    let file = SigningKeyFile(in: history.path)
    let next = try SigningKey(seed: [UInt8](repeating: 9, count: 32), name: history.key.name)
    try file.writeNext(next)
    // Killed before the log knew of it: the old key signs.
    #expect(try ledger.checkpoint().note.signatures.count == 1)
    let body = JSONValue.object([("signing_key", .string(next.verifier.text))]).utf8
    _ = try ledger.record(.signingKeyChanged, body: body, actor: "operator") { _, _, _ in }
    // Killed before the checkpoint.
    let signed = try ledger.checkpoint()
    #expect(signed.note.signatures.count == 2)
    _ = try VerifiedCheckpoint(signed.note, trusting: [next.verifier])
    #expect(try file.read().verifier == next.verifier && file.readNext() == nil)
  }

  @Test("a missing or foreign key signs nothing, and says what to do")
  func keyTrouble() throws {
    let history = try SignedHistory(seed: 5_106, orders: 4)
    let path = history.path + "/signing.key"
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    #expect(attributes[.posixPermissions] as? Int == 0o600)
    let other = try SigningKey(seed: [UInt8](repeating: 1, count: 32), name: "somebody")
    try SigningKeyFile(in: history.path).write(other)
    #expect(throws: LedgerError.self) { try history.ledger.checkpoint() }
    try Data("nonsense".utf8).write(to: URL(fileURLWithPath: path))
    #expect(throws: LedgerError.self) { try history.ledger.checkpoint() }
    try FileManager.default.removeItem(atPath: path)
    #expect {
      try history.ledger.checkpoint()
    } throws: { error in
      "\(error)".contains("keys rotate --lost")
    }
    #expect(history.ledger.checkpointSizes().isEmpty)
  }

  @Test("a witness's lines are kept with the checkpoint, and false ones are refused")
  func cosigned() throws {
    let history = try SignedHistory(seed: 5_107, orders: 4)
    let signed = try history.ledger.checkpoint()
    let witness = try Witness(name: "witness.example/w1", seed: 21)
    let line = try witness.line(for: signed.note, seconds: 1_767_225_600)
    let cosigned = try history.ledger.cosign(line, witnesses: [witness.key])
    #expect(cosigned.note.signatures.count == 2)
    let shown = try VerifiedCheckpoint(
      history.ledger.checkpoint(of: signed.checkpoint.size).note,
      trusting: [history.key, witness.key])
    #expect(shown.witnesses.map(\.seconds) == [1_767_225_600])
    let false_ = try witness.line(for: SignedNote(text: "other\n"), seconds: 5)
    #expect(throws: LedgerError.self) {
      try history.ledger.cosign(false_, witnesses: [witness.key])
    }
    #expect(throws: LedgerError.self) { try history.ledger.cosign(Array("nonsense\n".utf8)) }
  }

  @Test("the thread tree and the map of a directory are those of its file")
  func directory() throws {
    let history = try SignedHistory(seed: 5_108, orders: 30)
    let signed = try history.ledger.checkpoint()
    let file = try DirectoryFile.openNewest(in: history.path)
    #expect(file.position == signed.directory)
    var frontier = MerkleFrontier()
    var mentioned: [Hash256: [ReferenceValue.Hit]] = [:]
    for number in 0..<file.head.threads {
      let leaf = try file.leaf(number)
      frontier.append(MerkleTree.leafHash(leaf.bytes))
      for mention in leaf.mentions {
        mentioned[mention.key, default: []].append(
          ReferenceValue.Hit(
            mention.referenceClass, isIdentified: leaf.isIdentified, thread: number))
      }
      #expect(try file.number(of: leaf.thread) == number)
    }
    #expect(frontier.root == file.head.threadRoot)
    let leaves = mentioned.map {
      ReferenceMap.Leaf(
        key: $0.key, valueHash: ReferenceValue(hits: $0.value.sorted()).hash)
    }.sorted { $0.key < $1.key }
    #expect(ReferenceMap.root(of: leaves) == file.head.referenceRoot)
    #expect(UInt64(leaves.count) == file.head.references)
    for leaf in leaves {
      let found = try file.proof(of: leaf.key)
      #expect(found.proof.root(of: leaf.key) == file.head.referenceRoot && found.value != nil)
      var other = leaf.key
      other.words.3 ^= 1
      let absent = try file.proof(of: other)
      #expect(absent.proof.root(of: other) == file.head.referenceRoot && absent.value == nil)
    }
  }
}
