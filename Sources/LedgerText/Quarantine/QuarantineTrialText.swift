package import LedgerEngine

/// What a rulebook would release, for people: what is alike in one line.
package struct QuarantineTrialText {
  private let trials: [QuarantineTrial]
  private let isActive: Bool
  /// How the rulebook was given.
  private let name: String
  private let style: Style

  package init(trials: [QuarantineTrial], isActive: Bool, name: String, style: Style) {
    self.trials = trials
    self.isActive = isActive
    self.name = name
    self.style = style
  }

  private struct Group: Hashable {
    var channel: String
    var facet: String
    var what: String
    /// What it becomes, or where it would have to be known.
    var then: String
  }

  package var text: String {
    guard !trials.isEmpty else { return "Nothing is in quarantine.\n" }
    let released = trials.filter(\.isReleased)
    var text =
      "\(Words.count(trials.count, "claim")) in quarantine: "
      + "\(Words.grouped(released.count)) would be released, "
      + "\(Words.grouped(trials.count - released.count)) would stay.\n"
    text += table("Would be released", "becomes", released)
    text += table("Would stay", "to be known by", trials.filter { !$0.isReleased })
    return text + "\n" + Wrapping.paragraph(advice(isAnyReleased: !released.isEmpty), label: "")
  }

  private func advice(isAnyReleased: Bool) -> String {
    if isActive {
      return "The active rulebook reads everything when it is activated, so trying it again "
        + "releases nothing. `orderledger rules export DIR` writes it out; add what is missing, "
        + "and try it with `orderledger quarantine retry --rules DIR`."
    }
    guard isAnyReleased else { return "Activating \(name) would release nothing." }
    return "Nothing is changed. `orderledger replay --rules \(name)` shows what else would be "
      + "different, `orderledger rules activate \(name)` releases."
  }

  private func table(_ title: String, _ column: String, _ trials: [QuarantineTrial]) -> String {
    guard !trials.isEmpty else { return "" }
    var groups: [Group: (count: Int, first: ItemID)] = [:]
    for trial in trials {
      groups[group(of: trial), default: (0, trial.entry.item)].count += 1
    }
    var table = TextTable([
      .init(title: "claims", isRight: true), .init(title: "channel"), .init(title: "facet"),
      .init(title: "why", wraps: true), .init(title: column, wraps: true),
      .init(title: "first", isRight: true),
    ])
    for (group, found) in groups.sorted(by: {
      ($0.value.first, $0.key.facet, $0.key.what) < ($1.value.first, $1.key.facet, $1.key.what)
    }) {
      table.add([
        .init(Words.grouped(found.count)), .init(group.channel), .init(group.facet),
        .init(group.what), .init(group.then), .init("\(found.first)"),
      ])
    }
    return "\n" + style(title, .bold) + "\n" + table.text(style)
  }

  private func group(of trial: QuarantineTrial) -> Group {
    switch trial.verdict {
    case .released(let becomes):
      Group(
        channel: trial.entry.channel, facet: trial.entry.facet ?? "-", what: trial.entry.why,
        then: becomes)
    case .staying(let obstacle):
      Group(
        channel: trial.entry.channel, facet: trial.entry.facet ?? "-",
        what: obstacle.reason == trial.entry.reason ? trial.entry.why : obstacle.words,
        then: obstacle.file.map { "\($0):\(obstacle.line ?? 0)" } ?? "-")
    }
  }
}

extension QuarantineTrial.Obstacle {
  /// `unknown value: order.status = wc-backordered`.
  var words: String {
    let what = fact.isEmpty ? "" : value.isEmpty ? ": \(fact)" : ": \(fact) = \(value)"
    return Words.plain(reason) + what
  }
}
