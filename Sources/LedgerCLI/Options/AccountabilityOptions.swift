import ArgumentParser

/// Who switches rulebooks, and why: the log keeps both.
struct AccountabilityOptions: ParsableArguments {
  @Option(help: "Why; kept in the log.")
  var reason = ""

  @Option(
    help: ArgumentHelp("Who does it; kept in the log. Default: your user name.", valueName: "name"))
  var by: String?

  var person: String { by ?? Actor.current }

  func validate() throws {
    guard by?.contains(where: { !$0.isWhitespace }) ?? true else {
      throw ValidationError("--by must name somebody")
    }
  }
}
