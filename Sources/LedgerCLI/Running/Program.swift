import ArgumentParser
import Glibc
import LedgerEngine

/// Runs the command line: commands throw, and this alone turns errors into words and exit codes.
@main
enum Program {
  static func main() async {
    LostPages.install(wantsJSON: wantsJSON)
    do {
      var command = try OrderLedger.parseAsRoot()
      if var served = command as? any AsyncParsableCommand {
        try await served.run()
      } else {
        try command.run()
      }
    } catch let answer as NegativeAnswer {
      exit(answer.exitCode)
    } catch {
      guard let failure = Failure(error) else { usage(error) }
      fail(failure)
    }
  }

  private static var wantsJSON: Bool { CommandLine.arguments.contains("--json") }

  private static func fail(_ failure: Failure) -> Never {
    if wantsJSON { Output.json(failure.json) }
    Terminal.error.write("error: \(failure.message)\n")
    exit(failure.exitCode)
  }

  /// Help, versions, completions and wrong usage are the argument parser's.
  private static func usage(_ error: any Error) -> Never {
    let code = OrderLedger.exitCode(for: error)
    if wantsJSON, code != .success {
      Output.json(
        Failure(code: "usage", message: OrderLedger.message(for: error), exitCode: 64).json)
    }
    OrderLedger.exit(withError: error)
  }
}
