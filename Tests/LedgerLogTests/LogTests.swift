import LedgerCore
import LedgerLog
import LedgerStorage
import LedgerStorageWriting
import Testing

@Suite("Log")
struct LogTests {
  @Test("what was appended is read back: entries, headers and bodies of every size")
  func readBack() throws {
    let log = try TestLog()
    let sealer = log.writer.makeSealer()
    let sizes = [80, 200, 1_900, 2_000, 2_100, 4_040, 20_000, 300_000]
    for (index, size) in sizes.enumerated() {
      let position = UInt64(index)
      let sealed = try log.seal(position, sealer: sealer, bytes: size)
      let entry = Entries.delivery(position, content: sealed.content)
      let range = try log.writer.append(batch: [PreparedEntry(entry, body: sealed.stored)])
      #expect(range == LogPosition(position)..<LogPosition(position + 1))
      #expect(try log.writer.reader.entry(at: LogPosition(position)) == entry)
      let payload = try log.writer.reader.body(at: LogPosition(position), verifying: true)
      #expect(payload?.headers == TestLog.headers)
      #expect(payload?.body == TestLog.body(position, bytes: size))
    }
    try TestLog.check(log.writer.reader, count: UInt64(sizes.count))
  }

  @Test("a duplicate and a control entry stand beside deliveries")
  func kinds() throws {
    let log = try TestLog()
    try log.append(1)
    var duplicate = Entries.delivery(1)
    duplicate.kind = .duplicate(of: .first)
    var control = Entries.delivery(2)
    control.kind = .control("join")
    control.evidence = .ledger
    control.deliveryKey = nil
    let payload = try log.seal(2)
    control.content = payload.content
    try log.writer.append(batch: [
      PreparedEntry(duplicate, body: nil), PreparedEntry(control, body: payload.stored),
    ])
    #expect(try log.writer.reader.entry(at: LogPosition(1)) == duplicate)
    #expect(try log.writer.reader.body(at: LogPosition(1)) == nil)
    #expect(try log.writer.reader.entry(at: LogPosition(2)) == control)
    try TestLog.check(log.writer.reader, count: 3)
  }

  @Test("positions are dense: a batch that skips one is refused whole")
  func gap() throws {
    let log = try TestLog()
    try log.append(2)
    let batch = try [2, 4].map { try PreparedEntry(Entries.delivery($0), body: nil) }
    #expect(throws: LogError.gap(expected: LogPosition(3), found: LogPosition(4))) {
      try log.writer.append(batch: batch)
    }
    try TestLog.check(log.writer.reader, count: 2)
    try log.append(1)
    try TestLog.check(log.writer.reader, count: 3)
  }

  @Test("received times never go back, within a batch or between batches")
  func receivedOrder() throws {
    let log = try TestLog()
    try log.append(2)
    var early = Entries.delivery(2)
    early.received = Timestamp(microseconds: 0)
    #expect(throws: LogError.receivedEarlier(LogPosition(2))) {
      try log.writer.append(batch: [PreparedEntry(early, body: nil)])
    }
    try TestLog.check(log.writer.reader, count: 2)
  }

  @Test("an entry with content and no body cannot be prepared, nor the reverse")
  func unmatched() throws {
    let content = Entry.Content(bodyLength: 1, fingerprint: .zero)
    #expect(throws: LogError.contentUnmatched(.first)) {
      try PreparedEntry(Entries.delivery(0, content: content), body: nil)
    }
    let log = try TestLog()
    let sealed = try log.seal(0)
    #expect(throws: LogError.contentUnmatched(.first)) {
      try PreparedEntry(Entries.delivery(0), body: sealed.stored)
    }
  }

  @Test("an entry over 65,535 bytes cannot be prepared")
  func oversized() throws {
    var entry = Entries.delivery(5)
    entry.subjects = Array(repeating: Hash128(high: 1, low: 1), count: 4_096)
    #expect(throws: LogError.self) { try PreparedEntry(entry, body: nil) }
  }

  @Test("a log opened again goes on where it ended, with the same key")
  func reopen() throws {
    let directory = try TestLog.newDirectory()
    defer { TestLog.remove(directory) }
    var id: Hash128?
    do {
      let writer = try LogWriter.create(
        lock: WriterLock.acquire(directory: directory), random: TestLog.random)
      id = writer.key.id
      #expect(writer.key.id == Hash128(high: 0x1011_1213_1415_1617, low: 0x1819_1a1b_1c1d_1e1f))
      try writer.append(batch: [PreparedEntry(Entries.delivery(0), body: nil)])
    }
    let writer = try LogWriter.open(lock: WriterLock.acquire(directory: directory))
    #expect(writer.nextPosition == LogPosition(1))
    #expect(writer.key.id == id)
    #expect(
      writer.key.hasher.hash("x") == SipHash128(key: Array(TestLog.random[..<16])).hash("x"))
    try writer.append(batch: [PreparedEntry(Entries.delivery(1), body: nil)])
    try TestLog.check(LogReader.open(directory: directory), count: 2)
  }

  @Test("a log is not created over another, only over one that has no entry yet")
  func createTwice() throws {
    let directory = try TestLog.newDirectory()
    defer { TestLog.remove(directory) }
    let lock = try WriterLock.acquire(directory: directory)
    do { _ = try LogWriter.create(lock: lock, random: TestLog.random.reversed()) }
    do {
      let writer = try LogWriter.create(lock: lock, random: TestLog.random)
      #expect(
        writer.key.hasher.hash("x") == SipHash128(key: Array(TestLog.random[..<16])).hash("x"))
      try writer.append(batch: [PreparedEntry(Entries.delivery(0), body: nil)])
    }
    #expect(throws: LogError.storage(.exists(path: directory + "/log.mdb"))) {
      try LogWriter.create(lock: lock, random: TestLog.random)
    }
  }

  @Test("a scan visits every position in its range once, over many transactions")
  func scan() throws {
    let log = try TestLog()
    for _ in 0..<3 { try log.append(3_000, bytes: 100) }
    var seen: [UInt64] = []
    try log.writer.reader.scan(from: LogPosition(17), through: LogPosition(8_500)) { entry in
      seen.append(entry.position.rawValue)
      return entry.position.rawValue == 8_400 ? .stop : .next
    }
    #expect(seen == Array(17...8_400))
    #expect(throws: LogError.noEntry(LogPosition(9_000))) {
      try log.writer.reader.scan(from: LogPosition(8_990), through: LogPosition(9_000)) { _ in
        .next
      }
    }
    #expect(throws: LogError.noEntry(LogPosition(9_000))) {
      try log.writer.reader.entry(at: LogPosition(9_000))
    }
  }

  @Test("a full log refuses further appends and keeps all that was acknowledged")
  func full() throws {
    let log = try TestLog(options: EnvironmentOptions(mapBytes: 1 << 20))
    var acknowledged: UInt64 = 0
    var failure: LogError?
    while failure == nil {
      do {
        try log.append(50, bytes: 1_000)
        acknowledged += 50
      } catch {
        failure = error as? LogError
      }
    }
    guard case .storage(.full) = failure else {
      Issue.record("expected a full log, found \(String(describing: failure))")
      return
    }
    #expect(acknowledged > 0)
    #expect(throws: LogError.self) { try log.append(1) }
    let last = try #require(log.writer.failure)
    #expect(throws: LogError.writerFailed(last)) {
      try log.writer.append(batch: [PreparedEntry(Entries.delivery(acknowledged), body: nil)])
    }
    try TestLog.check(log.writer.reader, count: acknowledged)
  }
}
