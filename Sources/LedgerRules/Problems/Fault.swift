/// A problem without its place. Its sentences are made here and in the extensions beside this file
/// (of files around a rulebook, beside their readers), and nowhere else; they name the remedy and never
/// end in a full stop.
package struct Fault {
  package var code: RulebookProblem.Code
  package var message: String
  package var remedy: String

  package init(_ code: RulebookProblem.Code, _ message: String, _ remedy: String) {
    self.code = code
    self.message = message
    self.remedy = remedy
  }

  /// Something that is named and not there: the closest name is suggested, else all are listed.
  package static func unknown(
    _ code: RulebookProblem.Code, _ what: String, _ name: String, known: [String]
  ) -> Fault {
    Fault(code, "there is no \(what) `\(name)`", suggestion(for: name, among: known, what: what))
  }

  package static func suggestion(for name: String, among known: [String], what: String) -> String {
    if let closest = Spelling.closest(to: name, among: known) {
      return "Did you mean `\(closest)`?"
    }
    if known.isEmpty { return "None is declared yet: declare it, or remove what names it" }
    let shown = known.prefix(24).map { "`\($0)`" }.joined(separator: ", ")
    return "Use one of \(shown)\(known.count > 24 ? " …" : "")"
  }
}

/// Collects problems while a rulebook is read, so that all of them are told at once.
package final class ProblemList {
  package private(set) var problems: [RulebookProblem] = []

  package init() {}

  package var hasErrors: Bool { problems.contains { $0.severity == .error } }

  /// By place, each once.
  package var sorted: [RulebookProblem] {
    var seen: Set<RulebookProblem> = []
    return problems.sorted(by: RulebookProblem.precedes).filter { seen.insert($0).inserted }
  }

  /// Throws all errors at once, where there are any.
  package func check() throws(RulebookErrors) {
    if hasErrors { throw RulebookErrors(problems: sorted.filter { $0.severity == .error }) }
  }

  package func report(_ fault: Fault, in file: String, at place: Place = .file) {
    problems.append(
      RulebookProblem(
        severity: fault.code.severity, code: fault.code, file: file, line: place.line,
        column: place.column, message: fault.message, remedy: fault.remedy))
  }
}
