import Crypto
public import LedgerCore
import LedgerStorage
import Synchronization

/// The keys of data subjects. Each body is encrypted under a key made of those of all its subjects, so
/// that destroying one of them is enough. From any thread.
public final class KeyRing: Sendable {
  private let file: KeyFile
  private let ledger: Hash128
  private let state: Mutex<State>

  private struct State: Sendable {
    var content: KeyFile.Content
    var master: MasterKey
    /// Why nothing is sealed or added any more: what the file holds is not known.
    var failure: KeyFault?
    /// Subject → its key's id.
    var current: [Hash128: Hash128] = [:]
    /// Id → the number of its record.
    var numbers: [Hash128: Int] = [:]
    /// Keys that were opened, and those that are not in the file yet.
    var opened: [Hash128: SymmetricKey] = [:]
    var unsaved: [KeyRecord] = []
    /// Destroyed by this process: for what was made ready before, and is not appended yet. The keys
    /// are forgotten soon, that they were destroyed is not.
    var destroyed: [Hash128: SymmetricKey?] = [:]
    var forgetsAt = ContinuousClock.now

    init(_ content: KeyFile.Content, _ master: MasterKey) {
      self.content = content
      self.master = master
      take(from: 0)
    }

    /// The same with what the file holds now; who destroyed keys still knows it.
    mutating func reset(to content: KeyFile.Content, _ master: MasterKey) {
      var new = State(content, master)
      new.destroyed = destroyed
      new.forgetsAt = forgetsAt
      self = new
    }

    mutating func take(from first: Int) {
      for number in first..<content.count {
        guard let record = content.record(number) else { continue }
        current[record.subject] = record.id
        numbers[record.id] = number
      }
    }
  }

  /// Opened keys that are kept in memory.
  private static let openedMax = 200_000
  /// How long what was made ready may take to be appended.
  private static let destroyedKept = Duration.seconds(600)

  static func randomID() -> Hash128 {
    SymmetricKey(size: .bits128).withUnsafeBytes { bytes in
      Hash128(
        high: bytes.loadUnaligned(as: UInt64.self),
        low: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
    }
  }

  public static func exists(in directory: String) -> Bool {
    Files.exists(KeyFile(in: directory).path)
  }

  /// Makes the file of keys of a new ledger.
  public static func create(
    in directory: String, ledger: Hash128, master: MasterKey
  ) throws(LogError) -> KeyRing {
    let file = KeyFile(in: directory)
    let header = KeyFile.header(ledger, fileKey: SymmetricKey(size: .bits256), under: master)
    try keys { () throws(KeyFault) in try file.replace(header: header, records: []) }
    return try open(in: directory, ledger: ledger, master: master)
  }

  public static func open(
    in directory: String, ledger: Hash128, master: MasterKey
  ) throws(LogError) -> KeyRing {
    let file = KeyFile(in: directory)
    let content = try keys { () throws(KeyFault) in
      try file.read(ledger: ledger, master: master)
    }
    return KeyRing(file, ledger, master, content)
  }

  private init(
    _ file: KeyFile, _ ledger: Hash128, _ master: MasterKey, _ content: KeyFile.Content
  ) {
    self.file = file
    self.ledger = ledger
    state = Mutex(State(content, master))
  }

  public var path: String { file.path }

  /// Number of subjects.
  public var count: Int { state.withLock { $0.current.count } }

  /// The ids of the keys that these subjects have.
  public func ids(of subjects: [Hash128]) -> [Hash128] {
    state.withLock { state in subjects.compactMap { state.current[$0] } }
  }

  /// Which of these keys are there.
  public func present(_ ids: some Sequence<Hash128>) -> [Hash128] {
    state.withLock { state in ids.filter { state.opened[$0] != nil || state.numbers[$0] != nil } }
  }

  // MARK: For bodies

  /// The keys of subjects, in their order; made for those that have none.
  func keys(of subjects: [Hash128]) throws(LogError) -> [(id: Hash128, key: SymmetricKey)] {
    try state.withLock { state throws(LogError) in
      if let failure = state.failure { throw .keys(failure) }
      var found: [(Hash128, SymmetricKey)] = []
      for subject in subjects {
        if let id = state.current[subject] {
          guard let key = try key(id, &state) else { throw .keys(damage(id, state)) }
          found.append((id, key))
        } else {
          let key = SymmetricKey(size: .bits256)
          let id = KeyRing.randomID()
          state.unsaved.append(
            KeyRecord(subject: subject, id: id, key: key, under: state.content.fileKey))
          state.current[subject] = id
          state.opened[id] = key
          found.append((id, key))
        }
      }
      return found
    }
  }

  /// The keys with these ids; nil where one is not there any more.
  ///
  /// - Parameter isAppended: what is not appended yet may need keys that were destroyed since it was made
  ///   ready.
  func keys(_ ids: [Hash128], isAppended: Bool = true) throws(LogError) -> [SymmetricKey]? {
    try state.withLock { state throws(LogError) in
      var found: [SymmetricKey] = []
      for id in ids {
        if !isAppended, case .some(.some(let late)) = state.destroyed[id] {
          found.append(late)
          continue
        }
        guard let key = try key(id, &state) else { return nil }
        found.append(key)
      }
      return found
    }
  }

  /// Whether all of these may be used for what is appended now.
  func areCurrent(_ ids: [Hash128]) -> Bool {
    state.withLock { state in
      if state.forgetsAt < .now {
        for id in state.destroyed.keys { state.destroyed[id] = .some(nil) }
        state.forgetsAt = .now + KeyRing.destroyedKept
      }
      return ids.allSatisfy { !state.destroyed.keys.contains($0) }
    }
  }

  private func key(_ id: Hash128, _ state: inout State) throws(LogError) -> SymmetricKey? {
    if let key = state.opened[id] { return key }
    if state.numbers[id] == nil { try reread(&state) }
    guard let number = state.numbers[id] else { return nil }
    guard let key = state.content.record(number)?.key(under: state.content.fileKey) else {
      throw .keys(.damaged(path: path, record: number))
    }
    if state.opened.count >= KeyRing.openedMax {
      let unsaved = Set(state.unsaved.map(\.id))
      state.opened = state.opened.filter { unsaved.contains($0.key) }
    }
    state.opened[id] = key
    return key
  }

  private func damage(_ id: Hash128, _ state: State) -> KeyFault {
    .damaged(path: path, record: state.numbers[id])
  }

  /// Another process may have added keys, or written the file anew.
  private func reread(_ state: inout State) throws(LogError) {
    guard state.unsaved.isEmpty, !file.isUnchanged(since: state.content) else { return }
    let master = state.master
    let content = try KeyRing.keys { () throws(KeyFault) in
      try file.read(ledger: ledger, master: master)
    }
    state.reset(to: content, master)
  }

  // MARK: For the writer

  /// Brings new keys to disk: before the first body that needs them.
  func save() throws(LogError) {
    try state.withLock { state throws(LogError) in
      if let failure = state.failure { throw .keys(failure) }
      guard !state.unsaved.isEmpty else { return }
      try KeyRing.keys { () throws(KeyFault) in
        try file.append(state.unsaved, behind: state.content.count)
      }
      let first = state.content.count
      state.content.records += state.unsaved.flatMap(\.bytes)
      state.unsaved = []
      state.take(from: first)
    }
  }

  /// Destroys keys: the file is written anew without them, and the old one over with zeros. Nothing is
  /// sealed with them any more, also where this fails.
  public func destroy(_ ids: Set<Hash128>) throws(LogError) {
    try state.withLock { state throws(LogError) in
      for id in ids { state.destroyed[id] = .some((try? key(id, &state)) ?? nil) }
      state.forgetsAt = .now + KeyRing.destroyedKept
      var records: [UInt8] = []
      records.reserveCapacity(state.content.records.count)
      for number in 0..<state.content.count {
        guard let record = state.content.record(number), !ids.contains(record.id) else { continue }
        records += record.bytes
      }
      try replace(header: state.content.header, records: records, state.master, &state)
    }
  }

  /// Puts the file under another master key. No key of a subject changes.
  public func rotate(to master: MasterKey) throws(LogError) {
    try save()
    try state.withLock { state throws(LogError) in
      let header = KeyFile.header(ledger, fileKey: state.content.fileKey, under: master)
      try replace(header: header, records: state.content.records, master, &state)
    }
  }

  /// Writes the file anew; keys that are not in it yet are kept, but for those that are destroyed.
  private func replace(
    header: [UInt8], records: [UInt8], _ master: MasterKey, _ state: inout State
  ) throws(LogError) {
    let unsaved = state.unsaved.filter { !state.destroyed.keys.contains($0.id) }
    var failure: KeyFault?
    do throws(KeyFault) {
      try file.replace(header: header, records: records)
    } catch {
      // It may have come to its place all the same.
      failure = error
    }
    do throws(KeyFault) {
      let former = state.master
      if let content = try? file.read(ledger: ledger, master: master) {
        state.reset(to: content, master)
      } else {
        state.reset(to: try file.read(ledger: ledger, master: former), former)
      }
    } catch {
      state.failure = error
      failure = failure ?? error
    }
    for id in state.destroyed.keys {
      state.opened[id] = nil
      state.numbers[id] = nil
    }
    state.current = state.current.filter { !state.destroyed.keys.contains($0.value) }
    for record in unsaved {
      state.unsaved.append(record)
      state.current[record.subject] = record.id
      state.opened[record.id] = record.key(under: state.content.fileKey)
    }
    if let failure { throw .keys(failure) }
  }

  /// Finishes what a writer that died did not come to.
  func tidy() throws(LogError) {
    try KeyRing.keys { () throws(KeyFault) in
      try file.scrub()
      try file.trim()
    }
  }

  private static func keys<Result>(
    _ body: () throws(KeyFault) -> Result
  ) throws(LogError) -> Result {
    do throws(KeyFault) {
      return try body()
    } catch {
      throw .keys(error)
    }
  }
}
