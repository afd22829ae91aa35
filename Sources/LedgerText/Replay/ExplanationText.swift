package import LedgerEngine

/// One order's two folds in two columns.
package struct ExplanationText {
  private let explanation: OrderExplanation
  private let before: Rulebook
  private let after: Rulebook
  private let style: Style

  private static let column = 46

  package init(
    _ explanation: OrderExplanation, before: Rulebook, after: Rulebook, style: Style
  ) {
    self.explanation = explanation
    self.before = before
    self.after = after
    self.style = style
  }

  package var text: String {
    var text = head
    var hasParted = false
    for event in explanation.events {
      text += self.text(of: event, follows: hasParted)
      if event.isDivergence { hasParted = true }
    }
    return text + outcome
  }

  private var head: String {
    let name = Words.shortName(explanation.names, except: explanation.order)
    var facts = [explanation.channel]
    if let money = explanation.money {
      facts.append(ReportText.money(money.amount, money.currency))
    }
    return style(explanation.order, .bold) + (name.map { " (\($0))" } ?? "") + "  "
      + facts.joined(separator: ", ") + ", as of \(explanation.asOf.rfc3339)\n"
      + columns(
        ["before: \(before.name) \(before.revision.short)"],
        ["after: \(after.name) \(after.revision.short)"], .dim)
  }

  private func text(of event: OrderExplanation.Event, follows: Bool) -> String {
    let mark = event.isDivergence ? style(">", .red) : " "
    var text =
      "\n\(mark) position \(event.item)  \(event.received.rfc3339)  \(event.channel)"
      + "  \(event.channelKind) \(event.shape)"
    if event.isDivergence { text += "  " + style("here they part", .red) }
    text += "\n"
    text += readings(event)
    text += columns(
      event.before.changes.map { "⇒ \($0.change)" }, event.after.changes.map { "⇒ \($0.change)" })
    guard follows, !event.differences.isEmpty else { return text }
    let texts = event.differences.map(\.text).joined(separator: "; ")
    return text + Wrapping.paragraph("follows: \(texts)", label: "    ")
  }

  private func readings(_ event: OrderExplanation.Event) -> String {
    columns(lines(event.before.readings), lines(event.after.readings))
  }

  /// Each reading with its rule's place.
  private func lines(_ readings: [Divergence.Side]?) -> [String] {
    guard let readings else { return ["not part of the order"] }
    guard !readings.isEmpty else { return ["says nothing"] }
    return readings.map { reading in
      reading.place.isEmpty ? reading.reading : "\(reading.reading) (\(reading.place))"
    }
  }

  /// Lines side by side; those that only one side has are marked.
  private func columns(
    _ left: [String], _ right: [String], _ tone: Style.Tone? = nil
  ) -> String {
    let width = ExplanationText.column
    func wrapped(_ lines: [String], _ other: [String]) -> [(String, Style.Tone?)] {
      lines.flatMap { line in
        let own = tone ?? (other.contains(line) ? nil : .yellow)
        return Wrapping.lines(line, width: width).map { ($0, own) }
      }
    }
    let (old, new) = (wrapped(left, right), wrapped(right, left))
    var text = ""
    for row in 0..<max(old.count, new.count) {
      let (mine, mineTone) = row < old.count ? old[row] : ("", nil)
      let (theirs, theirTone) = row < new.count ? new[row] : ("", nil)
      let fill = String(repeating: " ", count: theirs.isEmpty ? 0 : width - mine.count + 2)
      text += "    " + shown(mine, mineTone) + fill + shown(theirs, theirTone) + "\n"
    }
    return text
  }

  private func shown(_ text: String, _ tone: Style.Tone?) -> String {
    tone.map { text.isEmpty ? text : style(text, $0) } ?? text
  }

  private var outcome: String {
    guard !explanation.effects.isEmpty else {
      return "\n" + style("In the end", .bold) + "\n  both come to the same\n"
    }
    var table = TextTable([
      .init(title: "", wraps: true), .init(title: "before", wraps: true),
      .init(title: "after", wraps: true),
    ])
    for effect in explanation.effects {
      let sides = effect.sides
      table.add([
        .init(sides.what), .init(sides.before, .dim),
        .init(sides.after, ReplayText.tone(effect.tone)),
      ])
    }
    return "\n" + style("In the end", .bold) + "\n" + table.text(style)
  }
}

extension Effect {
  /// As what one rulebook makes of one event: what was not there before came from nothing.
  fileprivate var change: String {
    switch kind {
    case .truth where from.isEmpty: "\(subject): \(to)"
    case .held: "\(of) \(subject) \(to) waits"
    default: text
    }
  }
}
