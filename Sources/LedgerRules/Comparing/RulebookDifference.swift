/// What changed from one rulebook to another, in words.
public struct RulebookDifference: Sendable {
  /// By kind of change, then in the order of the rulebook.
  public let changes: [RulebookChange]
  /// Bodies must be decoded again.
  public let changesExtraction: Bool
  /// All orders must be folded again; else those whose codes have another outcome suffice.
  public let changesFold: Bool

  public init(from old: Rulebook, to new: Rulebook) {
    changesExtraction = old.extractionRevision != new.extractionRevision
    guard old.revision != new.revision else {
      changes = []
      changesFold = false
      return
    }
    let found = RulebookDifference.compare(
      Outline(old, besides: new), Outline(new, besides: old))
    changes = RulebookChange.Kind.allCases.flatMap { kind in found.filter { $0.kind == kind } }
    changesFold = changes.contains { $0.kind.changesFold }
  }

  /// Only comments, notes, layout, or nothing at all.
  public var isEmpty: Bool { changes.isEmpty }

  private static func compare(_ before: Outline, _ after: Outline) -> [RulebookChange] {
    var changes: [RulebookChange] = []
    for entry in after.entries {
      let old = before[entry.key]
      guard old?.value != entry.value || old?.kind != entry.kind else { continue }
      changes.append(
        RulebookChange(
          kind: entry.kind, manner: old == nil ? .added : .changed, subject: entry.subject,
          before: old?.value, after: entry.value, beforePlace: old?.place, afterPlace: entry.place))
    }
    for entry in before.entries where after[entry.key] == nil {
      changes.append(
        RulebookChange(
          kind: entry.kind, manner: .removed, subject: entry.subject, before: entry.value,
          after: nil, beforePlace: entry.place, afterPlace: nil))
    }
    return changes + reordered(before, after)
  }

  /// Groups whose order has a meaning, where what is in both stands in another order.
  private static func reordered(_ before: Outline, _ after: Outline) -> [RulebookChange] {
    after.groups.compactMap { group -> RulebookChange? in
      let old = before.members(of: group).filter { after[$0.key] != nil }
      let new = after.members(of: group).filter { before[$0.key] != nil }
      guard old.map(\.key) != new.map(\.key),
        let difference = zip(old, new).first(where: { $0.key != $1.key })
      else { return nil }
      return RulebookChange(
        kind: difference.1.kind, manner: .reordered, subject: group, before: nil, after: nil,
        beforePlace: difference.0.place, afterPlace: difference.1.place)
    }
  }
}
