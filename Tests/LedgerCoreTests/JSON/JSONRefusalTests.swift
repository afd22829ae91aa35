import LedgerCore
import Testing

@Suite struct JSONRefusalTests {
  static func fault(_ text: String, depthMax: Int = 128) -> JSONFault? {
    fault(Array(text.utf8), depthMax: depthMax)
  }

  static func fault(_ bytes: [UInt8], depthMax: Int = 128) -> JSONFault? {
    do {
      _ = try JSONDocument.parse(bytes, depthMax: depthMax)
      return nil
    } catch { return error }
  }

  @Test("nothing, and nothing but space, is empty", arguments: ["", " ", "\n\t \r", "\u{feff}"])
  func empty(_ text: String) { #expect(Self.fault(text) == .empty) }

  @Test(
    "each kind of malformed text is refused where it goes wrong",
    arguments: [
      ("tru", .truncated(offset: 3)), ("[tru", .truncated(offset: 4)),
      ("[tru]", .badLiteral(offset: 1)), ("{\"a\":1,\"b\":tru}", .badLiteral(offset: 11)),
      ("truex", .badLiteral(offset: 0)), ("nul ", .badLiteral(offset: 0)),
      ("True", .badLiteral(offset: 0)), ("NaN", .badLiteral(offset: 0)),
      ("[NaN]", .badLiteral(offset: 1)), ("Infinity", .badLiteral(offset: 0)),
      ("-Infinity", .badNumber(offset: 0)), ("undefined", .badLiteral(offset: 0)),
      ("-", .truncated(offset: 1)), ("[-]", .badNumber(offset: 1)), ("+1", .badNumber(offset: 0)),
      (".5", .badNumber(offset: 0)), ("5.", .truncated(offset: 2)), ("[5.]", .badNumber(offset: 1)),
      ("01", .badNumber(offset: 0)), ("-01", .badNumber(offset: 0)), ("1e", .truncated(offset: 2)),
      ("[1e]", .badNumber(offset: 1)), ("1e+", .truncated(offset: 3)),
      ("0x10", .badNumber(offset: 0)), ("1_000", .badNumber(offset: 0)),
      ("1\"a\"", .badNumber(offset: 0)), ("[1,]", .unexpected(offset: 3)),
      ("[,1]", .unexpected(offset: 1)), ("[1,,2]", .unexpected(offset: 3)),
      ("{\"a\":1,}", .unexpected(offset: 7)), ("{,}", .unexpected(offset: 1)),
      ("{\"a\" 1}", .unexpected(offset: 5)), ("{\"a\":}", .unexpected(offset: 5)),
      ("{a:1}", .unexpected(offset: 1)), ("{'a':1}", .unexpected(offset: 1)),
      ("{1:1}", .unexpected(offset: 1)), ("[1 2]", .unexpected(offset: 3)),
      ("[\"a\" \"b\"]", .unexpected(offset: 5)), ("[\"a\"\"b\"]", .unexpected(offset: 4)),
      ("[\"a\"b]", .unexpected(offset: 4)), ("[1}", .unexpected(offset: 2)),
      ("{\"a\":1]", .unexpected(offset: 6)), ("]", .unexpected(offset: 0)),
      (":", .unexpected(offset: 0)), ("\\", .unexpected(offset: 0)), ("//", .unexpected(offset: 0)),
      ("[1]/*x*/", .trailingContent(offset: 3)), ("1 2", .trailingContent(offset: 2)),
      ("{} {}", .trailingContent(offset: 3)), ("[]]", .trailingContent(offset: 2)),
      ("null,", .trailingContent(offset: 4)), ("\"a\"b", .trailingContent(offset: 3)),
      ("[1\u{c}]", .unexpected(offset: 2)), ("[\u{1a}1]", .unexpected(offset: 1)),
      ("[1\u{a0}]", .badNumber(offset: 1)), ("[\u{feff}1]", .unexpected(offset: 1)),
    ] as [(String, JSONFault)])
  func malformed(_ text: String, _ fault: JSONFault) { #expect(Self.fault(text) == fault) }

  @Test(
    "a malformed string is refused",
    arguments: [
      (#"["a\x41"]"#, .badEscape(offset: 3)), (#"["\u12"]"#, .badEscape(offset: 2)),
      (#"["\u12g4"]"#, .badEscape(offset: 2)), (#"["\U0041"]"#, .badEscape(offset: 2)),
      (#"["\ud800"]"#, .badEscape(offset: 2)), (#"["\udc00"]"#, .badEscape(offset: 2)),
      (#"["\ud800x"]"#, .badEscape(offset: 2)), (#"["\ud800\n"]"#, .badEscape(offset: 2)),
      (#"["\ud800\ud800"]"#, .badEscape(offset: 2)), (#"["\udc00\ud800"]"#, .badEscape(offset: 2)),
      (#"{"\ud83d":1}"#, .badEscape(offset: 2)), (#"["abc"#, .truncated(offset: 5)),
      (#"["abc\"#, .truncated(offset: 6)), (#"["abc\"]"#, .truncated(offset: 8)),
      ("[\"a\nb\"]", .controlCharacter(offset: 3)), ("[\"a\tb\"]", .controlCharacter(offset: 3)),
      ("[\"a\0b\"]", .controlCharacter(offset: 3)), ("[\"\\\n\"]", .controlCharacter(offset: 3)),
    ] as [(String, JSONFault)])
  func badString(_ text: String, _ fault: JSONFault) { #expect(Self.fault(text) == fault) }

  @Test(
    "what is not UTF-8 is refused",
    arguments: [
      ([0x22, 0xff, 0x22], 1), ([0x22, 0xc0, 0xaf, 0x22], 1), ([0x22, 0x80, 0x22], 1),
      ([0x22, 0xed, 0xa0, 0x80, 0x22], 1), ([0x22, 0xf4, 0x90, 0x80, 0x80, 0x22], 1),
      ([0x22, 0xe2, 0x82, 0x22], 1), ([0x5b, 0x31, 0x5d, 0xfe], 3), ([0xff, 0xfe, 0x31, 0x00], 0),
      ([0x22, 0x61, 0xf0, 0x80, 0x80, 0x80, 0x22], 2),
    ] as [([UInt8], Int)])
  func notUTF8(_ bytes: [UInt8], _ offset: Int) {
    #expect(Self.fault(bytes) == .notUTF8(offset: offset))
  }

  @Test("a character cut off at the end is a truncation")
  func cutCharacter() {
    #expect(Self.fault([0x22, 0xe2, 0x82]) == .truncated(offset: 1))
    #expect(Self.fault([0x22, 0xf0, 0x9f, 0x98]) == .truncated(offset: 1))
  }

  @Test("a NUL byte is refused anywhere")
  func nulByte() {
    #expect(Self.fault([0]) == .unexpected(offset: 0))
    #expect(Self.fault([0x31, 0]) == .unexpected(offset: 1))
    #expect(Self.fault([0x5b, 0x5d, 0]) == .unexpected(offset: 2))
    #expect(Self.fault([0x5b, 0, 0x5d]) == .unexpected(offset: 1))
  }

  @Test("a document cut at any byte is refused as cut off")
  func truncation() throws {
    let text =
      #" {"a":[1,-2.5e+3,true,false,null,"x\u00e9\ud83d\ude00é😀"],"b":{"c":"\\\""},"d":[]}"#
    let bytes = Array(text.utf8)
    _ = try JSONDocument.parse(bytes)
    for count in 0..<bytes.count {
      let fault = Self.fault(Array(bytes.prefix(count)))
      switch fault {
      case .empty: #expect(count <= 1)
      case .truncated: break
      default: Issue.record("cut at \(count): \(String(describing: fault))")
      }
    }
  }

  @Test("every real payload cut at any byte is refused")
  func payloadTruncation() throws {
    for payload in try Fixtures.payloads().prefix(6) {
      let last = try #require(payload.lastIndex(of: UInt8(ascii: "}")))
      for count in 0...last { #expect(Self.fault(Array(payload.prefix(count))) != nil) }
    }
  }

  @Test("depth is limited, and no depth exhausts the stack")
  func depth() throws {
    func nested(_ depth: Int) -> [UInt8] {
      Array(repeating: UInt8(ascii: "["), count: depth)
        + Array(repeating: UInt8(ascii: "]"), count: depth)
    }
    #expect(Self.fault(nested(128)) == nil)
    #expect(Self.fault(nested(129)) == .tooDeep(offset: 128, depthMax: 128))
    #expect(Self.fault("{\"a\":{}}", depthMax: 1) == .tooDeep(offset: 5, depthMax: 1))
    #expect(Self.fault("1", depthMax: 0) == nil)
    #expect(Self.fault("[]", depthMax: 0) == .tooDeep(offset: 0, depthMax: 0))
    #expect(Self.fault("[]", depthMax: -1) != nil)
    #expect(Self.fault(Array(repeating: UInt8(ascii: "["), count: 1_000_000)) != nil)
    let deep = try JSONDocument.parse(nested(500_000), depthMax: .max)
    #expect(deep.count(of: deep.root) == 1)
    #expect(try JSONPath(parsing: "$..[0]").nodes(in: deep, from: deep.root).count == 499_999)
  }
}
