import Foundation
import Testing

/// Compares transcripts with committed files. `ORDERLEDGER_REGENERATE=1` writes them anew.
enum Golden {
  static func expect(
    _ transcript: String, is name: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let file = Scene.sources.appendingPathComponent("Golden/\(name).txt")
    if ProcessInfo.processInfo.environment["ORDERLEDGER_REGENERATE"] == "1" {
      try Data(transcript.utf8).write(to: file)
      return
    }
    let expected = try String(contentsOf: file, encoding: .utf8)
    guard transcript != expected else { return }
    let difference = firstDifference(transcript, expected)
    Issue.record(
      "Golden/\(name).txt differs; \(difference)", sourceLocation: sourceLocation)
  }

  private static func firstDifference(_ actual: String, _ expected: String) -> String {
    let actual = actual.split(separator: "\n", omittingEmptySubsequences: false)
    let expected = expected.split(separator: "\n", omittingEmptySubsequences: false)
    let line =
      zip(actual, expected).enumerated().first { $0.element.0 != $0.element.1 }?.offset
      ?? min(actual.count, expected.count)
    let found = line < actual.count ? String(actual[line]) : "the end"
    let wanted = line < expected.count ? String(expected[line]) : "the end"
    return "line \(line + 1) is\n\(found)\nand was\n\(wanted)"
  }
}
