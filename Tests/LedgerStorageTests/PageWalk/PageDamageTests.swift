import Glibc
import LedgerEngine
import LedgerStorage
import LedgerStorageWriting
import LedgerTesting
import Testing

@Suite("Walking the pages of damaged files")
struct PageDamageTests {
  let scratch = Scratch()

  private func bytes(of path: String) throws -> [UInt8] {
    let size = try #require(Files.size(of: path))
    let descriptor = open(path, O_RDONLY)
    defer { close(descriptor) }
    return [UInt8](unsafeUninitializedCapacity: size) { buffer, filled in
      filled = max(0, read(descriptor, buffer.baseAddress, size))
    }
  }

  private func check(
    _ pristine: [UInt8], usually count: Int, readsAll: Bool = false, _ name: String
  ) throws {
    let seed = SeededGenerator.seed(name)
    var campaign = DamageCampaign()
    try campaign.run(
      on: pristine, count: DamageCampaign.count(usually: count), seed: seed, readsAll: readsAll,
      scratch: scratch)
    print("\(name): \(campaign.summary)")
    #expect(campaign.failures == [])
    #expect(!campaign.found.isEmpty)
  }

  @Test(
    "what a walk calls sound the store reads to the last row, and can write: every kind of page")
  func everyKind() throws {
    do { try PagedSample.make(scratch, seed: 3) }
    try check(try bytes(of: scratch.path), usually: 300, readsAll: true, "every kind")
  }

  @Test("what a walk calls sound the store reads to the last row, and can write: a real ledger")
  func ledger() throws {
    let history = try StoredHistory(
      of: .eventful(orders: 40), rulebook: try ShippedRulebook.retail())
    let copy = try history.copy()
    try copy.ledger.close()
    for name in ["log.mdb", "index-1.mdb"] {
      let path = "\(copy.directory.path)/ledger/\(name)"
      try check(try bytes(of: path), usually: 80, name)
    }
  }
}
