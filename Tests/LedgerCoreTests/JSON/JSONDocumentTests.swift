import LedgerCore
import Testing

@Suite struct JSONDocumentTests {
  static func document(_ text: String) throws -> JSONDocument {
    try JSONDocument.parse(Array(text.utf8))
  }

  @Test(
    "numbers keep their exact text",
    arguments: [
      "0", "-0", "12.10", "18446744073709551616", "9007199254740993", "820982911946154508",
      "-9223372036854775809", "1e2", "1E+400", "0.1000", "100000000000000000000000000000000.10",
      "1e-99999999999999999999", String(repeating: "7", count: 100_000),
    ])
  func numbers(_ token: String) throws {
    for text in [token, " \(token) ", "[\(token)]", "{\"a\":\(token),\"b\":\(token)}"] {
      let document = try Self.document(text)
      let numbers =
        document.kind(document.root) == .number
        ? [document.root] : Array(document.children(of: document.root))
      for number in numbers {
        #expect(document.kind(number) == .number)
        #expect(document.text(number) == token)
        #expect(document.bytes[document.range(number)].elementsEqual(token.utf8))
      }
    }
  }

  @Test("strings are unescaped, and their ranges are as written")
  func strings() throws {
    let text = #"["","a","\"\\\/\b\f\n\r\t","\u0000","\u00e9é","\ud83d\ude00😀","a\u0041b"]"#
    let document = try Self.document(text)
    let texts = document.children(of: document.root).map(document.text)
    #expect(
      texts == ["", "a", "\"\\/\u{8}\u{c}\n\r\t", "\0", "éé", "😀😀", "aAb"])
    let last = try #require(document.element(-1, of: document.root))
    #expect(document.bytes[document.range(last)].elementsEqual(#""a\u0041b""#.utf8))
    #expect(document.withUTF8(last) { Array($0) } == Array("aAb".utf8))
  }

  @Test("members are found by name, escaped or not")
  func members() throws {
    let document = try Self.document(
      #"{"a":{"x":1},"":2,"\u00fcber":3,"long name of a member, more than 8":4,"b":[5],"d":6}"#)
    func text(_ name: String) -> String? {
      document.member(name, of: document.root).map(document.text)
    }
    #expect(text("a") == #"{"x":1}"#)
    #expect(text("") == "2")
    #expect(text("über") == "3")
    #expect(text("long name of a member, more than 8") == "4")
    #expect(text("b") == "[5]")
    #expect(text("d") == "6")
    #expect(text("x") == nil)
    #expect(text("long name of a member, more than 9") == nil)
    #expect(document.member("a", of: JSONNodeOf(document, "$.b")) == nil)
    #expect(document.members(of: document.root).map(\.name).prefix(3) == ["a", "", "über"])
    #expect(document.count(of: document.root) == 6)
  }

  private func JSONNodeOf(_ document: JSONDocument, _ path: String) -> JSONNode {
    (try? JSONPath(parsing: path))?.first(in: document, from: document.root) ?? document.root
  }

  @Test("elements are counted from both ends")
  func elements() throws {
    let document = try Self.document(#"[0,[1,[2]],{"a":[]},3]"#)
    func text(_ index: Int) -> String? {
      document.element(index, of: document.root).map(document.text)
    }
    #expect([0, 1, 2, 3].map(text) == ["0", "[1,[2]]", #"{"a":[]}"#, "3"])
    #expect([-1, -4].map(text) == ["3", "0"])
    #expect([4, -5, .max, .min].map(text) == [nil, nil, nil, nil])
  }

  @Test("what is no container has no children")
  func scalars() throws {
    let document = try Self.document("true")
    #expect(document.kind(document.root) == .true)
    #expect(Array(document.children(of: document.root)).isEmpty)
    #expect(document.members(of: document.root).map(\.name).isEmpty)
    #expect(document.count(of: document.root) == 0)
    #expect(document.element(0, of: document.root) == nil)
    #expect(document.member("a", of: document.root) == nil)
    let array = try Self.document("[1]")
    #expect(array.members(of: array.root).map(\.name).isEmpty)
  }

  @Test("a byte order mark before the text is skipped and kept")
  func byteOrderMark() throws {
    let document = try Self.document("\u{feff} {\"a\":\"\\n\"}")
    #expect(document.bytes.prefix(3) == [0xef, 0xbb, 0xbf])
    #expect(document.range(document.root) == 4..<14)
    let member = try #require(document.member("a", of: document.root))
    #expect(document.text(member) == "\n")
    #expect(JSONRefusalTests.fault("\u{feff}\u{feff}1") == .unexpected(offset: 3))
  }

  @Test("space is allowed around every token")
  func space() throws {
    let document = try Self.document("\r\n{ \"a\" : [ 1 ,\t2 ] , \"b\"\n: { } }\n\n")
    #expect(
      ReferenceJSON(document, document.root)
        == .object([
          .init(name: "a", value: .array([.number("1"), .number("2")])),
          .init(name: "b", value: .object([])),
        ]))
  }

  @Test("gigantic strings and long arrays are read")
  func gigantic() throws {
    let long = String(repeating: "é\\n", count: 2_000_000)
    let document = try Self.document("[\"\(long)\",1]")
    let first = try #require(document.element(0, of: document.root))
    #expect(document.withUTF8(first) { $0.count } == 6_000_000)
    let array = try Self.document("[" + String(repeating: "0,", count: 999_999) + "0]")
    #expect(array.count(of: array.root) == 1_000_000)
    let small = try Self.document("[\"\\u0061\"]")
    #expect(small.children(of: small.root).map(small.text) == ["a"])
  }

  @Test("paths name every node, and lead to it")
  func paths() throws {
    for payload in try Fixtures.payloads() {
      let document = try JSONDocument.parse(payload)
      for node in try JSONPath(parsing: "$..*").nodes(in: document, from: document.root) {
        let path = try JSONPath(parsing: document.path(of: node))
        #expect(path.isSingular)
        #expect(path.first(in: document, from: document.root) == node)
      }
    }
  }
}
