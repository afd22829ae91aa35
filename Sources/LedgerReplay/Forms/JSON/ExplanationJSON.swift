import LedgerCore
public import LedgerRules

extension OrderExplanation {
  /// As an object of JSON, in one line. Effects, readings and outcomes are written as in a report.
  public func json(from old: Rulebook, to new: Rulebook) -> [UInt8] {
    var json = JSONWriter()
    json.object { json in
      json.member("order", order)
      json.member("names", names)
      json.member("channel", channel)
      json.name("money")
      json.money(money)
      json.member("as_of", asOf.rfc3339)
      for (name, rulebook) in [("from", old), ("to", new)] {
        json.name(name)
        json.object {
          $0.member("name", rulebook.name)
          $0.member("revision", "\(rulebook.revision)")
        }
      }
      json.member("differs", !effects.isEmpty)
      json.member("effects", effects)
      json.name("events")
      json.array(events) { json, event in json.object { $0.members(of: event) } }
      for (name, outcome) in [("before", before), ("after", after)] {
        json.name(name)
        json.object { $0.members(of: outcome) }
      }
    }
    return json.bytes
  }
}

extension JSONWriter {
  fileprivate mutating func members(of event: OrderExplanation.Event) {
    member("position", event.item.position.rawValue)
    member("item", event.item.index)
    member("occurred", orNull: event.occurred?.rfc3339)
    member("learned", event.received.rfc3339)
    member("channel", event.channel)
    member("kind", event.channelKind)
    member("shape", event.shape)
    member("divergence", event.isDivergence)
    for (name, side) in [("before", event.before), ("after", event.after)] {
      self.name(name)
      object { $0.members(of: side) }
    }
    member("differences", event.differences)
  }

  private mutating func members(of side: OrderExplanation.Side) {
    name("readings")
    if let readings = side.readings {
      array(readings) { json, reading in json.object { $0.members(of: reading) } }
    } else {
      null()
    }
    member("changes", side.changes)
  }

  fileprivate mutating func member(_ name: String, _ effects: [Effect]) {
    self.name(name)
    array(effects) { json, effect in json.object { $0.members(of: effect) } }
  }
}
