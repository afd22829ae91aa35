import Foundation
import LedgerChannels
import LedgerCore
import LedgerRules
import Testing

/// The shipped rulebook against what real systems send.
@Suite(
  "Payloads of real systems",
  .enabled(if: Fixture.exists(Fixture.rulebook), "the shipped rulebook is not there"))
struct PayloadTests {
  private static let rulebook = Result { try Rulebook.load(directory: Fixture.rulebook.path()) }

  private func read(_ file: String, as kind: String) throws -> Readable {
    try read(DeliveryRecord(reading: try Fixture.bytes(file)), as: kind)
  }

  private func read(_ record: DeliveryRecord, as kind: String) throws -> Readable {
    let rulebook = try PayloadTests.rulebook.get()
    guard case .delivery(let delivery) = record else { throw CancellationError() }
    let extractor = Extractor(kind: try #require(rulebook.kinds[kind]), rulebook: rulebook)
    return Readable(
      extractor.extract(
        headers: delivery.headers, body: delivery.body, channel: kind, account: "main"))
  }

  @Test("a paid Shopify order: its parts, references, amounts and the rounded id")
  func shopifyOrder() throws {
    let read = try read("shopify.orders.paid.json", as: "shopify")
    #expect(read.main?.standing == .understood)
    #expect(read.shapes.first == "order")
    #expect(read.values.contains(.text("voided")))
    #expect(read.flaws == ["note:id_rounded $.id"])
    #expect(read.references.contains("identity main/shopify/order/id=820982911946154508"))
    #expect(read.references.contains("identity main/shopify/order/name=#9999"))
    #expect(
      read.extraction.amounts.contains { $0.value == 39_800 && $0.currency.description == "USD" })
    #expect(read.extraction.senderTime == "2024-08-07T22:58:21.978733396Z")
  }

  @Test("the delivery's own id is read")
  func deliveryIDs() throws {
    let rulebook = try PayloadTests.rulebook.get()
    let kind = try #require(rulebook.kinds["shopify"])
    let bytes = try Fixture.bytes("shopify.orders.paid.json")
    guard case .delivery(let paid) = DeliveryRecord(reading: bytes) else {
      return #expect(Bool(false))
    }
    let extractor = Extractor(kind: kind, rulebook: rulebook)
    #expect(
      extractor.deliveryID(headers: paid.headers, body: paid.body, channel: "shopify")
        == "94c7938d-b037-48f8-8216-35044f5f7d28")
  }

  @Test(
    "every payload of a known system is read, and what no rule reads says so",
    .enabled(if: Fixture.exists(Fixture.shared), "the whole set of payloads is not there"))
  func sharedPayloads() throws {
    let rulebook = try PayloadTests.rulebook.get()
    var count = 0
    for name in rulebook.kinds.keys.sorted() {
      for file in Fixture.files(in: Fixture.shared.appending(path: name), ["json"]) {
        let bytes = Array(try Data(contentsOf: file))
        let read = try read(DeliveryRecord(reading: bytes), as: name)
        expectSound(read.extraction, Comment(rawValue: file.lastPathComponent))
        count += 1
        if let flaw = read.main?.flaws.first, !flaw.reason.hasPrefix("note:") {
          print("payload \(name)/\(file.lastPathComponent): \(read.flaws)")
        }
      }
    }
    print("\(count) payloads read")
  }
}

/// What holds of every extraction: all ranges fit, every part has a signature that can
/// be read back.
func expectSound(_ extraction: Extraction, _ what: Comment) {
  #expect(!extraction.items.isEmpty, what)
  var parts = 0
  var signatures = 0
  for (index, item) in extraction.items.enumerated() {
    #expect(Int(item.index) == index, what)
    #expect(item.parts.lowerBound == parts && !item.parts.isEmpty, what)
    #expect(item.references.upperBound <= extraction.mentions.count, what)
    parts = item.parts.upperBound
  }
  #expect(parts == extraction.parts.count, what)
  for part in extraction.parts {
    #expect(part.signature.lowerBound == signatures, what)
    #expect(Signature(bytes: extraction.signatures[part.signature]) != nil, what)
    #expect(part.amounts.upperBound <= extraction.amounts.count, what)
    signatures = part.signature.upperBound
  }
  #expect(signatures == extraction.signatures.count, what)
}
