public import LedgerCore

extension Rulebook {
  /// What a signature means at an epoch. Pure; called once per code and epoch.
  ///
  /// Tables are first match. A value that a table does not know quarantines that facet's claim
  /// alone; so does a value over its fact's limit, since a row that asks for it can be neither
  /// taken nor passed.
  public func evaluate(_ signature: Signature, epoch: Int) -> Evaluation {
    var result = Evaluation()
    result.channelKind = signature.channelKind
    result.shape = signature.shape
    result.quarantined = signature.flaws.filter { !$0.isNote }.map {
      .init(facet: nil, reason: $0.reason, fact: $0.place, value: "", rule: nil)
    }
    guard let kind = kinds[signature.channelKind], let own = system(named: kind.system) else {
      result.refuse("unknown_kind", signature.channelKind)
      return result
    }
    result.system = own
    switch signature.standing {
    case .noted:
      result.standing = .noted
      return result
    case .undecodable:
      result.standing = .undecodable
      return result
    case .thin: result.standing = .thin
    case .understood: result.standing = .understood
    }
    guard let shape = kind.shape(named: signature.shape) else {
      result.refuse("unknown_shape", signature.shape)
      return result
    }
    // Signatures of another extraction revision are read again before they are evaluated.
    guard shape.facts.count == signature.values.count else {
      result.refuse("other_extraction", signature.shape)
      return result
    }
    let isPart = signature.shape.utf8.contains(UInt8(ascii: "."))
    ShapeEvaluation(
      rulebook: self, shape: shape, values: signature.values, isPart: isPart, epoch: epoch
    ).run(&result)
    return result
  }

  /// Whether rows with this scope are in force throughout an epoch.
  func isInForce(_ effective: Effective, epoch: Int) -> Bool {
    if effective.isAlways { return true }
    let start = epoch <= 0 ? .distantPast : epochs[min(epoch, epochs.count) - 1]
    return (effective.from ?? .distantPast) <= start && start < (effective.until ?? .distantFuture)
  }
}

extension Evaluation {
  /// The item as a whole cannot be taken.
  mutating func refuse(_ reason: String, _ value: String, fact: String = "", rule: RuleID? = nil) {
    standing = .undecodable
    quarantined.append(
      Quarantine(facet: nil, reason: reason, fact: fact, value: value, rule: rule))
  }
}

extension ChannelKind {
  /// By the name that signatures give: shape, dot, part, dot, part within it.
  public func shape(named name: String) -> Shape? {
    if let shape = shapes.first(where: { $0.name == name }) { return shape }
    guard let dot = name.firstIndex(of: "."),
      var shape = shapes.first(where: { $0.name == name[..<dot] })
    else { return nil }
    while shape.name.utf8.count < name.utf8.count {
      guard
        let part = shape.parts.first(where: {
          name == $0.shape.name || name.hasPrefix($0.shape.name + ".")
        })
      else { return nil }
      shape = part.shape
    }
    return shape.name == name ? shape : nil
  }
}
