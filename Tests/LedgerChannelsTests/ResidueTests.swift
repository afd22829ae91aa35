import Foundation
import LedgerChannels
import LedgerCore
import LedgerRules
import Testing

@Suite(
  "What stays of an erased delivery",
  .enabled(if: Fixture.exists(Fixture.rulebook), "the shipped rulebook is not there"))
struct ResidueTests {
  private static let rulebook = Result { try Rulebook.load(directory: Fixture.rulebook.path()) }

  private func extractor(
    _ kind: String, editing edits: [(old: String, new: String)] = []
  ) throws -> Extractor {
    let rulebook = try ResidueTests.rulebook.get()
    let files = rulebook.files.map { file in
      guard file.path == "channels/\(kind).yaml" else { return file }
      var text = String(decoding: file.bytes, as: UTF8.self)
      for edit in edits {
        #expect(text.contains(edit.old))
        text = text.replacing(edit.old, with: edit.new, maxReplacements: 1)
      }
      return Rulebook.File(path: file.path, bytes: Array(text.utf8))
    }
    let compiled = try Rulebook.compile(files: files)
    return Extractor(kind: try #require(compiled.kinds[kind]), rulebook: compiled)
  }

  private func maker(_ extractor: Extractor, _ kind: String) -> ResidueMaker {
    ResidueMaker(readers: [.init(extractor: extractor, channel: kind, account: "main")])
  }

  private func delivery(_ bytes: [UInt8]) throws -> (headers: Headers, body: [UInt8]) {
    guard case .delivery(let delivery) = DeliveryRecord(reading: bytes) else {
      throw CancellationError()
    }
    return (delivery.headers, delivery.body)
  }

  private func read(_ residue: Residue, _ extractor: Extractor, _ kind: String) -> Extraction {
    extractor.open(residue).extract(channel: kind, account: "main")
  }

  @Test("names, addresses and e-mail addresses of a paid order are gone; its rules read the same")
  func order() throws {
    let extractor = try extractor("shopify")
    let (headers, body) = try delivery(Fixture.bytes("shopify.orders.paid.json"))
    let residue = try #require(
      maker(extractor, "shopify").residue(headers: headers, body: body))
    guard case .document(let left) = residue.content else { return #expect(Bool(false)) }
    let text = String(decoding: left, as: UTF8.self)
    let before = String(decoding: body, as: UTF8.self)
    for word in ["jon@example.com", "Steve", "123 Shipping Street", "Shippington", "555-555-SHIP"] {
      #expect(before.contains(word) && !text.contains(word), "\(word)")
    }
    #expect(text.contains("820982911946154508") && text.contains("398.00"))
    #expect(
      read(residue, extractor, "shopify")
        == extractor.extract(headers: headers, body: body, channel: "shopify", account: "main"))
  }

  @Test(
    "rules read the same from the residue of every payload, and no leaf stays that they do not read",
    .enabled(if: Fixture.exists(Fixture.shared), "the whole set of payloads is not there"))
  func sharedPayloads() throws {
    let rulebook = try ResidueTests.rulebook.get()
    var (count, bytesBefore, bytesAfter) = (0, 0, 0)
    for name in rulebook.kinds.keys.sorted() {
      let extractor = try extractor(name)
      let maker = maker(extractor, name)
      for file in Fixture.files(in: Fixture.shared.appending(path: name), ["json"]) {
        let what = Comment(rawValue: file.lastPathComponent)
        let (headers, body) = try delivery(Array(try Data(contentsOf: file)))
        guard let residue = maker.residue(headers: headers, body: body) else {
          Issue.record(what)
          continue
        }
        let original = extractor.open(headers: headers, body: body)
        let left = extractor.open(residue)
        let expected = original.extract(channel: name, account: "main")
        #expect(left.extract(channel: name, account: "main") == expected, what)
        #expect(left.deliveryID(channel: name) == original.deliveryID(channel: name), what)
        if case .document(let document) = residue.content {
          (bytesBefore, bytesAfter) = (bytesBefore + body.count, bytesAfter + document.count)
          if count % 8 == 0 { try expectLeast(residue, document, extractor, name, what) }
        }
        count += 1
      }
    }
    print("\(count) payloads, \(bytesBefore) bytes of bodies, \(bytesAfter) of residues")
    #expect(count > 100)
  }

  /// Without any value that stays, the rules would read something else.
  private func expectLeast(
    _ residue: Residue, _ bytes: [UInt8], _ extractor: Extractor, _ kind: String, _ what: Comment
  ) throws {
    let expected = read(residue, extractor, kind)
    let id = extractor.open(residue).deliveryID(channel: kind)
    let document = try JSONDocument.parse(bytes)
    let mark = Array("\"\(Residue.mark)\"".utf8)
    func leaves(_ node: JSONNode) -> [JSONNode] {
      switch document.kind(node) {
      case .object, .array: document.children(of: node).flatMap { leaves($0) }
      case .null: []
      case .string, .number, .true, .false:
        ["", Residue.mark].contains(document.text(node)) ? [] : [node]
      }
    }
    for leaf in leaves(document.root) {
      var without = residue
      var text = bytes
      text.replaceSubrange(document.range(leaf), with: mark)
      without.content = .document(text)
      let isSame =
        read(without, extractor, kind) == expected
        && extractor.open(without).deliveryID(channel: kind) == id
      #expect(!isSame, "\(what): \(document.path(of: leaf))")
    }
  }

  @Test("a rule that asks for what is gone is told so, with the place and not the value")
  func asks() throws {
    let before = try extractor("shopify")
    let after = try extractor(
      "shopify", editing: [("      test: $.test\n", "      test: $.email\n")])
    let (headers, body) = try delivery(Fixture.bytes("shopify.orders.paid.json"))
    let residue = try #require(maker(before, "shopify").residue(headers: headers, body: body))
    let extraction = read(residue, after, "shopify")
    #expect(extraction.asksForErased)
    let readable = Readable(extraction)
    #expect(readable.main?.standing == .undecodable)
    #expect(readable.main?.flaws.first?.reason == "erased")
    #expect(readable.main?.flaws.first?.place == "$['email']")
  }

  @Test(
    "a member that was never there is absent, and whether an erased one was there is still known")
  func absence() throws {
    let before = try extractor("shopify")
    let after = try extractor(
      "shopify",
      editing: [("      test: $.test\n", "      test: { exists: [ $.no_such_member ] }\n")])
    let (headers, body) = try delivery(Fixture.bytes("shopify.orders.paid.json"))
    let residue = try #require(maker(before, "shopify").residue(headers: headers, body: body))
    #expect(
      read(residue, after, "shopify")
        == after.extract(headers: headers, body: body, channel: "shopify", account: "main"))
    let exists = try extractor(
      "shopify", editing: [("      test: $.test\n", "      test: { exists: [ $.email ] }\n")])
    #expect(
      read(residue, exists, "shopify")
        == exists.extract(headers: headers, body: body, channel: "shopify", account: "main"))
  }

  @Test("the same filter still has its answer, another one over erased values has none")
  func filters() throws {
    let before = try extractor("shopify")
    let (headers, body) = try delivery(Fixture.bytes("shopify.orders.paid.json"))
    var text = String(decoding: body, as: UTF8.self)
    text = text.replacing(
      "\"note_attributes\": []",
      with: "\"note_attributes\": [{\"name\":\"gift\",\"value\":\"for my sister Ann\"}]")
    text = text.replacing(
      "\"note_attributes\":[]",
      with: "\"note_attributes\":[{\"name\":\"gift\",\"value\":\"for my sister Ann\"}]")
    #expect(text.contains("sister Ann"))
    let residue = try #require(
      maker(before, "shopify").residue(headers: headers, body: Array(text.utf8)))
    guard case .document(let left) = residue.content else { return #expect(Bool(false)) }
    #expect(!String(decoding: left, as: UTF8.self).contains("sister"))
    #expect(residue.settled.contains { $0.contains("note_attributes") })
    #expect(!read(residue, before, "shopify").asksForErased)
    let after = try extractor(
      "shopify", editing: [("[Aa]mazon|AMAZON", "[Aa]mazon|AMAZON|Amz")])
    #expect(read(residue, after, "shopify").asksForErased)
  }

  @Test("of a body that could not be read, the reason stays")
  func undecodable() throws {
    let extractor = try extractor("stripe")
    let body = Array(#"{"id":"evt_1","name":"Ann"#.utf8)
    let residue = try #require(maker(extractor, "stripe").residue(headers: [], body: body))
    #expect(residue.content == .fault(reason: "invalid_json", place: "\(body.count)"))
    #expect(
      read(residue, extractor, "stripe")
        == extractor.extract(headers: [], body: body, channel: "stripe", account: "main"))
  }

  @Test("names of members go where they look like addresses")
  func names() throws {
    let extractor = try extractor("stripe")
    let body = Array(#"{"id":"evt_1","metadata":{"ann@example.com":"x"}}"#.utf8)
    let residue = try #require(maker(extractor, "stripe").residue(headers: [], body: body))
    guard case .document(let left) = residue.content else { return #expect(Bool(false)) }
    #expect(!String(decoding: left, as: UTF8.self).contains("ann@"))
  }
}
