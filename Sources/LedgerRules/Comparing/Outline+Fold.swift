import LedgerCore

/// What decides how claims become truth.
extension Outline {
  mutating func addFacets() {
    for (number, facet) in rulebook.facets.enumerated() {
      let place = places[PlaceKey.facet(facet.name)]
      let id = FacetID(rawValue: UInt8(number))
      let forward = Text.list(facet.states[..<facet.forwardCount])
      let side = Text.list(facet.states[facet.forwardCount...])
      add(
        .facet, facet.name, "facet \(facet.name): states", "\(forward), side \(side)",
        group: "facets", place: place)
      for (state, moves) in facet.moves.enumerated() {
        add(
          .facet, "\(facet.name)/moves/\(facet.states[state])",
          "facet \(facet.name): moves from \(facet.states[state])", text.states(moves, of: id),
          place: places[PlaceKey.state(facet.name, facet.states[state])] ?? place)
      }
      if !facet.irreversible.isEmpty {
        add(
          .words, "facet/\(facet.name)/irreversible", "facet \(facet.name): irreversible",
          text.states(facet.irreversible, of: id), place: place)
      }
      guard let rollup = facet.rollup else { continue }
      add(
        .facet, "\(facet.name)/rollup", "facet \(facet.name): roll-up",
        rollupText(rollup, facet, id), place: place)
    }
    for system in rulebook.systems {
      add(
        .system, system.name, "system \(system.name)", system.role.name,
        place: places[PlaceKey.system(system.name)])
    }
    add(.trait, "traits", "traits", Text.list(rulebook.traits))
  }

  private func rollupText(_ rollup: Rollup, _ facet: Facet, _ id: FacetID) -> String {
    let measure = rollup.measure.map { ", measure \(rulebook.amountKinds[Int($0.rawValue)])" } ?? ""
    let against = rollup.against.map { " against \(rulebook.amountKinds[Int($0.rawValue)])" } ?? ""
    return "full \(facet.name(of: rollup.full)), partial \(facet.name(of: rollup.partial)), "
      + "ignore \(text.states(rollup.ignore, of: id))\(measure)\(against)"
  }

  mutating func addTruth() {
    add(
      .origin, "roles", "origin: roles", Text.list(rulebook.originRoles.map(\.name)),
      place: places[PlaceKey.origin])
    for (facet, steps) in zip(rulebook.facets, rulebook.authority) {
      let steps = steps.map { step in
        text.text(step.of) + (step.traits.isEmpty ? "" : " when \(text.text(step.traits))")
      }
      add(
        .authority, facet.name, "authority of \(facet.name)", Text.list(steps),
        place: places[PlaceKey.authority(facet.name)])
    }
    for item in rulebook.prerequisites {
      let claim =
        "\(rulebook[item.facet].name) \(text.states(item.states, of: item.facet))"
        + (item.roles.isEmpty ? "" : " by \(Text.list(item.roles.map(\.name)))")
      let needs =
        "\(rulebook[item.needsFacet].name) \(text.states(item.needsStates, of: item.needsFacet))"
      add(
        .prerequisite, claim, "prerequisite of \(claim)",
        "\(needs), held \(item.hold.exactText)", place: place(item.rule))
    }
    for item in rulebook.presence {
      let condition = text.text(item.when)
      add(
        .presence, "\(item.role.name)/\(condition)", "expected in \(item.role.name)",
        "when \(condition), hand-off \(rulebook.handoffs[item.handoff].name)",
        place: place(item.rule))
    }
    add(
      .causes, "causes", "causes", Text.list(rulebook.causes.map(\.name)),
      place: places[PlaceKey.causes])
  }

  mutating func addPatterns() {
    add(.words, "rulebook", "name of the rulebook", rulebook.name)
    for handoff in rulebook.handoffs {
      add(
        .handoff, handoff.name, "hand-off \(handoff.name)", handoffText(handoff),
        place: places[PlaceKey.handoff(handoff.name)])
    }
    for pattern in rulebook.patterns {
      let place = place(pattern.rule)
      let kind = pattern.kind == .sla ? "SLA" : "pattern"
      let subject = "\(kind) \(pattern.name)"
      add(
        .pattern, pattern.name, subject, "severity \(pattern.severity.name)", group: "patterns",
        place: place)
      let meaning: [(String, String?)] = [
        ("upstream", text.text(pattern.upstream)),
        ("downstream", pattern.downstream.map(text.text)),
        ("of", pattern.downstreamOf.map(text.text)),
        ("hand-off", rulebook.handoffs[pattern.handoff].name),
        (
          "unless",
          pattern.unless.isEmpty
            ? nil : Text.list(pattern.unless.map { rulebook.patterns[$0].name })
        ),
      ]
      for case (let key, let value?) in meaning {
        add(.pattern, "\(pattern.name)/\(key)", "\(subject): \(key)", value, place: place)
      }
      let words = [("title", pattern.title), ("owner", pattern.owner), ("remedy", pattern.remedy)]
      for (key, value) in words where !value.isEmpty {
        add(.words, "pattern/\(pattern.name)/\(key)", "\(subject): \(key)", value, place: place)
      }
    }
  }

  func handoffText(_ handoff: Handoff) -> String {
    var parts = ["grace \(handoff.grace.exactText)", "hard \(handoff.hard.exactText)"]
    if let deadline = handoff.deadline { parts.append("deadline \(text.text(deadline))") }
    if let every = handoff.every { parts.append("every \(every.exactText)") }
    if let pause = handoff.pause { parts.append("paused while \(text.text(pause))") }
    if let calendar = handoff.calendar { parts.append(calendar.ruleText) }
    return parts.joined(separator: ", ")
  }

  mutating func addExamples() {
    for example in rulebook.cases {
      add(
        .examples, "\(example.file)/\(example.name)", "case \(Text.always(example.name))",
        example.ruleText, place: SourcePlace(file: example.file, line: example.line))
    }
  }
}

extension Interval {
  /// `1d12h`, exact to the second; `0s`.
  var exactText: String {
    var seconds = microseconds / 1_000_000
    guard seconds > 0 else { return "0s" }
    var result = ""
    for (unit, name) in [(Int64(86400), "d"), (3600, "h"), (60, "m"), (1, "s")]
    where seconds >= unit {
      result += "\(seconds / unit)\(name)"
      seconds %= unit
    }
    return result
  }
}

extension WorkCalendar {
  static let dayNames = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

  var ruleText: String {
    let days = weekdays.sorted().map { WorkCalendar.dayNames[$0] }
    let closed = holidays.sorted().map { CivilDate.text(day: $0) }
    let off = closed.isEmpty ? "" : ", holidays \(Text.list(closed))"
    return "\(Text.list(days)) \(WorkCalendar.clock(opensMinute)) to "
      + "\(WorkCalendar.clock(closesMinute)) in \(zone.name) \(zone.ruleText)\(off)"
  }

  static func clock(_ minute: Int) -> String {
    "\(CivilDate.two(minute / 60)):\(CivilDate.two(minute % 60))"
  }
}

extension RulebookCase {
  var ruleText: String {
    let given = given.map { delivery in
      let headers = delivery.headers.map { "\($0.name): \($0.value)" }
      let received = delivery.received.map { " at \($0.rfc3339)" } ?? ""
      return
        "\(delivery.channel) (\(delivery.kind))\(received) \(Text.list(headers)) \(delivery.body)"
    }
    let truth = then.truth.map { "\($0.facet) \($0.state)" }
    let systems = then.systems.map { "\($0.system) \($0.facet) \($0.state)" }
    let disagreements = then.disagreements.map { "\($0.pattern) \($0.status)" }
    return "given \(Text.list(given)) then \(then.order ?? "") "
      + "\(then.asOf?.rfc3339 ?? "") \(Text.list(then.outcomes)) \(Text.list(truth)) "
      + "\(Text.list(systems)) \(Text.list(disagreements))"
  }
}
