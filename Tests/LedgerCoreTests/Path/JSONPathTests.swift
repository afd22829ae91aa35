import LedgerCore
import Testing

@Suite struct JSONPathTests {
  private func texts(_ path: String, _ json: String) throws -> [String] {
    let document = try JSONDocumentTests.document(json)
    return try JSONPath(parsing: path).nodes(in: document, from: document.root).map(document.text)
  }

  @Test(
    "paths of the kind that rulebooks use select what they say",
    arguments: [
      ("$.a.b[0]", #"{"a":{"b":["x","y"]}}"#, ["x"]),
      ("$['a'].b[-1]", #"{"a":{"b":[1,2]}}"#, ["2"]),
      ("$.lines[*].sku", #"{"lines":[{"sku":"A"},{"x":1},{"sku":"B"}]}"#, ["A", "B"]),
      ("$..id", #"{"id":1,"a":[{"id":2},{"b":{"id":3}}]}"#, ["1", "2", "3"]),
      (
        "$.a[?@.t=='x'].v", #"{"a":[{"t":"x","v":1},{"t":"y","v":2},{"t":"x","v":3}]}"#, ["1", "3"]
      ),
      (
        "$.notes[?@.name == 'po' && @.value != ''].value",
        #"{"notes":[{"name":"po","value":"7"}]}"#, ["7"]
      ),
      ("$.a", #"{"a":12.10}"#, ["12.10"]), ("$.a", "[1]", []), ("$[0]", #"{"0":1}"#, []),
      ("$['größe']", #"{"gr\u00f6\u00dfe":1}"#, ["1"]), (#"$["it's"]"#, #"{"it's":1}"#, ["1"]),
      ("$[?match(@, '[A-Z]{2}[0-9]+')]", #"["PO12","xPO12","PO"]"#, ["PO12"]),
      ("$[?search(@.s, $[0].r)].s", #"[{"r":"b+"},{"s":"abbc"},{"s":"ac"}]"#, ["abbc"]),
    ] as [(String, String, [String])])
  func selects(_ path: String, _ json: String, _ expected: [String]) throws {
    #expect(try texts(path, json) == expected)
  }

  @Test(
    "numbers are compared exactly, whatever their size or spelling",
    arguments: [
      ("@ == 9007199254740993", ["9007199254740993"]),
      ("@ > 9007199254740992", ["9007199254740993", "1e400", "18446744073709551616"]),
      ("@ == 12.1", ["12.10"]), ("@ == 1210e-2", ["12.10"]), ("@ == 0", ["-0", "0.0"]),
      ("@ >= 1e400", ["1e400"]), ("@ < 1e-400", ["-0", "0.0", "-3"]),
    ])
  func exactNumbers(_ test: String, _ expected: [String]) throws {
    let json =
      "[9007199254740992,9007199254740993,12.10,-0,0.0,1e400,18446744073709551616,-3]"
    #expect(try texts("$[?\(test)]", json) == expected)
  }

  @Test("only names and single indices make a path singular")
  func singular() throws {
    for path in ["$", "$.a", "$['a']", "$[0]", "$[-1]", "$.a[0]['b'].c"] {
      #expect(try JSONPath(parsing: path).isSingular, "\(path)")
    }
    for path in ["$.*", "$..a", "$[0,1]", "$[0:1]", "$[?@.a]", "$.a['b','b']"] {
      #expect(try !JSONPath(parsing: path).isSingular, "\(path)")
    }
    #expect(JSONPath.root.isSingular)
    #expect(try JSONPath.root == JSONPath(parsing: "$"))
  }

  @Test("$ is the node that the query starts from")
  func start() throws {
    let document = try JSONDocumentTests.document(#"{"o":[{"k":1,"t":1},{"k":2,"t":3}],"k":9}"#)
    let second = try #require(
      JSONPath(parsing: "$.o[1]").first(in: document, from: document.root))
    let path = try JSONPath(parsing: "$[?@ > $.k]")
    #expect(path.nodes(in: document, from: second).map(document.text) == ["3"])
    #expect(JSONPath.root.first(in: document, from: second) == second)
  }

  @Test(
    "what is wrong with a path is said with its place",
    arguments: [
      ("", 0, .noRoot), ("a", 0, .noRoot), (" $", 0, .noRoot), ("$ ", 1, .trailingText),
      ("$.", 2, .expected("a member's name or *")), ("$. a", 2, .strayBlank),
      ("$[01]", 2, .badIndex), ("$[-0]", 2, .badIndex), ("$[9007199254740992]", 2, .badIndex),
      ("$[1", 3, .expected("]")), ("$['a]", 2, .badString), ("$['\\x']", 4, .badString),
      ("$[?@.a == @.*]", 10, .notSingular), ("$[?1]", 3, .notATest), ("$[?'a']", 3, .notATest),
      ("$[?size(@.a)]", 3, .unknownFunction("size")),
      ("$[?length(@.a)]", 3, .resultType(function: "length")),
      ("$[?count(@.*) == match(@.a, 'b')]", 17, .resultType(function: "match")),
      ("$[?count(1) > 1]", 9, .argumentType(function: "count")),
      ("$[?length(@.a, @.b) > 1]", 3, .argumentCount(function: "length", expected: 1)),
      ("$[?length(@.*) > 1]", 10, .notSingular),
      ("$[?length(@.a == 1) > 1]", 10, .argumentType(function: "length")),
    ] as [(String, Int, JSONPathFault.Reason)])
  func refusals(_ path: String, _ offset: Int, _ reason: JSONPathFault.Reason) {
    #expect(throws: JSONPathFault(offset: offset, reason: reason)) { try JSONPath(parsing: path) }
  }

  @Test("brackets within each other are limited, and so is a path's length")
  func limits() {
    func nested(_ depth: Int) -> String {
      "$[?" + String(repeating: "(", count: depth) + "@" + String(repeating: ")", count: depth)
        + "]"
    }
    #expect(throws: Never.self) { try JSONPath(parsing: nested(60)) }
    #expect(throws: JSONPathFault.self) { try JSONPath(parsing: nested(100_000 / 4)) }
    #expect(throws: JSONPathFault.self) {
      try JSONPath(parsing: "$" + String(repeating: "[?@", count: 1000))
    }
    #expect(throws: JSONPathFault(offset: 0, reason: .tooLong(byteCountMax: 65_536))) {
      try JSONPath(parsing: "$" + String(repeating: ".a", count: 40_000))
    }
  }

  @Test("no change to a path crashes its parser")
  func mutations() throws {
    let seed = SeededGenerator.seed(for: "JSONPathTests.mutations")
    var generator = SeededGenerator(seed: seed)
    let suite = try JSONDocument.parse(Fixtures.bytes("jsonpath-cts.json"))
    let selectors = try JSONPath(parsing: "$.tests[*].selector")
      .nodes(in: suite, from: suite.root).map { Array(suite.text($0).utf8) }
    let document = try JSONDocument.parse(Fixtures.bytes("payloads/stripe.payout.created.json"))
    for _ in 0..<30_000 {
      var bytes = selectors[Int.random(in: 0..<selectors.count, using: &generator)]
      for _ in 0..<Int.random(in: 1...3, using: &generator) where !bytes.isEmpty {
        let place = Int.random(in: 0..<bytes.count, using: &generator)
        let other = selectors[Int.random(in: 0..<selectors.count, using: &generator)]
        switch Int.random(in: 0..<3, using: &generator) {
        case 0: bytes.remove(at: place)
        case 1: bytes[place] = UInt8.random(in: 0...255, using: &generator)
        default:
          let count = Int.random(in: 0...other.count, using: &generator)
          bytes.insert(contentsOf: other.prefix(count), at: place)
        }
      }
      guard let path = try? JSONPath(parsing: String(decoding: bytes, as: UTF8.self)) else {
        continue
      }
      #expect(
        path.first(in: document, from: document.root)
          == path.nodes(in: document, from: document.root).first, "seed \(seed): \(path.text)")
    }
  }
}
