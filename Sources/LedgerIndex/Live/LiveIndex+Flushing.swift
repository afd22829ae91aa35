public import LedgerCore
public import LedgerStorage
public import LedgerStorageWriting

extension LiveIndex {
  /// Writes the tail into the file, each table in key order, in one transaction, and empties it.
  ///
  /// - Returns: outcomes of the tail's own items.
  @discardableResult
  public func flush(to file: WritableEnvironment) throws(StorageError) -> [Outcome: Int] {
    let settlement = try environment.read { (base) throws(StorageError) in try settle(base) }
    try file.write { (transaction) throws(StorageError) in
      try writeNames(transaction)
      try writeLookups(transaction)
      try writeSpine(transaction)
      try writePostings(transaction)
      try writeLoose(transaction)
      try writeOrders(settlement, transaction)
      try transaction.put(Schema.meta, StoredIndex.totalsKey, settlement.totals.bytes)
      try writeAppliedThrough(transaction)
    }
    // Crash before: the file ends where it ended, and the tail is read from the log again. After:
    // the file holds it all.
    totals = settlement.totals
    codes.stored = codes.texts.count
    spaces.stored = spaces.texts.count
    storedChannels = channels.count
    tail = Tail(firstPosition: nextPosition)
    settled = nil
    return settlement.receipts
  }

  private func writeAppliedThrough(
    _ transaction: borrowing WriteTransaction
  ) throws(StorageError) {
    let value = nextPosition.withEncoded { Array($0) }
    try transaction.put(Schema.meta, StoredIndex.appliedKey, value)
  }

  private func writeNames(_ transaction: borrowing WriteTransaction) throws(StorageError) {
    for number in codes.stored..<codes.texts.count {
      try transaction.put(IndexSchema.codes, UInt32(number), codes.texts[number])
    }
    for number in spaces.stored..<spaces.texts.count {
      try transaction.put(IndexSchema.spaces, UInt32(number), spaces.texts[number])
    }
    for number in storedChannels..<channels.count {
      try transaction.put(IndexSchema.channels, UInt16(number), channels[number].bytes)
    }
  }

  private func writeLookups(_ transaction: borrowing WriteTransaction) throws(StorageError) {
    for (key, marks) in tail.deliveries.sorted(by: { $0.key < $1.key }) {
      for mark in marks { try transaction.put(IndexSchema.deliveries, key, mark) }
    }
    for (key, positions) in tail.erased.sorted(by: { $0.key < $1.key }) {
      try forgetContent(of: positions, under: key, transaction)
    }
    for (value, hits) in tail.hits.sorted(by: { $0.key < $1.key }) {
      for hit in hits { try transaction.put(IndexSchema.references, value, hit) }
    }
    for (key, run) in tail.runs.sorted(by: { $0.key < $1.key }) {
      try transaction.put(IndexSchema.periods, key, run)
    }
    for (original, repeats) in tail.repeats.sorted(by: { $0.key < $1.key }) {
      for found in repeats {
        try transaction.put(IndexSchema.repeats, original, Pair(found.position, found.received))
      }
    }
    for (thread, row) in tail.threads.sorted(by: { $0.key < $1.key }) {
      try transaction.put(IndexSchema.threads, thread.rawValue, row.bytes)
    }
  }

  private func writeSpine(_ transaction: borrowing WriteTransaction) throws(StorageError) {
    for (thread, entries) in tail.spine.sorted(by: { $0.key < $1.key }) {
      for entry in entries {
        try transaction.put(IndexSchema.spine, thread.rawValue, StoredSpineEntry(entry))
      }
    }
  }

  private func writePostings(_ transaction: borrowing WriteTransaction) throws(StorageError) {
    var postings: [UInt32: [ThreadID]] = [:]
    for (thread, entries) in tail.spine {
      for entry in entries where entry.isMain {
        // Most of a thread's items are met in a row.
        if postings[entry.code]?.last != thread { postings[entry.code, default: []].append(thread) }
      }
    }
    for (code, threads) in postings.sorted(by: { $0.key < $1.key }) {
      var last: ThreadID?
      for thread in threads.sorted() where thread != last {
        last = thread
        try transaction.put(IndexSchema.postings, code, thread.rawValue)
      }
    }
  }

  private func writeLoose(_ transaction: borrowing WriteTransaction) throws(StorageError) {
    for (item, row) in tail.loose { try transaction.put(IndexSchema.loose, item, row) }
    for (item, row) in tail.sweeps { try transaction.put(IndexSchema.sweeps, item, row.bytes) }
    for (key, fresh) in tail.activity.sorted(by: { $0.key < $1.key }) {
      var activity = fresh
      if let known = try transaction.reading.get(IndexSchema.activity, key) {
        activity.count += known.count
        activity.last = max(activity.last, known.last)
        activity.heard = max(activity.heard, known.heard)
      }
      try transaction.put(IndexSchema.activity, key, activity)
    }
  }

  private func writeOrders(
    _ settlement: Settlement, _ transaction: borrowing WriteTransaction
  ) throws(StorageError) {
    for (thread, roots) in settlement.membership.sorted(by: { $0.key < $1.key }) {
      try transaction.delete(IndexSchema.membership, thread.rawValue)
      for root in roots.sorted() {
        try transaction.put(IndexSchema.membership, thread.rawValue, root.rawValue)
      }
    }
    for root in settlement.removed.sorted() {
      try transaction.delete(IndexSchema.orders, root.rawValue)
    }
    for (root, bytes) in settlement.encoded.sorted(by: { $0.key < $1.key }) {
      try transaction.put(IndexSchema.orders, root.rawValue, bytes)
    }
  }
}
