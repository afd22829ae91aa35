import ArgumentParser

/// Why an operator does something: it stays in the log, for those who will ask.
struct ReasonOption: ParsableArguments {
  @Option(help: "Why; kept in the log.")
  var reason: String

  func validate() throws {
    guard reason.contains(where: { !$0.isWhitespace }) else {
      throw ValidationError("--reason must say why")
    }
  }
}
