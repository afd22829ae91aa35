import LedgerChannels
import LedgerCore
import LedgerRules
import Testing

@Suite("Deliveries that cannot be read")
struct UndecodableTests {
  @Test(
    "each says why and where, without what stands there",
    arguments: [
      ("", "empty_body 0"), (" \r\n\t", "empty_body 0"), ("{\"type\":", "invalid_json 8"),
      ("{\"type\":\"order\",}", "invalid_json 16"), ("{\"a\":01}", "invalid_json 5"),
      ("{\"a\":tru}", "invalid_json 5"), ("{\"a\":\"\\ud800\"}", "invalid_json 6"),
      ("{\"a\":1,\"a\":2}", "duplicate_key $['a']"), ("{} {}", "invalid_json 3"),
      ("<Order><Id>7</Id></Order>", "not_json 0"), ("\n ISA*00*", "not_json 2"),
      ("webhook_id=11", "not_json 0"), ("{\"kind\":1}", "unknown_type type"),
      ("{\"type\":\"refund\"}", "unknown_type type"), ("{\"type\":{}}", "unknown_type type"),
    ])
  func reasons(body: String, flaw: String) throws {
    let read = try TestKind.order().read(body)
    #expect(read.extraction.items.count == 1)
    #expect(read.extraction.parts.count == 1)
    #expect(read.main?.standing == .undecodable)
    #expect(read.flaws == [flaw])
    #expect(read.extraction.mentions.isEmpty)
  }

  @Test("bytes that are not UTF-8, and brackets within brackets")
  func bytes() throws {
    let kind = try TestKind.order()
    let latin = Array("{\"type\":\"Gr".utf8) + [0xf6] + Array("\"}".utf8)
    #expect(kind.read(latin).flaws == ["not_utf8 11"])
    let deep = String(repeating: "[", count: 129) + String(repeating: "]", count: 129)
    #expect(kind.read(deep).flaws == ["too_deep 128"])
    let mark = [0xef, 0xbb, 0xbf] + Array("{\"type\":\"order\"}".utf8)
    #expect(kind.read(mark).main?.standing == .understood)
  }

  @Test("a body that no envelope fits")
  func envelopes() throws {
    var kind = try TestKind.order()
    kind.kind.envelopes[0].when = .all([
      .exists(.header("x-topic")), .not(.equals(try item("$.type"), ["x", "y"])),
    ])
    #expect(kind.read("{\"type\":\"order\"}").flaws == ["unknown_envelope $"])
    let topic: Headers = [("X-Topic", "t")]
    #expect(kind.read("{\"type\":\"order\"}", headers: topic).main?.standing == .understood)
    #expect(kind.read("{\"type\":\"x\"}", headers: topic).flaws == ["unknown_envelope $"])
  }

  @Test("items: several, none, missing, too many, and what is no object")
  func items() throws {
    var kind = try TestKind.order()
    kind.kind.envelopes = [
      Envelope(when: nil, type: try item("$.type"), items: try path("$.list[*]"), line: 1)
    ]
    let several = kind.read(
      "{\"list\":[{\"type\":\"order\"},{\"type\":\"product/new\"},{\"type\":\"what\"},7]}")
    #expect(
      several.signatures.map { $0?.standing } == [.understood, .noted, .undecodable, .undecodable])
    #expect(several.shapes == ["order", "product/new", "what", ""])
    #expect(several.extraction.items.map(\.index) == [0, 1, 2, 3])
    #expect(several.extraction.items.map(\.parts) == [0..<1, 1..<2, 2..<3, 3..<4])
    // An empty list was understood, and says nothing of any order.
    #expect(kind.read("{\"list\":[]}").main?.standing == .noted)
    #expect(kind.read("{\"other\":[]}").flaws == ["missing_item $.list[*]"])
    func list(_ count: Int) -> String {
      "{\"list\":[\((0..<count).map { _ in "{\"type\":\"order\"}" }.joined(separator: ","))]}"
    }
    #expect(kind.read(list(2_000)).extraction.items.count == 2_000)
    #expect(kind.read(list(2_001)).flaws == ["too_many_items $.list[*]"])
    kind.kind.envelopes[0].type = .literal("order")
    #expect(kind.read("{\"list\":[null]}").flaws == ["not_an_object $.list[*]"])
    kind.kind.envelopes[0].items = try path("$.list.item")
    #expect(kind.read("{\"list\":[]}").flaws == ["missing_item $.list.item"])
  }

  @Test("the first message of the channel file that fits counts")
  func messages() throws {
    var kind = try TestKind.order()
    kind.kind.messages = [
      Message(type: "order/x", meaning: .noted, line: 1),
      Message(type: "order/*", meaning: .shape(0), line: 2),
      Message(type: "order/y", meaning: .noted, line: 3),
      Message(type: "*", meaning: .fetch(0), line: 4),
    ]
    func standing(_ type: String) -> Signature.Standing? {
      kind.read("{\"type\":\"\(type)\"}").main?.standing
    }
    #expect(standing("order/x") == .noted)
    #expect(standing("order/y") == .understood)
    #expect(standing("order/") == .understood)
    #expect(standing("anything") == .thin)
  }

  @Test("a form is an object of strings")
  func form() throws {
    let kind = try TestKind.order {
      $0.facts = [try fact("id", "$.webhook_id"), try fact("a", "$['a b'][1]")]
    }
    let headers: Headers = [("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")]
    let read = kind.read("type=order&webhook_id=%31%22+x%&a+b=1&&a+b=2&c", headers: headers)
    #expect(read.values == [.text("1\" x%"), .text("2")])
    #expect(kind.read("type=%ff", headers: headers).flaws == ["not_utf8 form"])
    #expect(kind.read("{\"type\":\"order\"}", headers: headers).main?.standing == .understood)
    #expect(kind.read("{\"type\":", headers: headers).flaws == ["invalid_json 8"])
    #expect(kind.read("", headers: headers).flaws == ["empty_body 0"])
  }
}
