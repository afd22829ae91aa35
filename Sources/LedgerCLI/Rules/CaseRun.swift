import Glibc
import LedgerEngine

/// How an example of a rulebook came out.
struct CaseResult {
  var name: String
  var file: String
  var line: Int
  /// What is not as written; empty where all is.
  var failures: [String]

  var json: JSONValue {
    .object([
      ("name", .string(name)), ("file", .string(file)), ("line", .int(line)),
      ("ok", .bool(failures.isEmpty)), ("failures", .strings(failures)),
    ])
  }
}

/// Runs one given/then example in a ledger of its own.
struct CaseRun {
  let example: RulebookCase
  let rulebook: Rulebook

  init(_ example: RulebookCase, rulebook: Rulebook) {
    self.example = example
    self.rulebook = rulebook
  }

  func run() throws -> CaseResult {
    let failures = try withLedger { ledger, first, asOf in
      try CaseCheck(example.then, ledger, from: first, asOf: asOf).failures()
    }
    return CaseResult(
      name: example.name, file: example.file, line: example.line, failures: failures)
  }

  /// Takes what is given into a ledger of its own, which ends with the body.
  ///
  /// - Parameter body: gets the ledger, where the deliveries begin, and when it is looked at.
  func withLedger<Value>(_ body: (Ledger, LogPosition, AsOf) throws -> Value) throws -> Value {
    let directory = try TemporaryFolder()
    defer { directory.remove() }
    let received = example.given.compactMap(\.received)
    var surroundings = Surroundings.machine
    // The example's own times count, not the machine's.
    let begin = received.min() ?? Timestamp(seconds: 0)
    surroundings.now = { begin }
    surroundings.clock = { .stated }
    let ledger = try Ledger.create(
      directory: directory.path + "/ledger", rulebook: rulebook, surroundings: surroundings)
    let first = ledger.nextPosition
    for (index, given) in example.given.enumerated() {
      try take(given, number: index + 1, into: ledger)
    }
    return try body(ledger, first, AsOf(time: example.then.asOf ?? received.max() ?? begin))
  }

  private func take(_ given: RulebookCase.Given, number: Int, into ledger: Ledger) throws {
    _ = try ledger.register(channel: given.channel, kind: given.kind, account: nil)
    let incoming = Incoming(
      headers: given.headers, body: Array(given.body.utf8), received: given.received,
      evidence: .unsigned, actor: "case", fallbackID: "given \(number)")
    do {
      let ready = try ledger.preparation(channel: given.channel).prepare(incoming)
      _ = try ledger.append([ready])
    } catch let refusal as Refusal {
      throw Failure(
        code: "case_refused",
        message: "\(example.file):\(example.line): delivery \(number) is refused, "
          + "\(refusal.words); correct the example")
    }
  }
}

/// A directory that is removed again.
struct TemporaryFolder {
  let path: String

  init() throws {
    let parent = environmentText("TMPDIR") ?? "/tmp"
    var template = Array("\(parent)/orderledger-XXXXXX".utf8CString)
    guard let made = mkdtemp(&template) else { throw LedgerError.file(path: parent, errno: errno) }
    path = String(cString: made)
  }

  func remove() { TemporaryFolder.remove(path) }

  private static func remove(_ path: String) {
    for name in FolderNames.all(in: path) { remove("\(path)/\(name)") }
    _ = Glibc.remove(path)
  }
}
