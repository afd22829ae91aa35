import LedgerCore

/// What decides how bodies are read, and nothing else: the extraction revision is a hash of it.
extension Outline {
  mutating func addExtraction(of kind: ChannelKind) {
    func place(_ key: String) -> SourcePlace? {
      places[PlaceKey.kind(kind.name, key)] ?? places[PlaceKey.kind(kind.name, "kind")]
    }
    let name = kind.name
    add(
      .extraction, "kind/\(name)", name, "a channel kind of system \(kind.system)",
      place: place("kind"))
    let ids = Text.list(kind.deliveryID.map(\.ruleText))
    add(
      .extraction, "kind/\(name)/delivery-id", "\(name): delivery-id", ids,
      place: place("delivery-id"))
    for (key, source) in [("account", kind.account), ("correlation", kind.correlation)] {
      guard let source else { continue }
      add(
        .extraction, "kind/\(name)/\(key)", "\(name): \(key)", source.ruleText, place: place(key))
    }
    for (number, envelope) in kind.envelopes.enumerated() {
      let when = envelope.when.map { $0.ruleText } ?? "always"
      add(
        .extraction, "kind/\(name)/envelope/\(when)", "\(name): envelope when \(when)",
        "type \(envelope.type.ruleText), items \(Text.always(envelope.items.text))",
        group: "\(name): envelopes", place: place("envelope/\(number)"))
    }
    for message in kind.messages {
      add(
        .extraction, "kind/\(name)/message/\(message.type)", "\(name): message \(message.type)",
        meaning(message, kind), group: "\(name): messages", place: place("message/\(message.type)"))
    }
    for shape in kind.shapes.sorted(by: { $0.name < $1.name }) { addExtraction(of: shape, name) }
  }

  private func meaning(_ message: Message, _ kind: ChannelKind) -> String {
    switch message.meaning {
    case .shape(let index): "shape \(kind.shapes[index].name)"
    case .fetch(let index): "fetch, shape \(kind.shapes[index].name)"
    case .noted: "noted"
    }
  }

  private mutating func addExtraction(of shape: Shape, _ kind: String) {
    let prefix = "shape/\(kind)/\(shape.name)"
    let subject = "\(kind) \(shape.name)"
    func place(_ key: String) -> SourcePlace? {
      places[PlaceKey.shape(kind, shape.name, key)] ?? places[PlaceKey.shape(kind, shape.name)]
    }
    let entity =
      shape.entityKey.map {
        "of \(rulebook.entityKinds[Int(shape.entityKind)]) by \($0.ruleText)"
          + (shape.entityWithin.map { " in \($0.ruleText)" } ?? "")
      } ?? "of the order itself"
    add(.extraction, prefix, subject, "a shape \(entity)", place: place("entity"))
    let single: [(String, String?)] = [
      ("occurred", shape.occurred.isEmpty ? nil : Text.list(shape.occurred.map(\.ruleText))),
      ("version", shape.version?.ruleText), ("correlation", shape.correlation?.ruleText),
      ("cites", shape.cites?.ruleText), ("sweep", shape.sweep?.ruleText),
    ]
    for case (let key, let value?) in single {
      add(.extraction, "\(prefix)/\(key)", "\(subject): \(key)", value, place: place(key))
    }
    for reference in shape.references {
      add(
        .extraction, "\(prefix)/reference/\(reference.ruleText)", "\(subject): reference",
        reference.ruleText, group: "\(subject): references", place: place("references"))
    }
    for fact in shape.facts {
      add(
        .extraction, "\(prefix)/fact/\(fact.name)", "\(subject): fact \(fact.name)", fact.ruleText,
        group: "\(subject): facts", place: place("fact/\(fact.name)"))
    }
    for amount in shape.amounts {
      let name = rulebook.amountKinds[Int(amount.kind.rawValue)]
      add(
        .extraction, "\(prefix)/amount/\(name)", "\(subject): amount \(name)", amount.ruleText,
        group: "\(subject): amounts", place: place("amount/\(name)"))
    }
    for part in shape.parts {
      add(
        .extraction, "\(prefix)/part/\(part.shape.name)", "\(subject): part \(part.shape.name)",
        "each \(Text.always(part.each.text))", group: "\(subject): parts",
        place: places[PlaceKey.shape(kind, part.shape.name, "each")])
      addExtraction(of: part.shape, kind)
    }
  }

  /// The zones that times of items are read in.
  mutating func addZones(_ kinds: [ChannelKind]) {
    var zones: [String: Zone] = [:]
    for kind in kinds { for shape in kind.shapes { Outline.zones(of: shape, &zones) } }
    for zone in zones.values.sorted(by: { $0.name < $1.name }) {
      add(
        .extraction, "zone/\(zone.name)", "zone \(zone.name)", zone.ruleText,
        place: places[PlaceKey.zone(zone.name)])
    }
  }

  static func zones(of shape: Shape, _ zones: inout [String: Zone]) {
    var times = shape.occurred
    if case .time(let versions)? = shape.version { times += versions }
    if let sweep = shape.sweep { times += [sweep.from, sweep.to] }
    for time in times where time.format == .naive { zones[time.zone.name] = time.zone }
    for amount in shape.amounts {
      if case .instant(.naive, let zone) = amount.unit { zones[zone.name] = zone }
    }
    for part in shape.parts { Outline.zones(of: part.shape, &zones) }
  }
}
