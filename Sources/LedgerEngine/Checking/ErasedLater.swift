import LedgerCore
import LedgerIndex
import LedgerLog
import LedgerStorage

/// Deliveries whose erasure an index file has not taken in. It has the hash of a body that can perhaps
/// not be read any more, where the file that is made anew has the mark of an erased one: nothing else
/// about them may differ.
struct ErasedLater {
  private let positions: Set<LogPosition>
  /// Rows that only one of the two files has.
  private var halves: [LogPosition: RowDifference] = [:]

  /// - Parameter end: the file has taken in all before it.
  init(log: LogReader, from end: LogPosition) throws(LedgerError) {
    var positions: Set<LogPosition> = []
    if log.key.isEncrypted {
      for (position, record) in try Erasures.records(in: log) where position >= end {
        positions.formUnion(record.deliveries.map(\.position))
      }
    }
    self.positions = positions
  }

  /// Whether a difference is about one of them; `left` tells then whether it has its counterpart.
  mutating func takes(_ difference: RowDifference) -> Bool {
    guard !positions.isEmpty, let position = IndexSchema.delivery(of: difference),
      positions.contains(position)
    else { return false }
    guard let other = halves.updateValue(difference, forKey: position) else { return true }
    if (other.first == nil) != (difference.first == nil) { halves[position] = nil }
    return true
  }

  /// Rows without a counterpart in the other file, which are forgotten with this.
  mutating func left() -> [RowDifference] {
    defer { halves = [:] }
    return halves.sorted { $0.key < $1.key }.map(\.value)
  }
}
