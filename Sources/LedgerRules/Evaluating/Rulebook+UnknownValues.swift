public import LedgerCore

/// A status value that the rulebook does not know, and where it was met.
public struct UnknownValue: Sendable, Hashable, CustomStringConvertible {
  public var channelKind: String
  public var shape: String
  public var facet: String
  public var fact: String
  public var value: String
  /// The table that has no entry for it.
  public var place: SourcePlace
  /// Signatures that hold it.
  public var signatures: Int

  public var description: String {
    "\(place): \(channelKind) \(shape).\(facet): no row knows \(fact) = \(Text.always(value))"
  }
}

extension Rulebook {
  /// The status values in signatures of a log that no row knows, at any epoch; sorted.
  public func unknownValues(in signatures: some Sequence<Signature>) -> [UnknownValue] {
    var found: [UnknownValue: Int] = [:]
    for signature in signatures {
      var own: Set<UnknownValue> = []
      for epoch in 0...epochs.count {
        for item in evaluate(signature, epoch: epoch).quarantined
        where item.reason == "unknown_value" {
          guard let facet = item.facet, let rule = item.rule else { continue }
          own.insert(
            UnknownValue(
              channelKind: signature.channelKind, shape: signature.shape,
              facet: self[facet].name, fact: item.fact, value: item.value,
              place: SourcePlace(file: self[rule].file, line: self[rule].line), signatures: 0))
        }
      }
      for value in own { found[value, default: 0] += 1 }
    }
    return found.map { value, count in
      var value = value
      value.signatures = count
      return value
    }.sorted { left, right in
      (left.place.file, left.place.line, left.facet, left.fact, left.value)
        < (right.place.file, right.place.line, right.facet, right.fact, right.value)
    }
  }
}
