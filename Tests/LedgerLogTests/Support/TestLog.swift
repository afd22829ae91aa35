import Glibc
import LedgerCore
import LedgerLog
import LedgerStorage
import LedgerStorageWriting
import Testing

/// A log in a directory of its own, removed at the end. Every test of the log ends with `check`.
final class TestLog: Sendable {
  let directory: String
  let writer: LogWriter

  init(
    training: LogWriter.Training? = nil, options: EnvironmentOptions = EnvironmentOptions()
  ) throws {
    directory = try TestLog.newDirectory()
    writer = try LogWriter.create(
      lock: try WriterLock.acquire(directory: directory), random: TestLog.random,
      training: training, options: options)
  }

  deinit { TestLog.remove(directory) }

  static let random = (0..<32).map { UInt8($0) }

  static func newDirectory() throws -> String {
    var template = Array("/tmp/ledger-log-XXXXXX".utf8CString)
    let made = template.withUnsafeMutableBufferPointer { buffer in
      buffer.baseAddress.map { mkdtemp($0) != nil } ?? false
    }
    try #require(made)
    return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  static func remove(_ directory: String) {
    for name in ["log.mdb", "log.mdb-lock", "log.mdb.new", "writer.lock"] {
      unlink(directory + "/" + name)
    }
    rmdir(directory)
  }

  /// A sealed body of its own for a position.
  func seal(
    _ position: UInt64, sealer: BodySealer? = nil, bytes: Int = 200
  ) throws -> SealedBody {
    try (sealer ?? writer.makeSealer()).seal(
      headers: TestLog.headers, body: TestLog.body(position, bytes: bytes),
      salt: Salt(words: (position, 7)), shape: "shopify/orders/paid")
  }

  static let headers = [Header(name: "content-type", value: "application/json")]

  static func body(_ position: UInt64, bytes: Int = 200) -> [UInt8] {
    let start = Array(#"{"id":\#(position),"email":"a\#(position)@example.com","note":""#.utf8)
    var random = SeededGenerator(seed: position)
    let filler = (0..<max(bytes - start.count - 2, 0)).map { _ in
      UInt8.random(in: 0x61...0x7a, using: &random)
    }
    return start + filler + Array(#""}"#.utf8)
  }

  /// Appends `count` deliveries with bodies in one batch.
  func append(_ count: UInt64, bytes: Int = 200) throws {
    let first = writer.nextPosition.rawValue
    let sealer = writer.makeSealer()
    let batch = try (first..<first + count).map { position in
      let sealed = try seal(position, sealer: sealer, bytes: bytes)
      return try PreparedEntry(
        Entries.delivery(position, content: sealed.content), body: sealed.stored)
    }
    try writer.append(batch: batch)
  }

  /// Everything that must hold of any log: dense, in order of receipt, each body the one that its
  /// entry was made for.
  static func check(_ reader: LogReader, count: UInt64) throws {
    #expect(try reader.nextPosition() == LogPosition(count))
    guard count > 0 else { return }
    var due: UInt64 = 0
    var received = Timestamp.distantPast
    try reader.scanBodies(
      from: .first, through: LogPosition(count - 1), verifying: true
    ) { entry, payload in
      #expect(entry.position.rawValue == due)
      #expect(entry.received >= received)
      #expect((entry.content == nil) == (payload == nil))
      #expect(entry.content?.bodyLength == payload.map { UInt64($0.body.count) })
      due += 1
      received = entry.received
      return .next
    }
    #expect(due == count)
  }
}
