import LedgerCore
import LedgerRules
import Testing

/// One text of the small rulebook exchanged for another that is wrong. `¶` in the replacement marks
/// the place that the problem must name.
struct Wrong: Sendable, CustomTestStringConvertible {
  var code: RulebookProblem.Code
  var path: String
  var find: String
  var replacement: String

  init(
    _ code: RulebookProblem.Code, _ path: String, _ find: String, _ replacement: String
  ) {
    self.code = code
    self.path = path
    self.find = find
    self.replacement = replacement
  }

  var testDescription: String { "\(code.rawValue) in \(path): \(replacement)" }
}

@Suite("What is wrong with a rulebook")
struct ErrorTests {
  @Test("is told with its file, line, column and code", arguments: wrongs)
  func place(_ wrong: Wrong) throws {
    let marked = try #require(
      Fixture.edited(wrong.path, wrong.find, wrong.replacement), "the text stands there once")
    let text = String(
      decoding: try #require(marked.first { $0.path == wrong.path }).bytes, as: UTF8.self)
    let before = try #require(text.components(beforeMark: "¶"))
    let files = Fixture.files(wrong.path, String(text.filter { $0 != "¶" }))
    let (rulebook, problems) = Rulebook.check(files: files)
    let found = problems.filter { $0.code == wrong.code && $0.file == wrong.path }
    #expect(
      found.contains { $0.line == before.line && (before.column == $0.column || $0.column == 1) },
      "\(problems.map(\.description))")
    #expect(found.allSatisfy { !$0.message.isEmpty && !$0.remedy.isEmpty })
    #expect((rulebook == nil) == (wrong.code.severity == .error))
  }

  @Test("every code has a test")
  func codes() {
    let elsewhere: Set<RulebookProblem.Code> = [
      .unreadable, .missingFile, .unknownFile, .duplicateFile, .fileTooLarge, .notUTF8, .tooDeep,
      .tooManyStates, .tooMany, .badTransition, .badEffect, .badAmount,
    ]
    let tested = elsewhere.union(wrongs.map(\.code))
    #expect(RulebookProblem.Code.allCases.filter { !tested.contains($0) } == [])
  }

  private func problems(_ files: [Rulebook.File]) -> [RulebookProblem] {
    Rulebook.check(files: files).problems
  }

  @Test("a missing, an unknown and a doubled file are told")
  func files() {
    let missing = problems(Fixture.files("truth.yaml", nil))
    #expect(missing.map(\.code) == [.missingFile])
    #expect(missing.map(\.file) == ["truth.yaml"])
    let strange = problems(Fixture.files("channels/a/b.yaml", "kind: b"))
    #expect(strange.map(\.code) == [.unknownFile])
    let doubled = problems(Fixture.files("facets.yml", "facets: {}"))
    #expect(doubled.contains { $0.code == .duplicateFile && $0.file == "facets.yml" })
  }

  @Test("a file that is no text, too large or nested too deep is told, and does not crash")
  func strangeFiles() {
    let bytes = Rulebook.File(
      path: "cases/bytes.yaml", bytes: Array("cases:\n  - ".utf8) + [0xff, 0xfe])
    let noText = problems(Fixture.files + [bytes])
    #expect(noText.contains { $0.code == .notUTF8 && $0.line == 2 })
    let large = Rulebook.File(
      path: "cases/large.yaml", bytes: Array(repeating: 32, count: 5 << 20))
    #expect(problems(Fixture.files + [large]).contains { $0.code == .fileTooLarge })
    let deep = String(repeating: "[", count: 100) + String(repeating: "]", count: 100)
    #expect(
      problems(Fixture.files("cases/deep.yaml", "cases: \(deep)")).contains {
        $0.code == .tooDeep && $0.line == 1 && $0.column == 71
      })
    let abyss = String(repeating: "[", count: 50_000)
    #expect(problems(Fixture.files("cases/abyss.yaml", abyss)).contains { $0.code == .badYAML })
    let bomb = """
      a: &a [x, x, x, x, x, x, x, x, x, x]
      b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]
      c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]
      cases: [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]
      """
    #expect(problems(Fixture.files("cases/bomb.yaml", bomb)).contains { $0.code == .anchor })
  }

  @Test("more than 64 states, and more facts or facets than allowed, are told")
  func limits() throws {
    let states = (0..<65).map { "s\($0)" }.joined(separator: ", ")
    let many = try #require(
      Fixture.edited("facets.yaml", "forward: [pending, placed, completed]", "forward: [\(states)]")
    )
    #expect(problems(many).contains { $0.code == .tooManyStates && $0.line == 2 })
    let facts = (0..<256).map { "f\($0): $.f" }.joined(separator: ", ")
    let wide = try #require(
      Fixture.edited(
        "channels/stripe.yaml", "facts: { status: $.status }", "facts: { status: $.s, \(facts) }"))
    #expect(problems(wide).contains { $0.code == .tooMany && $0.line == 13 })
  }

  @Test("all problems are told at once, sorted by file and line")
  func allAtOnce() throws {
    let files = Fixture.files.map { file -> Rulebook.File in
      var text = String(decoding: file.bytes, as: UTF8.self)
      text = text.replacing("role: storefront", with: "role: shop")
      text = text.replacing("order: [origin]", with: "ordr: [origin]")
      text = text.replacing("hold: 7d", with: "hold: soon")
      text = text.replacing("severity: low", with: "severity: lo")
      text = text.replacing("title: NetSuite", with: "titel: NetSuite\ntitel: NetSuite")
      return Rulebook.File(path: file.path, bytes: Array(text.utf8))
    }
    #expect {
      try Rulebook.compile(files: files)
    } throws: { error in
      let problems = (error as? RulebookErrors)?.problems ?? []
      let codes = problems.map { "\($0.file):\($0.line) \($0.code.rawValue)" }
      let places = problems.map { ($0.file, $0.line) }
      return zip(places, places.dropFirst()).allSatisfy { $0 <= $1 }
        && [
          "channels/netsuite.yaml:2 unknown_key", "channels/netsuite.yaml:1 missing_key",
          "channels/netsuite.yaml:3 duplicate_key", "channels/shopify.yaml:4 unknown_role",
          "patterns.yaml:50 unknown_option", "truth.yaml:7 unknown_facet",
          "truth.yaml:18 bad_duration",
        ].allSatisfy(codes.contains)
    }
  }

  @Test("an unknown name comes with the one that was probably meant")
  func suggestions() throws {
    let files = try #require(
      Fixture.edited("patterns.yaml", "    severity: critical", "    severty: critical"))
    let problem = try #require(problems(files).first { $0.code == .unknownKey })
    #expect(problem.remedy == "Did you mean `severity`?")
    #expect(
      problem.description
        == "patterns.yaml:16:5: error unknown_key: pattern `checkout_disconnect` has no key "
        + "`severty`. Did you mean `severity`?")
  }
}

extension String {
  /// Line and column, from 1, of the first mark.
  fileprivate func components(beforeMark mark: Character) -> (line: Int, column: Int)? {
    guard let index = firstIndex(of: mark) else { return nil }
    let lines = self[..<index].split(separator: "\n", omittingEmptySubsequences: false)
    return (lines.count, (lines.last?.unicodeScalars.count ?? 0) + 1)
  }
}
