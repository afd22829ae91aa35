import Foundation
import LedgerEngine

/// Runs processes one after the other, and notes which crashed on what.
struct Course {
  let plan: FuzzPlan
  let ledger: String
  private(set) var tally = Tally()
  private(set) var crashes: [String] = []

  /// The run ends when so many have crashed.
  private static let crashesMax = 20

  init(plan: FuzzPlan, ledger: String) {
    self.plan = plan
    self.ledger = ledger
  }

  mutating func run(_ iterations: Range<Int>, lot: Int) throws {
    var next = iterations.lowerBound
    let start = ContinuousClock.now
    while next < iterations.upperBound, crashes.count < Course.crashesMax {
      let end = min(iterations.upperBound, next + lot)
      let (output, status) = try process(next..<end)
      if status == 0, let part = try? JSONDecoder().decode(Tally.self, from: output) {
        tally += part
        next = end
        let seconds = start.duration(to: .now) / .seconds(1)
        say(
          "\(next - iterations.lowerBound) done, "
            + "\(Int(Double(next - iterations.lowerBound) / seconds)) a second, \(part.peakKiB / 1_024) MiB"
        )
      } else {
        let mark = try Mark(path: ledger + ".mark")
        try note(mark, status)
        guard mark.stage != .starting else { return }
        next = min(end, max(next, mark.iterations.upperBound))
      }
    }
  }

  private func process(_ iterations: Range<Int>) throws -> (Data, status: Int32) {
    let arguments = [
      CommandLine.arguments[0], "lot", "--seed", "\(plan.seed)", "--payloads", plan.payloads,
      "--ledger", ledger, "--from", "\(iterations.lowerBound)", "--to", "\(iterations.upperBound)",
    ]
    var pipes: [Int32] = [0, 0]
    guard pipe(&pipes) == 0 else { throw CocoaError(.fileReadUnknown) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawn_file_actions_adddup2(&actions, pipes[1], 1)
    posix_spawn_file_actions_addclose(&actions, pipes[0])
    posix_spawn_file_actions_addclose(&actions, pipes[1])
    defer { posix_spawn_file_actions_destroy(&actions) }
    var texts: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    defer { for text in texts { free(text) } }
    var child = pid_t()
    let code = posix_spawn(&child, "/proc/self/exe", &actions, nil, &texts, environ)
    close(pipes[1])
    guard code == 0 else { throw CocoaError(.executableLoad) }
    let handle = FileHandle(fileDescriptor: pipes[0], closeOnDealloc: true)
    let output = try handle.readToEnd() ?? Data()
    var status: Int32 = 0
    waitpid(child, &status, 0)
    return (output, status)
  }

  /// Writes down what a process was at when it ended.
  private mutating func note(_ mark: Mark, _ status: Int32) throws {
    let how = status & 0x7f == 0 ? "code \(status >> 8)" : "signal \(status & 0x7f)"
    let kinds = try ShippedRulebook.retail().kinds.keys.sorted()
    let sources = try FuzzSources(directory: plan.payloads, kinds: Set(kinds))
    var files: [String] = []
    if mark.stage == .preparing || mark.stage == .appending {
      for iteration in mark.iterations {
        let made = FuzzCase(
          seed: plan.seed, iteration: iteration, sources: sources, kinds: kinds)
        let file = "\(ledger).crash-\(plan.seed)-\(iteration).\(kinds[made.kind])"
        try Data(made.bytes).write(to: URL(filePath: file))
        files.append(file)
      }
    }
    let named = files.first.map { ": \($0)" + (files.count > 1 ? " to \(files.count) more" : "") }
    let line =
      "seed \(plan.seed), iterations \(mark.iterations), \(mark.stage), \(how)\(named ?? "")"
    say("CRASH \(line)")
    crashes.append(line)
  }
}
