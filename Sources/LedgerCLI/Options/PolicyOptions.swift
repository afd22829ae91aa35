import ArgumentParser
import LedgerEngine

/// What a replay is held against.
struct PolicyOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Thresholds, forbidden transitions and what is meant to change; Schemas/policy.schema.json.",
      valueName: "file"), completion: .file())
  var policy: String?

  @Option(
    help: ArgumentHelp(
      "What is meant to change, in a file of its own; all else comes first in the report.",
      valueName: "file"), completion: .file())
  var expect: String?

  @Option(
    help: ArgumentHelp(
      "A threshold of a policy, such as changed=0 or opened.PATTERN=5; may be repeated.",
      valueName: "limit=n"))
  var max: [String] = []

  /// Everything together; nil where nothing is given.
  func load(for rulebooks: [Rulebook]) throws -> Policy? {
    guard policy != nil || expect != nil || !max.isEmpty else { return nil }
    var sum = Policy()
    if let policy {
      sum = try read(policy) { (bytes) throws(RulebookErrors) in
        try Policy.read(bytes, file: policy, for: rulebooks)
      }
    }
    for text in max {
      do throws(RulebookErrors) {
        sum = sum.adding(try Policy.read(maximum: text, for: rulebooks))
      } catch {
        throw Failure(code: "bad_limit", message: "--max \(error)", exitCode: 64)
      }
    }
    if let expect {
      var more = Policy()
      more.expectation = try read(expect) { (bytes) throws(RulebookErrors) in
        try Expectation.read(bytes, file: expect, for: rulebooks)
      }
      sum = sum.adding(more)
    }
    return sum
  }

  private func read<Value>(
    _ path: String, _ body: ([UInt8]) throws(RulebookErrors) -> Value
  ) throws -> Value {
    let bytes = try SmallFile.bytes(of: path)
    do throws(RulebookErrors) { return try body(bytes) } catch {
      throw Failure(
        code: "policy",
        message: "\(path) cannot be used; correct it, docs/replay.md has its keys\n\(error)")
    }
  }
}
