internal import LedgerCore
internal import LedgerRules

extension Extractor {
  /// Splits the delivery and reads its items.
  func read(_ reading: inout Reading) {
    let sight = reading.sight
    let body = sight.bodyScope
    let match = envelopes.first { $0.when.map { $0.holds(in: sight, body) } ?? true }
    if let place = sight.takeErased() {
      return reading.readErased(self, body, place)
    }
    guard let envelope = match else {
      return reading.readUndecodable(self, body, "unknown_envelope", "$")
    }
    let items = sight.nodes(envelope.items, body)
    guard items.count <= Extractor.itemsMax else {
      return reading.readUndecodable(self, body, "too_many_items", envelope.place)
    }
    guard !items.isEmpty else { return readEmpty(envelope, &reading) }
    let slotCount = shapes.map(\.slotCount).max() ?? 0
    withUnsafeTemporaryAllocation(of: JSONNode?.self, capacity: max(slotCount, 1)) { slots in
      reading.sight.slots = slots
      for item in items {
        let before = sight.isResidue ? reading.mark : nil
        read(item, envelope, &reading)
        guard let before, let place = sight.takeErased() else { continue }
        reading.goBack(to: before)
        reading.readErased(self, scope(of: item), place)
      }
      reading.sight.slots = nil
    }
  }

  private func scope(of item: JSONNode) -> Sight.Scope {
    Sight.Scope(item: item, part: item, type: .nothing)
  }

  private func read(_ item: JSONNode, _ envelope: ReadEnvelope, _ reading: inout Reading) {
    let sight = reading.sight
    var scope = scope(of: item)
    scope.type = sight.find(envelope.type, scope)
    let meaning = sight.withUTF8(scope.type) { messages.meaning(of: $0) }
    switch meaning {
    case nil: reading.readUndecodable(self, scope, "unknown_type", "type")
    case .noted: reading.readNoted(self, scope)
    case .shape(let index), .fetch(let index):
      guard sight.document.kind(item) == .object || sight.document.kind(item) == .array else {
        return reading.readUndecodable(self, scope, "not_an_object", envelope.place)
      }
      var standing = Signature.Standing.understood
      if case .fetch = meaning { standing = .thin }
      let shape = shapes[index]
      let filled = sight.scope(ofItem: item, type: scope.type, shape.slots)
      reading.read(shape, filled, standing: standing, correlation: correlation)
    }
  }

  /// An empty list was understood, and is about nothing; where the list itself is
  /// missing, it was not.
  private func readEmpty(_ envelope: ReadEnvelope, _ reading: inout Reading) {
    let sight = reading.sight
    var scope = sight.bodyScope
    scope.type = sight.find(envelope.type, scope)
    if envelope.isSingle || envelope.list.map({ !sight.isContainer($0, scope) }) ?? false {
      return reading.readUndecodable(self, scope, "missing_item", envelope.place)
    }
    reading.readNoted(self, scope)
  }
}

extension Reading {
  /// How much had been found.
  struct Mark {
    fileprivate let items: Int
    fileprivate let parts: Int
    fileprivate let amounts: Int
    fileprivate let mentions: Int
    fileprivate let sweeps: Int
    fileprivate let signatures: Int
    fileprivate let senderTime: String?
  }

  var mark: Mark {
    Mark(
      items: result.items.count, parts: result.parts.count, amounts: result.amounts.count,
      mentions: result.mentions.count, sweeps: result.sweeps.count,
      signatures: result.signatures.count, senderTime: result.senderTime)
  }

  /// Forgets what was found since.
  mutating func goBack(to mark: Mark) {
    result.items.removeSubrange(mark.items...)
    result.parts.removeSubrange(mark.parts...)
    result.amounts.removeSubrange(mark.amounts...)
    result.mentions.removeSubrange(mark.mentions...)
    result.sweeps.removeSubrange(mark.sweeps...)
    result.signatures.removeSubrange(mark.signatures...)
    result.senderTime = mark.senderTime
  }

  /// An item of a residue, of which something was asked that is gone.
  mutating func readErased(_ extractor: Extractor, _ scope: Scope, _ place: String) {
    result.asksForErased = true
    readUndecodable(extractor, scope, "erased", place)
    if sight.takeErased() != nil { result.items[result.items.count - 1].correlation = nil }
  }

  mutating func readNoted(_ extractor: Extractor, _ scope: Scope) {
    readBare(extractor, .noted, scope, [])
  }

  /// An item of which nothing can be read, and why.
  mutating func readUndecodable(
    _ extractor: Extractor, _ scope: Scope, _ reason: String, _ place: String
  ) {
    readBare(extractor, .undecodable, scope, [Signature.Flaw(reason: reason, place: place)])
  }

  private mutating func readBare(
    _ extractor: Extractor, _ standing: Signature.Standing, _ scope: Scope,
    _ flaws: [Signature.Flaw]
  ) {
    let start = result.signatures.count
    Signature(
      standing: standing, channelKind: extractor.kind, shape: sight.text(scope.type) ?? "",
      values: [], flaws: flaws
    ).append(to: &result.signatures)
    let part = result.parts.count
    let amounts = result.amounts.count
    let mentions = result.mentions.count
    result.parts.append(
      Extraction.Part(
        signature: start..<result.signatures.count, entity: 0, occurred: nil, version: nil,
        amounts: amounts..<amounts))
    result.items.append(
      Extraction.Item(
        index: UInt16(result.items.count), parts: part..<part + 1, references: mentions..<mentions,
        correlation: extractor.correlation.flatMap { key($0, scope) }, cites: nil))
  }
}
