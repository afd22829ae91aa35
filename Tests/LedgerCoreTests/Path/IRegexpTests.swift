import LedgerCore
import Testing

@Suite struct IRegexpTests {
  @Test(
    "a match takes the whole text, a search a part of it",
    arguments: [
      ("", "", true, true), ("", "a", false, true), ("a", "ba", false, true),
      ("a|b*", "bbb", true, true), ("(ab)+", "abab", true, true), ("(ab)+", "aba", false, true),
      ("a?b", "b", true, true), ("a{2}", "aa", true, true), ("a{2}", "aaa", false, true),
      ("a{2,}", "aaaa", true, true), ("a{2,}", "a", false, false), ("a{1,2}", "aaa", false, true),
      ("a{0}", "", true, true), ("a{,2}", "a", nil, nil), (".", "\n", false, false),
      (".", "\u{85}", true, true), (".", "😀", true, true), ("[a-c]x", "bx", true, true),
      ("[^a-c]", "b", false, false), ("[^a-c]", "é", true, true), ("[-a]", "-", true, true),
      ("[a-]", "-", true, true), ("[\\-\\]]", "]", true, true), ("[\\n]", "\n", true, true),
      ("\\p{Lu}\\p{Nd}", "É٣", true, true), ("\\P{L}", "1", true, true),
      ("[\\p{L}_]+", "größe_", true, true), ("[^\\p{L}]", "a", false, false),
      ("^a$", "a", true, true), ("^a$", "ba", false, false),
      ("^a$", "ab", false, false), ("[$^]+", "^$", true, true), ("a^b", "a^b", false, false),
      ("^*a|b$", "cb", false, true), ("\\(\\)", "()", true, true),
      ("(|a)+", "aa", true, true), ("(a*)*b", "aaab", true, true),
      ("x{0,3}y", "xxxxy", false, true),
    ] as [(String, String, Bool?, Bool?)])
  func matches(_ pattern: String, _ text: String, _ isMatch: Bool?, _ isFound: Bool?) {
    let regexp = try? IRegexp(parsing: pattern)
    #expect(regexp?.matches(text) == isMatch)
    #expect(regexp?.isFound(in: text) == isFound)
  }

  @Test(
    "what RFC 9485 does not allow is refused",
    arguments: [
      "(", ")", "a)", "(a", "[", "[]", "[^]", "[a", "]", "*", "+a", "a**", "a{2}{3}", "a{", "a{}",
      "a{2",
      "a{3,2}", "a{x}", "{1}", "}", "\\", "\\d", "\\w", "\\s", "\\b", "\\1", "\\/", "\\$", "\\p",
      "\\pL",
      "\\p{}", "\\p{X}", "\\p{Latin}", "\\p{Cs}", "[b-a]", "[a-b-c]", "[[a]]", "[a-\\p{L}]",
      "(?:a)",
      "(?=a)", "a??", "a*?", "[a&&[b]]",
    ])
  func refused(_ pattern: String) {
    #expect(throws: IRegexpFault.self) { try IRegexp(parsing: pattern) }
  }

  @Test(
    "the first group holds what the leftmost match gave it",
    arguments: [
      ("order/([0-9]+)", "gid://shopify/order/123?x", "123"), ("(a+)", "baac", "aa"),
      ("(a|ab)(c|bcd)", "abcd", "a"), ("x(.*)y", "x1y2y3", "1y2"),
      ("#([0-9]{3})", "#12 #345", "345"),
      ("(a)|b", "b", nil), ("b|(a)", "a", "a"), ("a+", "aa", nil), ("(z)", "aa", nil),
      ("(z*)", "aa", ""),
      ("((a)b)c", "abc", "ab"), ("(a)*", "aaa", "a"), ("PO-(.+)-([0-9]+)", "PO-A-1-22", "A-1"),
      ("^([a-z]+)", "1ab", nil), ("([0-9]+)$", "1a23", "23"), ("([^ ]+)€", "pay 10€", "10"),
      ("(é+)", "caféé", "éé"),
    ] as [(String, String, String?)])
  func groups(_ pattern: String, _ text: String, _ group: String?) throws {
    #expect(try IRegexp(parsing: pattern).firstGroup(in: text) == group)
  }

  @Test("expressions that make backtracking explode are answered, and huge ones are refused")
  func hostile() throws {
    let text = String(repeating: "a", count: 5000)
    #expect(try !IRegexp(parsing: "(a*)*b").matches(text))
    #expect(try !IRegexp(parsing: "(a|a)*b").isFound(in: text))
    #expect(try !IRegexp(parsing: "(a|aa)+c").matches(text))
    #expect(try IRegexp(parsing: "(.*)(.*)(.*)(.*)(.*)x?").firstGroup(in: text) == text)
    #expect(throws: IRegexpFault.self) { try IRegexp(parsing: "((a{100}){100}){100}") }
    #expect(throws: IRegexpFault.self) { try IRegexp(parsing: "a{99999999999999999999}") }
    #expect(throws: IRegexpFault.self) { try IRegexp(parsing: "((()|()){9999}){9999}") }
    #expect(throws: Never.self) { try IRegexp(parsing: "(a)(){9999}") }
    #expect(throws: IRegexpFault.self) {
      try IRegexp(parsing: String(repeating: "(", count: 100_000))
    }
  }
}
