/// A problem without its place. Its sentences are made here and in the extensions beside this file,
/// and nowhere else; they name the remedy and never end in a full stop.
struct Fault {
  var code: RulebookProblem.Code
  var message: String
  var remedy: String

  init(_ code: RulebookProblem.Code, _ message: String, _ remedy: String) {
    self.code = code
    self.message = message
    self.remedy = remedy
  }

  /// Something that is named and not there: the closest name is suggested, else all are listed.
  static func unknown(
    _ code: RulebookProblem.Code, _ what: String, _ name: String, known: [String]
  ) -> Fault {
    Fault(code, "there is no \(what) `\(name)`", suggestion(for: name, among: known, what: what))
  }

  static func suggestion(for name: String, among known: [String], what: String) -> String {
    if let closest = Spelling.closest(to: name, among: known) {
      return "Did you mean `\(closest)`?"
    }
    if known.isEmpty { return "None is declared yet: declare it, or remove what names it" }
    let shown = known.prefix(24).map { "`\($0)`" }.joined(separator: ", ")
    return "Use one of \(shown)\(known.count > 24 ? " …" : "")"
  }
}

/// Collects problems while a rulebook is read, so that all of them are told at once.
final class ProblemList {
  private(set) var problems: [RulebookProblem] = []

  var hasErrors: Bool { problems.contains { $0.severity == .error } }

  /// By place, each once.
  var sorted: [RulebookProblem] {
    var seen: Set<RulebookProblem> = []
    return problems.sorted(by: RulebookProblem.precedes).filter { seen.insert($0).inserted }
  }

  func report(_ fault: Fault, in file: String, at place: Place = .file) {
    problems.append(
      RulebookProblem(
        severity: fault.code.severity, code: fault.code, file: file, line: place.line,
        column: place.column, message: fault.message, remedy: fault.remedy))
  }
}
