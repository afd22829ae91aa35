public import LedgerCore
import LedgerStorage
import LedgerStorageWriting

extension LiveIndex {
  /// Forgets the keyed hash of a body that is erased, which whoever has the ledger's key could hold
  /// guesses against.
  public func forgetContent(of position: LogPosition, key: Hash128) {
    settled = nil
    tail.erased[key.high, default: []].append(position)
  }

  func forgetContent(
    of positions: [LogPosition], under key: UInt64, _ transaction: borrowing WriteTransaction
  ) throws(StorageError) {
    let marks = try transaction.reading.marks(key)
    try transaction.delete(IndexSchema.deliveries, key)
    for var mark in marks {
      if positions.contains(mark.position) { mark.content = DeliveryMark.erased }
      try transaction.put(IndexSchema.deliveries, key, mark)
    }
  }
}
