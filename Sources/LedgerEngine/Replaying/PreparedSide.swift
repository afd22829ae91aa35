import LedgerCore
import LedgerFold
import LedgerIndex
import LedgerReplay
import LedgerRules
import LedgerStorage

/// A rulebook that takes part in a replay, and the history as it reads it.
struct PreparedSide {
  var rulebook: Rulebook
  var described: ReplayReport.Side
  /// Where it extracts otherwise than the active rulebook: the history read anew.
  var shadow: Shadow?
  /// The rulebook over all codes of the index, where it is there already.
  var made: FoldTable?

  /// The rulebook, made ready over the codes of its history.
  func table(_ index: LiveIndex) -> FoldTable {
    if let made { return made }
    if shadow == nil, rulebook.revision == index.rulebook.revision { return index.table }
    if let shadow, shadow.table.rulebook.revision == rulebook.revision { return shadow.table }
    var table = FoldTable(rulebook: rulebook)
    for signature in (shadow?.table ?? index.table).signatures { table.append(signature) }
    return table
  }

  /// - Parameter vocabulary: takes in the names of the rulebook.
  func side(
    asOf: Timestamp, _ index: LiveIndex, naming vocabulary: inout Vocabulary,
    _ base: borrowing ReadTransaction
  ) throws(StorageError) -> ReplaySide {
    ReplaySide(
      table: table(index), knowledge: try knowledge(asOf: asOf, index, base), naming: &vocabulary,
      unheard: shadow?.unheard(under: rulebook) ?? index.unheard(under: rulebook))
  }

  private func knowledge(
    asOf: Timestamp, _ index: LiveIndex, _ base: borrowing ReadTransaction
  ) throws(StorageError) -> ChannelKnowledge {
    if let shadow { return try shadow.knowledge(asOf: asOf, under: rulebook) }
    return try index.knowledge(asOf: asOf, under: rulebook, base)
  }
}

extension LiveIndex {
  /// Reads by itself, so that any thread may ask: what was heard by a time of the past does not change.
  func unheard(under rulebook: Rulebook) -> ReplaySide.Unheard {
    let hearing = hearing(under: rulebook)
    let environment = environment
    return { closed throws(StorageError) in
      try environment.read { (base) throws(StorageError) in try hearing.unheard(closed, base) }
    }
  }
}

extension Ledger {
  /// The rulebooks of a replay, each with its shadow where it needs one. What extracts alike shares
  /// one.
  func prepareSides(
    _ sources: [ReplayRequest.Source], end: LogPosition? = nil,
    progress: (ReplayProgress) -> Void = { _ in }
  ) throws(LedgerError) -> [PreparedSide] {
    var sides: [PreparedSide] = []
    for source in sources {
      var side = try describe(source)
      if side.rulebook.extractionRevision != rulebook.extractionRevision {
        let known = sides.first {
          $0.shadow != nil && $0.rulebook.extractionRevision == side.rulebook.extractionRevision
        }
        side.shadow =
          if let known { known.shadow } else {
            try shadow(
              of: side.rulebook, end: end ?? nextPosition, isResumable: end == nil, progress)
          }
      }
      sides.append(side)
    }
    return sides
  }

  private func shadow(
    of rulebook: Rulebook, end: LogPosition, isResumable: Bool,
    _ progress: (ReplayProgress) -> Void
  ) throws(LedgerError) -> Shadow {
    try withoutActuallyEscaping(progress) { (progress) throws(LedgerError) in
      try Shadow(log: log, end: end, rulebook: rulebook, isResumable: isResumable) {
        progress(.reading(done: Int($0.rawValue), of: Int(end.rawValue)))
      }
    }
  }

  func describe(_ source: ReplayRequest.Source) throws(LedgerError) -> PreparedSide {
    let rulebook: Rulebook
    let origin: String
    switch source {
    case .active: (rulebook, origin) = (self.rulebook, "active")
    case .activated(let position):
      rulebook = try OpenedGeneration.rulebook(activatedAt: position, log: log)
      origin = "activated at position \(position)"
    case .rulebook(let given, let name): (rulebook, origin) = (given, name)
    }
    return PreparedSide(
      rulebook: rulebook,
      described: ReplayReport.Side(
        name: rulebook.name, revision: rulebook.revision, source: origin))
  }
}
