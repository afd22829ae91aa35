import LedgerCore
import LedgerFold
import LedgerRules

/// How one event is read by one rulebook.
struct EntryReading {
  var channelKind: String
  var shape: String
  var sides: [Divergence.Side]
}

extension FoldTable {
  /// What a rulebook reads in an entry: its claims and what it cannot read, each with its rule.
  func reading(of entry: SpineEntry) -> EntryReading {
    let instant = entry.occurred == SpineEntry.none ? entry.received : entry.occurred
    let evaluation = evaluation(of: entry.code, at: instant)
    return EntryReading(
      channelKind: evaluation.channelKind, shape: evaluation.shape,
      sides: readings(of: entry).map { reading in
        Divergence.Side(
          reading: reading.text,
          place: reading.file.isEmpty ? "" : "\(reading.file):\(reading.line)",
          rule: reading.rule)
      })
  }
}
