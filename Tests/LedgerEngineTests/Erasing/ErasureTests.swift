import Foundation
import LedgerCore
import LedgerEngine
import LedgerRules
import LedgerTesting
import Testing

@testable import LedgerLog

@Suite("Erasing data subjects")
struct ErasureTests {
  @Test(
    "orders, proofs of the log, the index and a rebuild stay as they were", arguments: [1, 2, 3])
  func invariant(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let bench = try ErasureBench(seed: seed)
    try bench.takeAll()
    let before = try bench.ledger.totals()
    let checkpoint = try bench.ledger.checkpoint()
    let orders = try bench.orders().shuffled(using: &random).prefix(4)
    var erased = 0
    for order in orders {
      let shown = try bench.ledger.order(order, asOf: bench.ledger.now)
      let subjects = try bench.ledger.subjects(ofOrder: order)
      let plan = try bench.ledger.erasure(of: subjects)
      let done = try bench.ledger.erase(subjects, reason: "request", actor: "tester")
      erased += done.plan.deliveries.count
      #expect(done.plan.deliveries.map(\.position) == plan.deliveries.map(\.position))
      #expect(done.plan.orders.contains(order))
      for delivery in plan.deliveries {
        #expect(try bench.ledger.erasure(of: delivery.position) == done.entries.first)
        #expect(try bench.ledger.delivery(at: delivery.position) == nil)
      }
      #expect(
        try bench.ledger.order(order, asOf: bench.ledger.now).truth.map(\.state)
          == shown.truth.map(\.state))
      #expect(try bench.ledger.totals().digest == before.digest)
      if Bool.random(using: &random) { try bench.release(closing: Bool.random(using: &random)) }
    }
    let verification = try bench.ledger.verify()
    #expect(verification.findings.isEmpty, "seed \(seed): \(verification.findings)")
    #expect(verification.erased == UInt64(erased))
    #expect(erased > 10)
    #expect(try bench.ledger.rebuild().after.digest == before.digest)
    #expect(try bench.ledger.verify().findings.isEmpty)
    #expect(
      try bench.ledger.root(of: LogPosition(checkpoint.checkpoint.size))
        == checkpoint.checkpoint.root)
  }

  @Test(
    "what was erased and comes again is a duplicate, also where its bytes differ; nothing is kept of it"
  )
  func redelivery() throws {
    let bench = try ErasureBench()
    try bench.takeAll()
    let order = try #require(try bench.orders().first)
    let subjects = try bench.ledger.subjects(ofOrder: order)
    func original(_ receipt: Receipt) -> LogPosition? {
      if case .duplicate(_, let original) = receipt { original } else { nil }
    }
    // Some have no name by which a second one would be known.
    let known = try bench.ledger.take(recorded: bench.lines).map(original)
    let done = try bench.ledger.erase(subjects, reason: "request", actor: "tester")
    let gone = Set(done.plan.deliveries.map(\.position))
    #expect(known.count { $0.map(gone.contains) ?? false } > 10)
    for closing in [true, false] {
      let again = try bench.ledger.take(recorded: bench.lines).map(original)
      for (before, after) in zip(known, again) where before != nil {
        #expect(after != nil)
      }
      // The same ids with other bytes: a conflict else, but not of what nobody knows any more.
      let altered = bench.lines.map { line in
        Array(
          String(decoding: line, as: UTF8.self).replacing("\"body\":{", with: "\"body\":{\"x\":1,")
            .utf8)
      }
      for (before, receipt) in zip(known, try bench.ledger.take(recorded: altered)) {
        guard let before, gone.contains(before) else { continue }
        #expect(original(receipt) != nil)
      }
      try bench.release(closing: closing)
    }
    #expect(
      try bench.ledger.erasure(of: subjects).deliveries.allSatisfy { !gone.contains($0.position) })
    #expect(throws: (any Error).self) {
      try bench.ledger.erase([bench.ledger.subject("nobody")], reason: "again", actor: "tester")
    }
    #expect(try bench.ledger.verify().findings.isEmpty)
  }

  @Test(
    "an older file of keys that is put back is a finding, and the next writer destroys the keys again"
  )
  func oldKeys() throws {
    let bench = try ErasureBench()
    try bench.takeAll()
    let order = try #require(try bench.orders().first)
    try bench.release()
    let keys = try Data(contentsOf: URL(fileURLWithPath: bench.path + "/keys"))
    let subjects = try bench.ledger.subjects(ofOrder: order)
    let done = try bench.ledger.erase(subjects, reason: "request", actor: "tester")
    try bench.release()
    try keys.write(to: URL(fileURLWithPath: bench.path + "/keys"))
    do {
      let reader = try Ledger.openForReading(
        directory: bench.path, surroundings: bench.surroundings)
      #expect(try reader.verify(isQuick: true).findings.map(\.kind) == [.erasure])
      // Even with the key there, a recorded erasure counts.
      #expect(try reader.delivery(at: try #require(done.plan.deliveries.first).position) == nil)
    }
    #expect(try bench.ledger.verify().findings.isEmpty)
    try bench.release()
    #expect(
      try Data(contentsOf: URL(fileURLWithPath: bench.path + "/keys")).count < keys.count)
  }

  @Test("an index that has not heard of an erasure yet is no finding, and one that lost a row is")
  func indexBehind() throws {
    let bench = try ErasureBench()
    try bench.takeAll()
    let order = try #require(try bench.orders().first)
    try bench.release()
    let index = URL(fileURLWithPath: bench.path + "/index-1.mdb")
    let before = try Data(contentsOf: index)
    let subjects = try bench.ledger.subjects(ofOrder: order)
    _ = try bench.ledger.erase(subjects, reason: "request", actor: "tester")
    try bench.release()
    try before.write(to: index)
    do {
      let reader = try Ledger.openForReading(
        directory: bench.path, surroundings: bench.surroundings)
      #expect(try reader.verify().findings.map(\.detail) == [])
    }
    #expect(try bench.ledger.verify().findings.isEmpty)
  }

  @Test("an encrypted body of more than a page is no finding")
  func longBody() throws {
    let bench = try ErasureBench(orders: 2)
    var random = SplitMix64(seed: 7)
    let words = (0..<800).map { _ in String(random.next(), radix: 36) }.joined(separator: " ")
    let line =
      "{\"channel\":\"shopify\",\"received\":\"2030-01-01T00:00:00Z\",\"headers\":{},\"body\":{"
      + "\"customer\":{\"id\":5},\"note\":\"\(words)\"}}"
    _ = try bench.ledger.take(recorded: [Array(line.utf8)])
    #expect(try bench.ledger.verify().findings.map(\.detail) == [])
  }

  @Test("a delivery that was made ready before its subject was erased gets another key")
  func inFlight() throws {
    let bench = try ErasureBench()
    let kind = try #require(try ShippedRulebook.retail().kinds["shopify"])
    #expect(!kind.subjects.isEmpty)
    _ = try bench.ledger.register(channel: "shopify", kind: nil, account: nil)
    func incoming(_ topic: String, _ id: Int) -> Incoming {
      Incoming(
        headers: [
          (name: "X-Shopify-Topic", value: topic), (name: "X-Shopify-Webhook-Id", value: "w\(id)"),
        ],
        body: Array(
          ##"{"id":\##(id),"name":"#\##(id)","email":"ann@example.com","customer":{"id":77}}"##.utf8
        ),
        evidence: .unsigned, actor: "shopify")
    }
    let preparation = try bench.ledger.preparation(channel: "shopify")
    _ = try bench.ledger.append([preparation.prepare(incoming("orders/create", 1))])
    let ready = try preparation.prepare(incoming("orders/create", 2))
    let subject = try bench.ledger.subject("77")
    _ = try bench.ledger.erase([subject], reason: "request", actor: "tester")
    let receipt = try #require(try bench.ledger.append([ready]).first)
    let position = try #require(receipt.position)
    try bench.release()
    #expect(try bench.ledger.delivery(at: position)?.body.isEmpty == false)
    #expect(try bench.ledger.verify().findings.isEmpty)
    // It is about the same person, and can be erased like the first.
    let plan = try bench.ledger.erasure(of: [subject])
    #expect(plan.deliveries.map(\.position) == [position])
  }

  @Test(
    "what a revised rulebook would have to read of an erased delivery makes its order not evaluable"
  )
  func replay() throws {
    let bench = try ErasureBench()
    try bench.takeAll()
    let retail = try ShippedRulebook.retail()
    let revised = try Rulebook.compile(
      files: retail.files.map { file in
        guard file.path == "channels/shopify.yaml" else { return file }
        let text = String(decoding: file.bytes, as: UTF8.self)
        return Rulebook.File(
          path: file.path,
          bytes: Array(
            text.replacing("test: $.test\n", with: "test: $.contact_email\n", maxReplacements: 1)
              .utf8))
      })
    let request = ReplayRequest(revised, asOf: try bench.ledger.now)
    #expect(try bench.ledger.replay(request).notEvaluable.isEmpty)
    let order = try #require(
      try bench.orders().first {
        try bench.ledger.order($0, asOf: bench.ledger.now).origin == "shopify"
      })
    let done = try bench.ledger.erase(
      bench.ledger.subjects(ofOrder: order), reason: "request", actor: "tester")
    let report = try bench.ledger.replay(request)
    #expect(report.notEvaluable.map(\.order).contains(order))
    #expect(Set(report.notEvaluable.map(\.order)).isSubset(of: done.plan.orders))
    // The same rules are still replayed over it.
    let same = ReplayRequest(after: .active, asOf: try bench.ledger.now)
    #expect(try bench.ledger.replay(same).notEvaluable.isEmpty)
  }

  @Test("no file of an encrypted ledger holds a name or an address in clear")
  func files() throws {
    let bench = try ErasureBench()
    try bench.takeAll()
    _ = try bench.ledger.checkpoint()
    let body = ##"""
      {"id":4711,"name":"#4711","email":"marked.person@example.com","customer":{"id":99,"first_name":"Markedfirst"},
       "shipping_address":{"address1":"Markedstreet 5"},"financial_status":"paid","test":false}
      """##
    let receipt = try bench.ledger.take(
      body, channel: "shopify",
      headers: [
        (name: "X-Shopify-Topic", value: "orders/create"),
        (name: "X-Forwarded-For", value: "198.51.100.77"),
        (name: "X-Shopify-Webhook-Id", value: "marked"),
      ])
    let position = try #require(receipt.position)
    try bench.ledger.flush()
    let marks = ["marked.person", "Markedfirst", "Markedstreet", "198.51.100.77"]
    for mark in marks { #expect(try bench.files(holding: mark).isEmpty, "\(mark)") }
    let shown = try #require(try bench.ledger.delivery(at: position))
    #expect(String(decoding: shown.body, as: UTF8.self) == body)
    _ = try bench.ledger.erase([bench.ledger.subject("99")], reason: "request", actor: "tester")
    for mark in marks { #expect(try bench.files(holding: mark).isEmpty, "\(mark)") }
    #expect(
      try bench.ledger.order("#4711", asOf: bench.ledger.now).truth.contains {
        $0.state == "captured"
      })
  }

  @Test("without its master key a ledger shows orders, and neither bodies nor writing")
  func locked() throws {
    let bench = try ErasureBench()
    try bench.takeAll()
    let order = try #require(try bench.orders().first)
    var surroundings = bench.surroundings
    surroundings.masterKey = { () throws(LogError) in nil }
    try bench.release()
    do {
      let reader = try Ledger.openForReading(directory: bench.path, surroundings: surroundings)
      let trace = try reader.trace(order, asOf: reader.now)
      let position = try #require(trace.events.first).item.position
      #expect {
        try reader.delivery(at: position)
      } throws: { "\($0)".contains("master key") }
      let verification = try reader.verify()
      #expect(verification.findings.isEmpty && verification.locked > 100)
    }
    #expect {
      try Ledger.openForWriting(directory: bench.path, surroundings: surroundings)
    } throws: { "\($0)".contains("master key") }
  }

  @Test(
    "without the master key, what the index file lacks is left out and counted, until a writer closes",
    arguments: [5, 6] as [UInt64])
  func lockedTail(seed: UInt64) throws {
    let bench = try ErasureBench(orders: 12, seed: seed)
    let half = bench.lines.count / 2
    _ = try bench.ledger.take(recorded: Array(bench.lines[..<half]))
    try bench.ledger.close()
    var surroundings = bench.surroundings
    surroundings.masterKey = { () throws(LogError) in nil }
    func reader() throws -> Ledger {
      try Ledger.openForReading(directory: bench.path, surroundings: surroundings)
    }
    let before = try reader()
    #expect(before.locked.isEmpty)
    let held = try before.totals()

    let first = try bench.ledger.nextPosition
    _ = try bench.ledger.take(recorded: Array(bench.lines[half...]))
    let parties = try bench.orders().suffix(2)
    // Recorded in clear.
    _ = try bench.ledger.join(Array(parties), reason: "test", actor: "tester")
    let end = try bench.ledger.nextPosition

    let behind = try reader()
    #expect(behind.nextPosition == end && behind.damage.isEmpty)
    let log = try LogReader.open(directory: bench.path)
    let lacked = try (first.rawValue..<end.rawValue).map { try log.entry(at: LogPosition($0)) }
      .filter { $0.content != nil && $0.channel != "" }
    #expect(lacked.count > 50 && behind.locked == lacked.map(\.position), "seed \(seed)")
    #expect(try behind.totals().orders >= held.orders - 1)
    let verification = try behind.verify()
    #expect(verification.findings.isEmpty, "seed \(seed): \(verification.findings)")
    #expect(verification.lacksMasterKey && verification.indexCompared == .none)
    let rulebook = try ShippedRulebook.retail()
    #expect {
      try behind.replay(
        ReplayRequest(before: .active, after: .rulebook(rulebook, name: "retail"), asOf: behind.now)
      )
    } throws: { "\($0)".contains("--master-key") }

    try bench.ledger.close()
    let all = try bench.ledger.totals()
    for ledger in [before, behind, try reader()] {
      #expect(try ledger.totals() == all)
      #expect(ledger.locked.isEmpty)
    }
  }

  @Test("another creation in its directory does not touch its keys")
  func creation() throws {
    let bench = try ErasureBench(orders: 2)
    try bench.takeAll()
    try bench.release()
    let keys = try Data(contentsOf: URL(fileURLWithPath: bench.path + "/keys"))
    for isEncrypted in [true, false] {
      #expect {
        try Ledger.create(
          directory: bench.path, rulebook: ShippedRulebook.retail(), isEncrypted: isEncrypted,
          surroundings: bench.surroundings)
      } throws: { "\($0)".contains("already") }
    }
    #expect(try Data(contentsOf: URL(fileURLWithPath: bench.path + "/keys")) == keys)
    #expect(try bench.ledger.verify().findings.isEmpty)
  }

  @Test("a plain ledger erases nothing, and says why")
  func plain() throws {
    let bench = try Bench()
    try bench.take("shop", #"{"id":1,"status":"pending","updated":1,"total":"10.00"}"#)
    #expect {
      try bench.ledger.erase([bench.ledger.subject("1")], reason: "r", actor: "t")
    } throws: { "\($0)".contains("init --encrypt") }
  }

  @Test("what stays in clear is listed, and what looks like data of a person is pointed out")
  func search() throws {
    let bench = try ErasureBench(orders: 5)
    try bench.takeAll()
    _ = try bench.ledger.take(
      ##"{"id":5,"name":"#5","financial_status":"ann@example.com","customer":{"id":9}}"##,
      channel: "shopify", headers: [(name: "X-Shopify-Topic", value: "orders/create")])
    let found = try bench.ledger.findPersonalData(limit: 100)
    let shopify = try #require(found.channels.first { $0.name == "shopify" })
    #expect(shopify.subjects == ["$.customer.id"] && shopify.deliveries > 5)
    let place = try #require(shopify.kept.first { $0.place == "$.financial_status" })
    #expect(place.suspicious == [.email: 1])
    #expect(found.facts.contains { $0.suspicious[.email] == 1 })
    #expect(!shopify.kept.contains { $0.place == "$.email" })
  }
}

@Suite("Copies of encrypted ledgers")
struct EncryptedCopyTests {
  @Test(
    "a backup holds no key, and with the keys it is the same ledger again, without what was erased since"
  )
  func backup() throws {
    let bench = try ErasureBench()
    try bench.takeAll()
    let order = try #require(try bench.orders().first)
    let digest = try bench.ledger.totals().digest
    try bench.release()
    let folder = bench.directory.path + "/backup"
    _ = try Backup.add(ledger: bench.path, to: folder)
    let keys = bench.path + "/keys"
    let target = bench.directory.path + "/restored"
    #expect {
      try Restoring.restore([folder], to: target, surroundings: bench.surroundings)
    } throws: {
      "\($0)".contains("keys is not there")
    }
    // What was erased after the backup was made stays erased: the keys are the present ones.
    let done = try bench.ledger.erase(
      bench.ledger.subjects(ofOrder: order), reason: "request", actor: "tester")
    let size = try bench.ledger.nextPosition
    try bench.release()
    try FileManager.default.copyItem(atPath: keys, toPath: target + "/keys")
    _ = try Restoring.restore([folder], to: target, surroundings: bench.surroundings)
    do {
      let old = try Ledger.openForReading(directory: target, surroundings: bench.surroundings)
      #expect(old.nextPosition < size)
      for delivery in done.plan.deliveries {
        #expect(throws: (any Error).self) { try old.delivery(at: delivery.position) }
      }
    }
    // With what has come since, the record of the erasure comes too, and what stays of it.
    _ = try Backup.add(ledger: bench.path, to: folder)
    let whole = bench.directory.path + "/whole"
    try FileManager.default.createDirectory(atPath: whole, withIntermediateDirectories: true)
    try FileManager.default.copyItem(atPath: keys, toPath: whole + "/keys")
    let result = try Restoring.restore([folder], to: whole, surroundings: bench.surroundings)
    #expect(result.digest == digest)
    let restored = try Ledger.openForReading(directory: whole, surroundings: bench.surroundings)
    #expect(try restored.verify().findings.isEmpty)
    #expect(throws: (any Error).self) {
      try Restoring.restore(
        [folder], to: bench.directory.path + "/fork", fork: "another",
        surroundings: bench.surroundings)
    }
  }

  @Test("an exported log comes in under new keys, with the same root, and can be erased again")
  func export() throws {
    let bench = try ErasureBench()
    try bench.takeAll()
    let orders = try bench.orders()
    _ = try bench.ledger.erase(
      bench.ledger.subjects(ofOrder: orders[0]), reason: "request", actor: "tester")
    let totals = try bench.ledger.totals()
    let root = try bench.ledger.root(of: bench.ledger.nextPosition)
    try bench.release()
    let file = bench.directory.path + "/log.ndjson"
    var bytes: [UInt8] = []
    _ = try LogExport.write(ledger: bench.path, surroundings: bench.surroundings) { bytes += $0 }
    try Data(bytes).write(to: URL(fileURLWithPath: file))
    let copy = bench.directory.path + "/copy"
    let result = try Restoring.importLog(file, to: copy, surroundings: bench.surroundings)
    #expect(result.root == root && result.digest == totals.digest)
    let imported = try Ledger.openForWriting(directory: copy, surroundings: bench.surroundings)
    #expect(imported.isEncrypted)
    #expect(try imported.verify().findings.isEmpty)
    let done = try imported.erase(
      imported.subjects(ofOrder: orders[1]), reason: "request", actor: "tester")
    #expect(!done.plan.deliveries.isEmpty)
    #expect(try imported.verify().findings.isEmpty)
  }
}
