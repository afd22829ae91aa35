public import LedgerCore
import LedgerProofs
import LedgerStorage
import LedgerStorageWriting
import Synchronization

extension LogWriter {
  /// Appends a batch, waits until it is on disk, and gives its positions.
  @discardableResult
  public func append(batch: [PreparedEntry]) throws(LogError) -> Range<LogPosition> {
    try state.withLock { state throws(LogError) in
      if let failure { throw .writerFailed(failure) }
      let first = state.next
      var next = first
      var received = state.lastReceived
      for entry in batch {
        guard entry.position == next else { throw .gap(expected: next, found: entry.position) }
        guard entry.received >= received else { throw .receivedEarlier(entry.position) }
        next = next.next
        received = entry.received
      }
      guard !batch.isEmpty else { return first..<first }
      let dictionaries = takeTrained(from: state.nextDictionary)
      var tree = state.tree
      var completed: [CompletedSubtree] = []
      for entry in batch {
        tree.append(MerkleTree.leafHash(entry.bytes)) { completed.append(($0, $1, $2)) }
      }
      do throws(LogError) {
        try commit(batch, dictionaries, completed)
      } catch {
        // What callers prepared on top of this batch is void, so no later batch may follow.
        if case .storage(let failure) = error { failed.withLock { $0 = failure } }
        throw error
      }
      // On disk from here on: a crash loses nothing of the batch, and no body named the new
      // dictionaries before they were stored.
      state.next = next
      state.lastReceived = received
      state.nextDictionary += UInt32(dictionaries.count)
      state.tree = tree
      state.commits += 1
      shelf.put(dictionaries)
      return first..<next
    }
  }

  private typealias CompletedSubtree = (level: Int, index: UInt64, hash: Hash256)

  private func commit(
    _ batch: [PreparedEntry], _ dictionaries: [CompressionDictionary],
    _ completed: [CompletedSubtree]
  ) throws(LogError) {
    // Keys first: a crash in between leaves keys that nothing needs.
    try reader.keys?.save()
    try environment.write(failingWith: LogError.self) { transaction throws(LogError) in
      try LogError.wrapping { () throws(StorageError) in
        for entry in batch {
          try transaction.append(LogTables.entries, entry.position, entry.bytes)
          if let body = entry.body { try write(body, of: entry.position, transaction) }
        }
        for subtree in completed {
          try transaction.put(
            LogTables.tree, Pair(UInt8(subtree.level), subtree.index), subtree.hash)
        }
        try Landmarks.add(batch.lazy.filter(\.isLandmark).map(\.position), transaction)
        for dictionary in dictionaries {
          let record = DictionaryRecord(shape: dictionary.shape, bytes: dictionary.bytes)
          try transaction.append(
            LogTables.dictionaries, dictionary.id.rawValue, record.encoded)
        }
      }
    }
  }

  private func write(
    _ body: StoredBody, of position: LogPosition, _ transaction: borrowing WriteTransaction
  ) throws(StorageError) {
    if body.record.count <= LogTables.chunkBytesMax {
      try transaction.append(LogTables.bodies, Pair(position, 0), body.record)
      return
    }
    var start = 0
    var chunk: UInt16 = 0
    while start < body.record.count {
      let end = min(start + LogTables.chunkBytesMax, body.record.count)
      try transaction.append(
        LogTables.bodies, Pair(position, chunk), Array(body.record[start..<end]))
      start = end
      chunk += 1
    }
  }

  private func takeTrained(from number: UInt32) -> [CompressionDictionary] {
    guard let trainer else { return [] }
    return trainer.takeTrained().enumerated().map { index, trained in
      CompressionDictionary(
        id: DictionaryID(rawValue: number + UInt32(index)), shape: trained.shape,
        bytes: trained.bytes, level: BodySealer.level)
    }
  }
}
