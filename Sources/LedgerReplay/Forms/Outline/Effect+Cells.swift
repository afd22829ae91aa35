/// A difference in the columns of its section, and side by side.
extension Effect {
  private static let nothing = "–"

  /// Of what was overdue and is over, three things are told.
  var isPast: Bool {
    kind == .rejudged && from.split(separator: ",").count > 2
  }

  /// Rows of one group stand together.
  var group: [String] {
    switch kind {
    case .truth: [subject, of]
    case .claim: [of, subject]
    case .presence: [of, "presence"]
    case .opened, .closed, .rejudged, .breached, .unbreached, .alertEarlier, .alertLater: [subject]
    default: [kind.name]
    }
  }

  var cells: [String] {
    switch kind {
    case .truth: [subject, of, arrow]
    case .claim: [of, subject, arrow]
    case .presence: [of, "presence", arrow]
    case .opened: [subject, "opens", to]
    case .closed: [subject, "closes", from]
    case .rejudged: [subject, "changes", arrow]
    case .breached: [subject, "had been overdue", to]
    case .unbreached: [subject, "had not been overdue", from]
    case .alertEarlier: [subject, "earlier"]
    case .alertLater: [subject, "later"]
    case .agrees: ["come to agree"]
    case .disagrees: ["come to disagree"]
    case .quarantined: ["quarantined", subject, to]
    case .released: ["released", subject, from]
    case .held: ["waits", of, "\(subject) \(to)"]
    case .unheld: ["waits no more", of, "\(subject) \(from)"]
    case .illegal: ["illegal now", of, "\(subject) \(arrow)"]
    case .legal: ["legal now", of, "\(subject) \(arrow)"]
    case .amount: [of, subject]
    case .appeared: ["appear: no orders by the former rulebook"]
    case .vanished: ["vanish: no orders by the revised rulebook"]
    case .split: ["are split"]
    case .joined: ["are joined with others"]
    case .test: [to == "test" ? "count as tests now" : "are no tests any more"]
    case .confirmed: ["confirm the revised rule", of, "\(subject) \(to)"]
    case .contradicted: ["contradict the revised rule", of, "\(subject) \(from), not \(to)"]
    }
  }

  public var tone: ReportSection.Tone {
    switch kind {
    case .opened, .breached, .disagrees, .quarantined, .illegal, .contradicted, .vanished: .bad
    case .closed, .unbreached, .agrees, .released, .legal, .confirmed: .good
    default: .plain
    }
  }

  /// `captured → authorized`
  private var arrow: String { "\(Effect.word(from)) → \(Effect.word(to))" }

  private static func word(_ state: String) -> String { state.isEmpty ? "none" : state }

  /// What it is about, and what either side says of that.
  public var sides: (what: String, before: String, after: String) {
    let (old, new) = (Effect.word(from), Effect.word(to))
    let no = Effect.nothing
    return switch kind {
    case .truth: (subject, old, new)
    case .claim: ("\(of) \(subject)", old, new)
    case .presence: ("presence in \(of)", old, new)
    case .opened: (subject, no, to)
    case .closed: (subject, from, no)
    case .rejudged: (isPast ? "\(subject), past" : subject, from, to)
    case .breached: ("\(subject), past", no, to)
    case .unbreached: ("\(subject), past", from, no)
    case .alertEarlier: ("\(subject) alerts", no, "earlier")
    case .alertLater: ("\(subject) alerts", no, "later")
    case .agrees: ("agreement", "disagrees", "agrees")
    case .disagrees: ("agreement", "agrees", "disagrees")
    case .quarantined: ("quarantine, \(subject)", no, to)
    case .released: ("quarantine, \(subject)", from, no)
    case .held: ("\(of) \(subject) waits", no, to)
    case .unheld: ("\(of) \(subject) waits", from, no)
    case .illegal: ("\(of) \(subject) moves", "legal", "illegal: \(arrow)")
    case .legal: ("\(of) \(subject) moves", "illegal: \(arrow)", "legal")
    case .amount: ("\(of) \(subject)", no, "another value")
    case .appeared: ("the order", no, "appears")
    case .vanished: ("the order", "is there", "vanishes")
    case .split: ("the order", "whole", "split")
    case .joined: ("the order", "alone", "joined with others")
    case .test: ("counts as", from, to)
    case .confirmed: ("\(of) says later", no, "\(subject) \(to) too")
    case .contradicted: ("\(of) says later", "\(subject) \(from) too", no)
    }
  }
}
