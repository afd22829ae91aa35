import Testing

@testable import LedgerCore

@Suite("Expressions that capture")
struct CaptureExpressionTests {
  private func capture(_ expression: String, _ text: String) throws -> String? {
    let bytes = Array(text.utf8)
    let expression = try IRegexp(parsing: expression)
    return bytes.withUnsafeBufferPointer { buffer in
      let found = expression.firstGroup(in: buffer)
      let other = expression.hasGroup ? expression.firstGroupBesideOthers(in: buffer) : nil
      #expect(found == other, "\(expression.text) in \(text)")
      return found.map { String(decoding: buffer[$0], as: UTF8.self) }
    }
  }

  @Test(
    "the group of the leftmost match is taken, as much as it can hold",
    arguments: [
      ("^([0-9]{3}-[0-9]{7})$", "902-3159896", "902-3159896"),
      ("^([0-9]{3}-[0-9]{7})$", "x902-3159896", nil),
      ("^([0-9]{3}-[0-9]{7})$", "902-31598961", nil),
      ("([0-9]+)", "order #1001, then 7", "1001"), ("([0-9]+)$", "order 1001 7", "7"),
      ("^([0-9]+)", "1001 x", "1001"), ("^evt_[^ ]* ([0-9]+)$", "evt_1é 132", "132"),
      ("^evt_[^ ]* ([0-9]+)$", "evt_1 13 2", nil), ("^.*(amazon).*$", "via amazon us", "amazon"),
      ("^(a|ab)(c|bcd)$", "abcd", "a"), ("^(a*)$", "", ""), ("^(a)*b$", "aab", "a"),
      ("^(a)?b$", "b", nil), ("^(.*[A-Za-z#].*)$", "#1001", "#1001"), ("^x(é+)y$", "xééy", "éé"),
      ("^(a[$])$", "a$", "a$"), ("(#.+)", "no", nil),
    ] as [(String, String, String?)])
  func captures(expression: String, text: String, found: String?) throws {
    #expect(try capture(expression, text) == found)
  }

  @Test("following one way finds what following all ways finds")
  func bothWays() throws {
    let seed: UInt64 = 7_485
    var random = SeededGenerator(seed: seed)
    let pieces = [
      "a", "b", "(a|b)", "[ab]*", "(ab)?", "a+", "b{1,2}", "é", ".", "(", ")", "|", "$", "(a$|b)",
    ]
    var tried = 0
    for _ in 0..<3_000 {
      let count = Int.random(in: 1...5, using: &random)
      let inside = (0..<count).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
      let expression = "^\(inside)" + (Bool.random(using: &random) ? "$" : "")
      guard (try? IRegexp(parsing: expression))?.hasGroup == true else { continue }
      tried += 1
      for _ in 0..<8 {
        let text = (0..<Int.random(in: 0...6, using: &random)).map { _ in
          ["a", "b", "é", "c"].randomElement(using: &random) ?? ""
        }.joined()
        _ = try capture(expression, text)
      }
    }
    #expect(tried > 500, "seed \(seed)")
  }
}
