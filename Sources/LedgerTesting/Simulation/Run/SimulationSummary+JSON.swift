extension SimulationSummary {
  /// `summary.json`: what was asked for and what was written.
  public func json(of options: SimulationOptions) -> String {
    let out = BodyWriter(capacity: 4096)
    out.text("{\n  \"seed\": ").quoted(String(options.seed))
    out.text(",\n  \"start\": \"").milliseconds(options.start)
    out.text("\",\n  \"horizon\": \"").milliseconds(options.horizon)
    out.text("\",\n  \"days\": ").number(options.days)
    out.text(",\n  \"orders\": ").number(orders)
    out.text(",\n  \"deliveries\": ").number(deliveries)
    out.text(",\n  \"bytes\": ").number(bytes)
    out.text(",\n  \"duplicates\": ").number(duplicates)
    out.text(",\n  \"conflicts\": ").number(conflicts)
    out.text(",\n  \"answers\": ").number(answers)
    out.text(",\n  \"open_answers\": ").number(openAnswers)
    out.text(",\n  \"channels\": ")
    object(out, SimulatedChannel.allCases.map { ($0.name, deliveriesByChannel[$0] ?? 0) })
    out.text(",\n  \"faults\": ")
    object(out, FaultKind.allCases.map { ($0.rawValue, faults[$0] ?? 0) })
    out.text(",\n  \"silences\": [")
    for (index, silence) in silences.enumerated() {
      out.text(index > 0 ? ", " : "").text("{\"channel\": ").quoted(silence.channel.name)
      out.text(", \"from\": \"").milliseconds(silence.from)
      out.text("\", \"to\": \"").milliseconds(silence.to).text("\"}")
    }
    out.text("]")
    out.text(",\n  \"rates\": {")
    for (index, name) in SimulationOptions.RateName.allNames.enumerated() {
      guard let rate = SimulationOptions.RateName(name) else { continue }
      out.text(index > 0 ? ", " : "").quoted(name).text(": ").plain(String(options[rate]))
    }
    out.text("}\n}\n")
    return String(decoding: out.bytes, as: UTF8.self)
  }

  private func object(_ out: BodyWriter, _ members: [(name: String, value: Int)]) {
    out.text("{")
    for (index, member) in members.enumerated() {
      out.text(index > 0 ? ", " : "").quoted(member.name).text(": ").number(member.value)
    }
    out.text("}")
  }
}
