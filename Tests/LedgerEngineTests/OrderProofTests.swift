import LedgerCore
import LedgerIndex
import LedgerStorage
import LedgerTesting
import Testing

@testable import LedgerEngine

@Suite("Proofs that an order is complete")
struct OrderProofTests {
  static let history = Result {
    let history = try SignedHistory(seed: 4_701)
    _ = try history.ledger.checkpoint()
    return history
  }

  private struct Group {
    var name: String
    var items: Set<ItemID>
    var shared: Set<ItemID>
  }

  /// All groups of threads, with the items that the index has of them.
  private func groups(_ ledger: Ledger) throws -> [Group] {
    try ledger.reading { (index, base) throws(LedgerError) in
      try LedgerError.storing { () throws(StorageError) in
        var groups: [Group] = []
        try index.forEachRow(base) { (row) throws(StorageError) in
          guard row.kind != .shared else { return .next }
          let own = try index.spine(threads: row.threads, shared: [], base).map(\.id)
          let shared = try index.spine(threads: [], shared: row.shared, base).map(\.id)
          groups.append(Group(name: row.correlationID, items: Set(own), shared: Set(shared)))
          return .next
        }
        return groups
      }
    }
  }

  /// Nil for a group without any name.
  private func proof(of group: Group, _ ledger: Ledger) throws -> OrderProof? {
    do {
      return try ledger.orderProof(of: group.name, withBodies: true)
    } catch LedgerError.proving(.nameless) {
      return nil
    }
  }

  @Test("of every order it shows what the ledger shows, and is read as it was written")
  func complete() throws {
    let history = try Self.history.get()
    let groups = try groups(history.ledger)
    #expect(groups.count >= 60)
    var nameless = 0
    for group in groups {
      guard let proof = try proof(of: group, history.ledger) else {
        nameless += 1
        continue
      }
      let shown = try OrderProofCheck.check(OrderProof(proof.bytes), trusting: [history.key])
      let items = try #require(shown.items, "\(group.name)")
      #expect(
        Set(items.lazy.filter { $0.standing == .own }.map(\.item)) == group.items, "\(group.name)")
      #expect(
        Set(items.lazy.filter { $0.standing == .shared }.map(\.item)) == group.shared,
        "\(group.name)")
      #expect(!items.contains { $0.standing == .filed })
      #expect(Set(shown.bodies).isSuperset(of: items.map(\.item.position)))
    }
    #expect(nameless < groups.count / 10)
  }

  @Test("a payment for two orders is shown with each, as shared, and one for 129 with none")
  func shared() throws {
    let bench = try Bench()
    let key = try bench.ledger.signingKeys()[0].key
    func shown(_ name: String) throws -> [OrderProofCheck.Shown.Standing] {
      _ = try bench.ledger.checkpoint()
      let proof = try bench.ledger.orderProof(of: name)
      return try #require(
        OrderProofCheck.check(OrderProof(proof.bytes), trusting: [key]).items
      ).map(\.standing)
    }
    try bench.take("pay", #"{"payment":"p0","status":"held"}"#, after: 1)
    try bench.take("pay", #"{"payment":"p0","charge":"c1","status":"ok"}"#, after: 1)
    for order in 0..<2 {
      try bench.take("shop", #"{"id":\#(order),"status":"pending","payments":["p0"]}"#, after: 1)
    }
    #expect(try shown("0") == [.shared, .shared, .own])
    for order in 2..<129 {
      try bench.take("shop", #"{"id":\#(order),"status":"pending","payments":["p0"]}"#)
    }
    #expect(try shown("0") == [.own])
  }

  @Test("an order that nobody has heard of is shown to be unknown")
  func unknown() throws {
    let history = try Self.history.get()
    for name in ["#999999", "", "903-0000000-0000000", "ord-zzzzzz"] {
      let proof = try history.ledger.orderProof(of: name)
      let shown = try OrderProofCheck.check(OrderProof(proof.bytes), trusting: [history.key])
      #expect(shown.items == nil && shown.asked.count > 10)
    }
  }

  @Test("whatever byte is changed, it shows the same or nothing")
  func flipped() throws {
    let history = try Self.history.get()
    let name = try #require(try groups(history.ledger).max { $0.items.count < $1.items.count }).name
    let bytes = try history.ledger.orderProof(of: name, withBodies: true).bytes
    let shown = try OrderProofCheck.check(OrderProof(bytes), trusting: [history.key])
    var random = SplitMix64(seed: 11)
    var refused = 0
    for _ in 0..<600 {
      var changed = bytes
      let place = Int.random(in: changed.indices, using: &random)
      changed[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      do {
        let other = try OrderProofCheck.check(OrderProof(changed), trusting: [history.key])
        #expect(other.items == shown.items && other.checkpoint == shown.checkpoint)
      } catch {
        #expect(!"\(error)".isEmpty)
        refused += 1
      }
    }
    #expect(refused > 550)
  }

  @Test("whatever is left out, it shows nothing")
  func leftOut() throws {
    let history = try Self.history.get()
    for group in try groups(history.ledger).filter({ $0.items.count > 3 }).prefix(12) {
      let proof = try history.ledger.orderProof(of: group.name)
      func isRefused(_ change: (inout OrderProof) -> Void) -> Bool {
        var other = proof
        change(&other)
        return (try? OrderProofCheck.check(other, trusting: [history.key])) == nil
      }
      for index in proof.entries.indices {
        #expect(isRefused { $0.entries.remove(at: index) })
        #expect(isRefused { $0.entries[index].position = LogPosition(1) })
      }
      for index in proof.threads.indices { #expect(isRefused { $0.threads.remove(at: index) }) }
      for index in proof.references.indices {
        #expect(isRefused { $0.references.remove(at: index) })
        #expect(isRefused { $0.references[index].value = nil })
        #expect(isRefused { $0.references[index].proof.ending = .nothing })
        #expect(
          isRefused { proof in
            guard let value = proof.references[index].value,
              var hits = try? ReferenceValue(value).hits
            else { return proof.asked = [] }
            hits.removeLast()
            proof.references[index].value = hits.isEmpty ? nil : ReferenceValue(hits: hits).bytes
          })
      }
      #expect(isRefused { $0.asked = [] })
      #expect(isRefused { $0.directory.path.removeLast() })
      #expect(isRefused { $0.directoryBody.salt[3] ^= 1 })
      #expect(
        isRefused { $0.referenceKey = ReferenceKey(bytes: [UInt8](repeating: 7, count: 32)) })
    }
  }

  @Test("what is signed by nobody who is trusted shows nothing")
  func foreign() throws {
    let history = try Self.history.get()
    let other = try SigningKey(seed: [UInt8](repeating: 3, count: 32), name: history.key.name)
    var proof = try history.ledger.orderProof(of: "#nothing")
    #expect(throws: OrderProofFault.self) {
      try OrderProofCheck.check(proof, trusting: [other.verifier])
    }
    var note = try SignedNote(text: proof.note.text)
    try note.sign(with: other)
    proof.note = note
    #expect(throws: OrderProofFault.self) {
      try OrderProofCheck.check(proof, trusting: [history.key])
    }
  }

  @Test("orders that are joined are shown as one, and taken apart again, apart")
  func joined() throws {
    let history = try SignedHistory(seed: 4_702, orders: 12)
    let ledger = history.ledger
    let orders = try groups(ledger).filter { $0.items.count > 2 && $0.shared.isEmpty }
    let (one, other) = (orders[0], orders[1])
    func items(_ name: String) throws -> Set<ItemID> {
      let shown = try OrderProofCheck.check(
        ledger.orderProof(of: name), trusting: [history.key])
      return Set(shown.items?.map(\.item) ?? [])
    }
    _ = try ledger.checkpoint()
    #expect(try items(one.name) == one.items)
    let join = try ledger.join([one.name, other.name], reason: "one customer, one order")
    _ = try ledger.checkpoint()
    #expect(try items(one.name) == one.items.union(other.items))
    try ledger.separate(join: join.position, reason: "two after all")
    _ = try ledger.checkpoint()
    #expect(try items(one.name) == one.items)
    let shown = try OrderProofCheck.check(
      ledger.orderProof(of: other.name), trusting: [history.key])
    #expect(shown.directory.separations.count == 1)
    let undone = Reference(space: .joins, value: join.position.description)
    #expect(try ledger.separations(of: [undone]) == shown.directory.separations)
    // Recorded after the index that a directory is made of was looked at.
    #expect(try ledger.separations(of: []).isEmpty)
  }

  @Test("an order that came after the checkpoint is told to be too young, and proved by the next")
  func young() throws {
    let history = try SignedHistory(seed: 4_703, orders: 4)
    let ledger = history.ledger
    _ = try ledger.checkpoint()
    let body = """
      {"id": 77001, "admin_graphql_api_id": "gid://shopify/Order/77001", "name": "#77001"}
      """
    _ = try ledger.take(
      body, channel: "late", kind: "shopify",
      headers: [(name: "x-shopify-topic", value: "orders/create")])
    #expect(throws: LedgerError.self) { try ledger.orderProof(of: "#77001") }
    _ = try ledger.checkpoint()
    let proof = try ledger.orderProof(of: "#77001")
    #expect(try OrderProofCheck.check(proof, trusting: [history.key]).items?.count == 1)
  }
}
