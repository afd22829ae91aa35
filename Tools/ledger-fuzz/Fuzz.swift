import ArgumentParser
import Foundation
import LedgerCore
import LedgerEngine
import LedgerTesting

/// What makes a run what it is.
struct FuzzPlan: ParsableArguments {
  @Option(help: "Everything follows from it.")
  var seed: UInt64 = 1

  @Option(help: "A directory of sample payloads, with a directory for each system.")
  var payloads: String
}

@main
struct Fuzz: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fuzz",
    abstract: "Appends damaged payloads to a ledger until something breaks.",
    discussion: """
      Real payloads and simulated deliveries are cut, spliced, renumbered and edited, and appended \
      to one ledger, which is folded, listed and traced now and then. Processes of their own do \
      that, so that a crash is seen: what it was given is written to a file, and the run goes on \
      behind it. At the end the ledger must be whole: every delivery has an entry or a counted \
      refusal, and a rebuild from nothing equals it.
      """,
    subcommands: [Lot.self])

  @OptionGroup var plan: FuzzPlan

  @Option(help: "Iterations.")
  var count = 100_000

  @Option(help: "The first iteration.")
  var first = 0

  @Option(help: "Iterations of a process.")
  var lot = 25_000

  @Option(help: "Iterations of a ledger, which is checked at their end.")
  var ledgerSize = 200_000

  @Option(help: "Where the ledger and what crashed it are kept; else in a temporary folder.")
  var out: String?

  func validate() throws {
    guard count > 0, lot > 0, ledgerSize > 0, first >= 0 else {
      throw ValidationError("give numbers above 0")
    }
  }

  func run() throws {
    let folder = out ?? NSTemporaryDirectory() + "/orderledger-fuzz-\(UUID().uuidString.prefix(8))"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    say("seed \(plan.seed), \(count) iterations from \(first), in \(folder)")
    let start = ContinuousClock.now
    var isBroken = false
    for from in stride(from: first, to: first + count, by: ledgerSize) {
      let range = from..<min(first + count, from + ledgerSize)
      if try !run(range, in: folder + "/ledger-\(from)") { isBroken = true }
    }
    say("\(count) iterations in \(Int(start.duration(to: .now) / .seconds(1))) s, checks included")
    if isBroken { throw ExitCode(1) }
    say("no crash, and every ledger is whole")
    if out == nil { try FileManager.default.removeItem(atPath: folder) }
  }

  /// Fills one ledger, and says whether all is well.
  private func run(_ iterations: Range<Int>, in directory: String) throws -> Bool {
    guard !Ledger.exists(in: directory) else {
      throw LedgerError.ledgerExists(directory: directory)
    }
    let start = ContinuousClock.now
    var course = Course(plan: plan, ledger: directory)
    try course.run(iterations, lot: lot)
    let rate = Double(iterations.count) / (start.duration(to: .now) / .seconds(1))
    let tally = course.tally
    say(
      "\(iterations): \(Int(rate)) a second; at most \(course.tally.peakKiB / 1_024) MiB in a process"
    )
    say(
      "\(tally.submitted) deliveries: \(tally.entries) entries (\(tally.duplicates) duplicates, "
        + "\(tally.conflicts) conflicts), \(tally.refused) refused; \(tally.items) items; "
        + "\(tally.brokenFiles) compressed files broke off")
    guard course.crashes.isEmpty else {
      say("\(course.crashes.count) crashes:\n  " + course.crashes.joined(separator: "\n  "))
      return false
    }
    let findings = try wrongs(directory, tally, until: iterations.upperBound)
    guard findings.isEmpty else {
      say("the ledger is not whole:\n  " + findings.joined(separator: "\n  "))
      return false
    }
    try FileManager.default.removeItem(atPath: directory)
    return true
  }

  /// What is wrong with the ledger at the end.
  private func wrongs(
    _ directory: String, _ tally: Tally, until end: Int
  ) throws -> [String] {
    let start = ContinuousClock.now
    let clock = ManualClock(begin + .seconds(Int64(end)))
    let ledger = try Ledger.openForWriting(
      directory: directory, surroundings: .test(clock: clock, seed: plan.seed))
    var found: [String] = []
    func expect(_ isRight: Bool, _ sentence: @autoclosure () -> String) {
      if !isRight { found.append(sentence()) }
    }
    expect(
      tally.entries + tally.refused == tally.submitted,
      "of \(tally.submitted) deliveries \(tally.entries) have an entry and \(tally.refused) were "
        + "refused")
    // Two entries when it was created, one for each channel.
    let others = 2 + ledger.channels.count
    let verification = try ledger.verify()
    expect(verification.findings.isEmpty, "\(verification.findings.prefix(5))")
    expect(
      verification.entries == ledger.nextPosition.rawValue,
      "the log is not dense: "
        + "\(verification.entries) entries before \(ledger.nextPosition)")
    expect(
      Int(verification.entries) == tally.entries + others,
      "the log has \(verification.entries) entries, not \(tally.entries + others)")
    let totals = try ledger.totals()
    let items = totals.items.values.reduce(0, +)
    expect(items == tally.items, "\(items) items, not \(tally.items)")
    expect(totals.duplicates == tally.duplicates, "\(totals.duplicates) duplicates")
    let rebuilt = try ledger.rebuild()
    expect(rebuilt.before == totals && rebuilt.after == totals, "a rebuild gives \(rebuilt)")
    let outcomes = totals.items.sorted { $0.key.rawValue < $1.key.rawValue }
      .map { "\($0.value) \($0.key.rawValue)" }.joined(separator: ", ")
    say("\(outcomes); \(totals.orders) orders, \(totals.unlinkedGroups) unlinked groups")
    say("verified and rebuilt in \(Int(start.duration(to: .now) / .seconds(1))) s")
    return found
  }
}

/// Words for people.
func say(_ text: String) { FileHandle.standardError.write(Data("fuzz: \(text)\n".utf8)) }
