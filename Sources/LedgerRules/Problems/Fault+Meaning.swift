extension Fault {
  static func duplicateName(_ name: String, _ what: String) -> Fault {
    Fault(.duplicateName, "\(what) `\(name)` is named twice", "Remove one of the two")
  }

  static func tooManyStates(_ count: Int) -> Fault {
    Fault(
      .tooManyStates, "the facet has \(count) states, and a facet has at most 64",
      "Split the facet, or merge states that no rule tells apart")
  }

  static func tooMany(_ what: String, count: Int, limit: Int) -> Fault {
    Fault(.tooMany, "there are \(count) \(what), and at most \(limit) are allowed", "Remove some")
  }

  static func roleConflict(_ system: String, _ one: String, _ other: String) -> Fault {
    Fault(
      .roleConflict, "system `\(system)` is a \(one) here and a \(other) elsewhere",
      "Give a system one role, or name another system")
  }

  static func systemWithoutRole(_ system: String) -> Fault {
    Fault(
      .systemWithoutRole, "no channel kind speaks for system `\(system)`, so its role is not known",
      "Add `systems: { \(system): ROLE }` to truth.yaml")
  }

  static let middlewareAuthority = Fault(
    .middlewareAuthority, "middleware is never an authority",
    "Name the system that the middleware speaks of")

  static func truthNotAllowed(_ what: String) -> Fault {
    Fault(
      .truthNotAllowed, "truth has facets only, and no \(what)",
      "Select a role, `origin` or a system")
  }

  static func cyclicUnless(_ names: [String]) -> Fault {
    Fault(
      .cyclicUnless, "patterns explain each other away: \(names.joined(separator: " → "))",
      "Remove one `unless` of the circle")
  }

  static func cyclicPrerequisite(_ names: [String]) -> Fault {
    Fault(
      .cyclicPrerequisite, "claims wait for each other: \(names.joined(separator: " → "))",
      "Remove one prerequisite of the circle, or let it need a state that does not wait")
  }

  static func hardBeforeGrace(grace: String, hard: String) -> Fault {
    Fault(
      .hardBeforeGrace, "the hard limit (\(hard)) is before the grace ends (\(grace))",
      "Make `hard` at least `grace`")
  }

  static let emptyPeriod = Fault(
    .emptyPeriod, "`effective-until` is not after `effective-from`", "Correct one of the two times")

  static func notAscending(_ what: String) -> Fault {
    Fault(.notAscending, "\(what) are not in ascending order", "Sort them by time")
  }
}
