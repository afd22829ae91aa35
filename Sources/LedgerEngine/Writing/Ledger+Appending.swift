public import LedgerChannels
public import LedgerCore
public import LedgerIndex
public import LedgerLog
import LedgerRules
import LedgerStorage
import LedgerStorageWriting

extension Ledger {
  /// A channel by its name, registered on first use where a kind is given.
  ///
  /// - Parameter instant: when, where its first delivery is older than now.
  public func register(
    channel name: String, kind: String?, account: String?, actor: String = "operator",
    at instant: Timestamp? = nil
  ) throws(LedgerError) -> ChannelRow {
    let (known, kinds) = state.withLock { state in
      (
        state.index.channels.first { $0.name == name }, state.index.rulebook.kinds.keys.sorted()
      )
    }
    if let known {
      guard kind == nil || kind == known.kind, account == nil || account == known.account else {
        throw .channelDiffers(name: name, kind: known.kind, account: known.account)
      }
      return known
    }
    let chosen = kind ?? name
    guard kinds.contains(chosen) else {
      if kind == nil {
        throw .unknownChannel(name: name, known: channels.map(\.name))
      }
      throw .unknownKind(name: chosen, known: kinds)
    }
    let row = ChannelRow(name: name, kind: chosen, account: account ?? "main")
    for text in [row.name, row.account] where Entry.fitting(text) != text {
      throw .badName(bytes: text.utf8.count, limit: Entry.textBytesMax)
    }
    try record(.channelRegistered, body: ControlBody.channel(row), actor: actor, at: instant) {
      state, _, _ in
      let number = state.index.channel(row)
      state.runtimes.append(
        ChannelRuntime(
          row: row, number: number, rulebook: state.index.rulebook, hash: self.log.key.hasher))
    }
    return row
  }

  /// Makes deliveries of a channel ready; one for each worker thread.
  public func preparation(
    channel name: String, secrets: [Secret] = []
  ) throws(LedgerError) -> Preparation {
    guard let writing else { throw .openedForReading }
    let version = runtimes.version
    let runtime = state.withLock { $0.runtimes.first { $0.row.name == name } }
    guard let runtime else { throw .unknownChannel(name: name, known: channels.map(\.name)) }
    return Preparation(
      runtime: runtime, current: runtimes, version: version, sealer: writing.log.makeSealer(),
      secrets: secrets, isEncrypted: isEncrypted, surroundings: surroundings)
  }

  /// Appends deliveries in order, in one durable commit that concurrent callers share. When this
  /// returns, they are on disk.
  public func append(_ deliveries: [ReadyDelivery]) throws(LedgerError) -> [Receipt] {
    try submit { batch in try self.enter(deliveries, into: &batch) }
  }

  /// The same without blocking a thread of the concurrency runtime.
  public func append(_ deliveries: [ReadyDelivery]) async throws -> [Receipt] {
    try await append(deliveries, lane: .live)
  }

  /// - Parameter lane: `bulk` for what nobody waits for; few deliveries at a time.
  public func append(
    _ deliveries: [ReadyDelivery], lane: CommitLane
  ) async throws -> [Receipt] {
    try await submit(lane: lane) { batch in try self.enter(deliveries, into: &batch) }
  }

  /// Files deliveries and adds their entries to a batch. The committer runs one of these at a time.
  private func enter(
    _ deliveries: [ReadyDelivery], into batch: inout Batch
  ) throws(LedgerError) -> [Receipt] {
    try state.withLock { (state) throws(LedgerError) in
      // A disk that fails under the index fails under the log next.
      if let failure = state.writing?.failure { throw .storage(failure) }
      let index = state.index
      let (revision, reading) = (index.rulebook.revision, index.rulebook.extractionRevision)
      let delivered = try deliveries.map { (delivery) throws(LedgerError) in
        try openable(delivery, at: batch.nextPosition)
      }
      return try index.environment.read(failingWith: LedgerError.self) {
        (base) throws(LedgerError) in
        var receipts: [Receipt] = []
        receipts.reserveCapacity(deliveries.count)
        for delivery in delivered {
          let extraction =
            delivery.extractionRevision == reading
            ? delivery.extraction
            : try extraction(of: delivery, state.runtimes, at: batch.nextPosition)
          receipts.append(try enter(delivery, extraction, index, revision, base, &batch))
        }
        return receipts
      }
    }
  }

  /// The delivery, under other keys where one of its own was destroyed since it was made ready.
  private func openable(
    _ delivery: ReadyDelivery, at position: LogPosition
  ) throws(LedgerError) -> ReadyDelivery {
    guard let writing, !writing.log.isOpenable(delivery.sealed) else { return delivery }
    var salts = Salts(surroundings)
    let salt = salts.next()
    return delivery.sealed(
      again: try LedgerError.logging { () throws(LogError) in
        try writing.log.seal(delivery.sealed, again: delivery.subjects, salt: salt, for: position)
      })
  }

  /// What a delivery says by the rulebook in force, where it was made ready by another one that
  /// reads bodies otherwise.
  private func extraction(
    of delivery: ReadyDelivery, _ runtimes: [ChannelRuntime], at position: LogPosition
  ) throws(LedgerError) -> Extraction {
    guard let runtime = runtimes.first(where: { $0.row == delivery.row }) else {
      throw .unknownChannel(name: delivery.row.name, known: runtimes.map(\.row.name))
    }
    let payload = try LedgerError.logging { () throws(LogError) in
      try log.payload(of: delivery.sealed.stored, for: position)
    }
    let headers = payload.headers.map { (name: $0.name, value: $0.value) }
    return runtime.read(headers: headers, body: payload.body).extraction
  }

  private func enter(
    _ delivery: ReadyDelivery, _ extraction: Extraction, _ index: LiveIndex, _ revision: Hash256,
    _ base: borrowing ReadTransaction, _ batch: inout Batch
  ) throws(LedgerError) -> Receipt {
    let position = batch.nextPosition
    let received = max(delivery.received ?? surroundings.now(), batch.lastReceived)
    var entry = Entry(
      position: position, kind: .delivery, received: received,
      clock: delivery.received == nil ? surroundings.clock() : .stated,
      engineVersion: Ledger.engineVersion, account: delivery.row.account,
      channel: delivery.row.name, channelKind: delivery.row.kind,
      deliveryKey: delivery.deliveryKey,
      cause: Entry.Cause(text: delivery.causedBy),
      actor: delivery.actor, authentication: delivery.authentication,
      keyFingerprint: delivery.keyFingerprint, evidence: delivery.evidence,
      senderTime: delivery.extraction.senderTime, revision: revision, subjects: delivery.subjects,
      content: delivery.sealed.content)
    let relation = try LedgerError.storing { () throws(StorageError) in
      try index.relation(key: delivery.deliveryKey, content: delivery.content, base)
    }
    switch relation {
    case .duplicate(let original):
      entry.kind = .duplicate(of: original)
      entry.content = nil
      try append(entry, nil, to: &batch)
      index.note(entry: position, duplicateOn: delivery.channel, of: original, at: received)
      return .duplicate(position, of: original)
    case .conflict(let other): entry.kind = .conflict(with: other)
    case .new: break
    }
    let arrival = Arrival(
      position: position, received: received, channel: delivery.channel,
      deliveryKey: delivery.deliveryKey, content: delivery.content,
      isConflict: entry.kind.original != nil, causedBy: entry.cause.text,
      extraction: extraction)
    let filings = try LedgerError.storing { () throws(StorageError) in
      try index.file(arrival, base)
    }
    entry.links = filings.map {
      ChainLink(item: $0.item, thread: $0.thread, sequence: $0.sequence, previous: $0.previous)
    }
    try append(entry, delivery.sealed.stored, to: &batch)
    let items = extraction.items.count
    if case .conflict(let other) = relation {
      return .conflict(position, with: other, items: items)
    }
    return .appended(position, items: items)
  }

  private func append(
    _ entry: Entry, _ body: StoredBody?, to batch: inout Batch
  ) throws(LedgerError) {
    try LedgerError.logging { () throws(LogError) in _ = try batch.append(entry, body: body) }
  }

  /// Writes the tail into the index file.
  public func flush() throws(LedgerError) {
    guard writing != nil else { throw .openedForReading }
    state.withLock { $0.isToBeWritten = true }
    // The committer begins it when all that is filed is in the log; that may first meet the failure
    // of the tail before this one.
    repeat {
      try submit { _ in }
      try state.withLock { (state) throws(LedgerError) in try state.finishWriting() }
    } while state.withLock { $0.isToBeWritten }
  }

  /// Begins to write the tail into the index file, beside deliveries that go on coming, where there is
  /// something to be written and nothing is being written. Waits for a commit, and never for the file.
  public func writeIndexBeside() async throws(LedgerError) {
    guard writing != nil else { throw .openedForReading }
    guard try !isWritingIndex() else { return }
    let begins = state.withLock { state in
      guard state.index.hasUnwritten else { return false }
      state.isToBeWritten = true
      return true
    }
    if begins { try await submit { _ in } }
  }

  /// Whether a tail is being written into the index file; takes note of one that has been.
  public func isWritingIndex() throws(LedgerError) -> Bool {
    try state.withLock { (state) throws(LedgerError) in
      guard let tail = state.writing else { return false }
      guard tail.isDone else { return true }
      try state.finishWriting()
      return false
    }
  }

  /// Records an operator's action, durably, and applies it to the index.
  ///
  /// - Returns: the position of its entry.
  @discardableResult
  func record(
    _ kind: ControlKind, body: [UInt8], actor: String, at instant: Timestamp? = nil,
    apply:
      @Sendable @escaping (
        inout State, LogPosition, borrowing ReadTransaction
      ) throws(StorageError) -> Void
  ) throws(LedgerError) -> LogPosition {
    guard let writing else { throw .openedForReading }
    return try submit { batch in
      try self.enter(
        kind, body: body, actor: actor, at: instant, into: &batch,
        sealer: writing.log.makeSealer(), apply)
    }
  }

  private func enter(
    _ kind: ControlKind, body: [UInt8], actor: String, at instant: Timestamp?,
    into batch: inout Batch, sealer: BodySealer,
    _ apply: (inout State, LogPosition, borrowing ReadTransaction) throws(StorageError) -> Void
  ) throws(LedgerError) -> LogPosition {
    try state.withLock { (state) throws(LedgerError) in
      let position = try LedgerError.logging { () throws(LogError) in
        try ControlEntry.append(
          kind, body: body, to: &batch, sealer: sealer,
          revision: state.index.rulebook.revision, actor: actor, at: instant,
          surroundings: surroundings)
      }
      let environment = state.index.environment
      try environment.read(failingWith: LedgerError.self) { (base) throws(LedgerError) in
        do throws(StorageError) {
          try apply(&state, position, base)
        } catch {
          throw .storage(error)
        }
      }
      state.index.note(entry: position, duplicateOn: nil, at: batch.lastReceived)
      return position
    }
  }
}
