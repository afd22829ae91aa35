import LedgerCore
import LedgerLog
import LedgerStorageWriting
import LedgerTesting
import Testing

@Suite("Crashes")
struct CrashTests {
  @Test("a writer killed at any moment loses nothing that it acknowledged")
  func kill9() throws {
    var random = SeededGenerator(seed: testSeed())
    let directory = try TestLog.newDirectory()
    defer { TestLog.remove(directory) }
    do {
      _ = try LogWriter.create(
        lock: WriterLock.acquire(directory: directory), random: TestLog.random)
    }
    var acknowledged: UInt64 = 0
    for round in 0..<6 {
      let lines = Int.random(in: 1...60, using: &random)
      let last = try HelperProcess("ledger-crash-writer", directory, "\(round)").kill(after: lines)
      acknowledged = try #require(last) + 1
      let writer = try LogWriter.open(lock: WriterLock.acquire(directory: directory))
      // More than was acknowledged may be there; never less, and never a half batch.
      let count = writer.nextPosition.rawValue
      #expect(count >= acknowledged)
      try TestLog.check(writer.reader, count: count)
      try writer.append(batch: [next(writer)])
      acknowledged = count + 1
    }
    try TestLog.check(LogReader.open(directory: directory), count: acknowledged)
  }

  private func next(_ writer: LogWriter) throws -> PreparedEntry {
    var entry = Entries.delivery(writer.nextPosition.rawValue)
    entry.received = writer.makeBatch().lastReceived
    return try PreparedEntry(entry, body: nil)
  }
}
