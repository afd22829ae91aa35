import CSimdJSON
import LedgerCore
import Testing

@Suite struct JSONDuplicateKeyTests {
  @Test(
    "a member named twice is refused with its path",
    arguments: [
      (#"{"a":1,"a":1}"#, "$['a']", 7),
      (#"{"a":1,"b":2,"a":null}"#, "$['a']", 13),
      (#"[0,{"x":[{"k":1,"l":{},"k":2}]}]"#, "$[1]['x'][0]['k']", 23),
      (#"{"a":1,"\u0061":2}"#, "$['a']", 7),
      (#"{"\u0061\n":1,"a\u000a":2}"#, #"$['a\n']"#, 14),
      (#"{"":1,"":2}"#, "$['']", 6),
      (#"{"a":{"b":1},"c":{"b":1,"it's":{},"it's":[]}}"#, #"$['c']['it\'s']"#, 34),
    ])
  func refused(_ text: String, _ path: String, _ offset: Int) {
    #expect(JSONRefusalTests.fault(text) == .duplicateKey(path: path, offset: offset))
  }

  @Test("the same name in other objects, or another spelling, is no duplicate")
  func distinct() {
    let text = #"{"a":{"a":{"a":1}},"b":[{"a":1},{"a":1}],"A":1,"a ":1,"\u00e9":1,"e\u0301":1}"#
    #expect(JSONRefusalTests.fault(text) == nil)
  }

  @Test("a duplicate among many members is found wherever it stands")
  func many() {
    var generator = SeededGenerator(seed: SeededGenerator.seed(for: "JSONDuplicateKeyTests.many"))
    for count in [2, 7, 8, 9, 63, 64, 65, 300] {
      var names = (0..<count).map { "key\($0)" }
      #expect(JSONRefusalTests.fault(object(names)) == nil)
      names.insert(
        names[Int.random(in: 0..<count, using: &generator)],
        at: Int.random(in: 0...count, using: &generator))
      guard case .duplicateKey = JSONRefusalTests.fault(object(names)) else {
        Issue.record("a duplicate among \(count) was not found")
        continue
      }
    }
  }

  @Test("names made to collide are still told apart, and a duplicate among them is found")
  func collisions() throws {
    let names = collidingNames(count: 3000)
    #expect(names.count == 3000)
    let document = try JSONDocument.parse(Array(object(names).utf8))
    #expect(document.count(of: document.root) == 3000)
    #expect(document.member(names[1234], of: document.root).map(document.text) == "1")
    let fault = JSONRefusalTests.fault("[0," + object(names + [names[7]]) + "]")
    guard case .duplicateKey(let path, _) = fault else {
      Issue.record("\(String(describing: fault))")
      return
    }
    #expect(path == "$[1]['\(names[7])']")
  }

  private func object(_ names: [String]) -> String {
    "{" + names.map { "\"\($0)\":1" }.joined(separator: ",") + "}"
  }

  /// Names whose hashes end in the same bits, so that they gather in one place of the table.
  private func collidingNames(count: Int) -> [String] {
    var names: [String] = []
    var number = 0
    while names.count < count {
      number += 1
      let name = Array(String(number, radix: 36).utf8)
      if ledgerJSONHash(name, name.count) & 0x3ff == 0 {
        names.append(String(decoding: name, as: UTF8.self))
      }
    }
    return names
  }
}
