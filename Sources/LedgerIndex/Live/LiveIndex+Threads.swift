public import LedgerCore
public import LedgerStorage

/// What the index file holds of a thread.
public struct StoredThread: Sendable {
  /// A reference that items of the thread carry, with its name.
  public struct Mention: Sendable, Hashable {
    public var kind: ReferenceClass
    public var reference: Reference
    /// Which use of a value that recycles.
    public var run: UInt32
  }

  public var id: ThreadID
  public var hasIdentity: Bool
  /// The chain of the log: how many items are filed in it, and where the last one is.
  public var chainCount: UInt32
  public var chainHead: LogPosition
  /// The items that belong to it, ascending.
  public var items: [ItemID]
  public var mentions: [Mention]
}

extension LiveIndex {
  /// Visits the threads of the file in ascending order; the tail is not looked at.
  public func forEachStoredThread(
    _ base: borrowing ReadTransaction, _ body: (StoredThread) throws(StorageError) -> Void
  ) throws(StorageError) {
    try base.sortedReader(IndexSchema.spine) { (spines) throws(StorageError) in
      try base.scan(IndexSchema.threads) { (key, bytes) throws(StorageError) in
        let row = try IndexFault.reading("threads") { () throws(MalformedBytes) in
          try ThreadRow(bytes: bytes)
        }
        var items: [ItemID] = []
        try spines.forEachDuplicatePage(key) { page in
          for offset in stride(from: 0, to: page.count, by: SpineEntry.size) {
            let value = UnsafeRawBufferPointer(rebasing: page[offset..<offset + SpineEntry.size])
            guard let item = StoredSpineEntry(encoded: value)?.entry.id, item != items.last else {
              continue
            }
            items.append(item)
          }
        }
        try body(
          StoredThread(
            id: ThreadID(rawValue: key), hasIdentity: row.hasIdentity,
            chainCount: row.chainCount, chainHead: row.chainHead, items: items,
            mentions: row.mentions.map(named)))
        return .next
      }
    }
  }

  private func named(_ mention: ThreadRow.Mention) -> StoredThread.Mention {
    StoredThread.Mention(
      kind: mention.kind,
      reference: Reference(space: space(of: mention.space), value: mention.value),
      run: mention.run)
  }

  /// What a thread carries, by name; none where there is no such thread.
  public func mentions(
    of thread: ThreadID, _ base: borrowing ReadTransaction
  ) throws(StorageError) -> [StoredThread.Mention] {
    try self.thread(thread, base)?.mentions.map(named) ?? []
  }

  /// All spaces that references were met in.
  public var referenceSpaces: [ReferenceSpace] {
    spaces.texts.indices.map { space(of: SpaceID(rawValue: UInt32($0))) }
  }
}
