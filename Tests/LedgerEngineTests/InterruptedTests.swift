import Glibc
import LedgerCore
import LedgerProofs
import LedgerStorage
import LedgerStorageWriting
import LedgerTesting
import Synchronization
import Testing

@testable import LedgerEngine
@testable import LedgerLog

@Suite("What was interrupted, or failed")
struct InterruptedTests {
  @Test("a creation that was cut short before the first entry is no ledger, and is done again")
  func creation() throws {
    let bench = TemporaryDirectory()
    let directory = bench.path + "/ledger"
    do {
      let lock = try WriterLock.acquire(directory: directory)
      _ = try LogWriter.create(lock: lock, random: [UInt8](repeating: 7, count: 32))
    }
    for open in [
      { try Ledger.openForReading(directory: directory) },
      { try Ledger.openForWriting(directory: directory) },
    ] {
      let error = #expect(throws: LedgerError.self) { _ = try open() }
      #expect(error?.code == "no_ledger")
    }
    let created = try Ledger.create(directory: directory, rulebook: EngineRulebook.compiled())
    #expect(try created.verify().findings.isEmpty)
    let again = #expect(throws: LedgerError.self) {
      _ = try Ledger.create(directory: directory + "/", rulebook: EngineRulebook.compiled())
    }
    #expect(again.map { ["ledger_exists", "storage"].contains($0.code) } == true)
    let id = created.id
    #expect(try Ledger.openForReading(directory: directory).id == id)
  }

  @Test("a rotation of keys that was cut short behind its entry is brought to its end by the next")
  func rotation() throws {
    let bench = try Bench()
    _ = try bench.ledger.checkpoint()
    let former = try #require(try bench.ledger.signingKeys().last?.key)
    let next = try SigningKeyFile.draw(named: former.name, bench.surroundings)
    try SigningKeyFile(in: bench.path).writeNext(next)
    let body = JSONValue.object([
      ("signing_key", .string(next.verifier.text)), ("former", .string(former.text)),
      ("former_lost", .bool(false)), ("reason", .string("cut short")),
    ]).utf8
    _ = try bench.ledger.record(.signingKeyChanged, body: body, actor: "test") { _, _, _ in }
    try bench.reopen(closing: false)
    let signed = try bench.ledger.rotateKey(reason: "again")
    let keys = try bench.ledger.signingKeys().map(\.key)
    #expect(keys.count == 3 && keys[1] == next.verifier)
    let verified = try VerifiedCheckpoint(signed.note, trusting: [keys[2]])
    #expect(verified.checkpoint == signed.checkpoint)
    #expect(try bench.ledger.verify().findings.isEmpty)
  }

  @Test("keys that were changed are no part of the history of rulebooks")
  func history() throws {
    let bench = try Bench()
    _ = try bench.ledger.rotateKey(reason: "yearly")
    try bench.ledger.activate(Revisions.mapped())
    #expect(try bench.ledger.rulebookHistory().map(\.position.rawValue) == [1, 4])
  }

  @Test("a reference that was taken out of joining is none for verify as well, from that moment on")
  func separated() throws {
    let bench = try Bench()
    for number in 0..<12 {
      try bench.take("shop", #"{"id":\#(number / 2),"name":"A\#(number / 3)","status":"paid"}"#)
    }
    let space = ReferenceSpace(account: "main", system: "shop", entity: "order", kind: "name")
    try bench.ledger.separate(Reference(space: space, value: "A1"), reason: "used twice")
    #expect(try bench.ledger.verify().findings.isEmpty)
    try bench.take("shop", #"{"id":99,"name":"A1","status":"paid"}"#)
    try bench.ledger.flush()
    #expect(try bench.ledger.verify().findings.isEmpty)
  }

  @Test(
    "after a failing disk nothing is taken until the ledger is opened anew; for want of space it is"
  )
  func failedCommit() throws {
    for (failure, goesOn) in [
      (StorageError.io(path: "log.mdb", errno: EIO), false),
      (.readOnly(path: "log.mdb"), false),
      (.full(path: "log.mdb", limit: .disk), true),
    ] {
      let bench = try Bench()
      try bench.take("shop", #"{"id":1,"status":"paid"}"#)
      try #require(try bench.ledger.writing).log.failed.withLock { $0 = failure }
      let body = #"{"id":2,"status":"paid"}"#
      if goesOn {
        #expect(try bench.ledger.take(body, channel: "shop").position == LogPosition(4))
      } else {
        for _ in 0..<2 {
          let error = #expect(throws: LedgerError.self) {
            try bench.ledger.take(body, channel: "shop")
          }
          #expect("\(error.map { "\($0)" } ?? "")".contains("Nothing more is written"))
        }
        #expect(try bench.ledger.nextPosition == LogPosition(4))
        try bench.reopen(closing: false)
        #expect(try bench.ledger.take(body, channel: "shop").position == LogPosition(4))
      }
      #expect(try bench.ledger.verify().findings.isEmpty)
    }
  }
}
