import Testing

@testable import LedgerCore

/// The compliance test suite of RFC 9535 (`Fixtures/jsonpath-cts.json`).
@Suite struct JSONPathComplianceTests {
  private let suite: JSONDocument
  private let tests: [JSONNode]

  init() throws {
    suite = try JSONDocument.parse(Fixtures.bytes("jsonpath-cts.json"))
    tests = Array(suite.children(of: try #require(suite.member("tests", of: suite.root))))
  }

  @Test("all 703 tests of the compliance suite pass")
  func all() throws {
    #expect(tests.count == 703)
    for test in tests {
      let name = try #require(suite.member("name", of: test).map(suite.text))
      let selector = try #require(suite.member("selector", of: test).map(suite.text))
      if suite.member("invalid_selector", of: test) != nil {
        #expect(throws: JSONPathFault.self, "\(name): \(selector)") {
          try JSONPath(parsing: selector)
        }
      } else {
        try check(test, name, selector)
      }
    }
  }

  private func check(_ test: JSONNode, _ name: String, _ selector: String) throws {
    let path: JSONPath
    do { path = try JSONPath(parsing: selector) } catch {
      Issue.record("\(name): \(selector): \(error)")
      return
    }
    let root = try #require(suite.member("document", of: test))
    let nodes = path.nodes(in: suite, from: root)
    #expect(path.first(in: suite, from: root) == nodes.first, "\(name): \(selector)")
    if path.isSingular { #expect(nodes.count <= 1, "\(name): \(selector)") }

    let values = nodes.map(suite.text)
    #expect(
      acceptable("result", "results", of: test).contains { isEqual(nodes, $0) },
      "\(name): \(selector) gave \(values)")
    let start = suite.path(of: root).count
    let paths = nodes.map { "$" + suite.path(of: $0).dropFirst(start) }
    let expected = acceptable("result_paths", "results_paths", of: test).map {
      $0.map(suite.text)
    }
    if !expected.isEmpty { #expect(expected.contains(paths), "\(name): \(selector) gave \(paths)") }
  }

  /// The one right answer, or those of which any is right.
  private func acceptable(_ one: String, _ several: String, of test: JSONNode) -> [[JSONNode]] {
    if let answer = suite.member(one, of: test) { return [Array(suite.children(of: answer))] }
    return suite.member(several, of: test).map {
      suite.children(of: $0).map { Array(suite.children(of: $0)) }
    } ?? []
  }

  private func isEqual(_ nodes: [JSONNode], _ expected: [JSONNode]) -> Bool {
    nodes.count == expected.count && zip(nodes, expected).allSatisfy { suite.isEqual($0, $1) }
  }
}
