import LedgerCore
import LedgerLog
import Testing

@Suite("Landmarks")
struct LandmarkTests {
  private func batch(_ log: TestLog, landmarks: Set<UInt64>, count: UInt64) throws -> Batch {
    var batch = log.writer.makeBatch()
    for _ in 0..<count {
      let position = batch.nextPosition.rawValue
      try batch.append(
        Entries.delivery(position), body: nil, isLandmark: landmarks.contains(position))
    }
    return batch
  }

  @Test("the entries appended as landmarks are listed, in order, to all readers")
  func listed() throws {
    let log = try TestLog()
    #expect(try log.writer.reader.landmarks() == nil)
    let first = try batch(log, landmarks: [1, 3], count: 5)
    try log.writer.append(batch: first.entries)
    let second = try batch(log, landmarks: [6], count: 3)
    try log.writer.append(batch: second.entries)
    let expected = [1, 3, 6].map { LogPosition($0) }
    #expect(try log.writer.reader.landmarks() == expected)
    #expect(try LogReader.open(directory: log.directory).landmarks() == expected)
    try TestLog.check(log.writer.reader, count: 8)
  }

  @Test("a batch that is refused lists none of its landmarks")
  func refused() throws {
    let log = try TestLog()
    let first = try batch(log, landmarks: [0], count: 1)
    try log.writer.append(batch: first.entries)
    let gap = try PreparedEntry(Entries.delivery(4), body: nil, isLandmark: true)
    #expect(throws: LogError.self) { try log.writer.append(batch: [gap]) }
    #expect(try log.writer.reader.landmarks() == [.first])
    try TestLog.check(log.writer.reader, count: 1)
  }

  @Test("a log of an earlier version is given a list once")
  func listing() throws {
    let log = try TestLog()
    try log.append(4)
    #expect(try log.writer.reader.landmarks() == nil)
    try log.writer.list(landmarks: [LogPosition(1), LogPosition(2)])
    try log.writer.list(landmarks: [LogPosition(3)])
    #expect(try log.writer.reader.landmarks() == [LogPosition(1), LogPosition(2)])
    try TestLog.check(log.writer.reader, count: 4)
  }

  @Test("a sealed body is read before it is in the log")
  func unsealed() throws {
    let log = try TestLog()
    let sealed = try log.seal(9, bytes: 5_000)
    let payload = try log.writer.reader.payload(of: sealed.stored, for: LogPosition(9))
    #expect(payload.body == TestLog.body(9, bytes: 5_000))
    #expect(payload.headers == TestLog.headers)
  }
}
