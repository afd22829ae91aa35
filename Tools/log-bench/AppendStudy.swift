import Glibc
import LedgerCore
import LedgerLog
import LedgerStorage
import LedgerStorageWriting

/// What an entry costs, and how many durable appends a second there are.
struct AppendStudy {
  let directory: String
  private let clock = ContinuousClock()
  private let processor = CPUClock()

  func run() throws {
    measureEntries()
    let payloads = try makePayloads(4_096)
    measureSealing(payloads)
    let lock = try WriterLock.acquire(directory: directory)
    try measureBareCommits(lock)
    let writer = try LogWriter.create(
      lock: lock, random: Array(repeating: 7, count: 32),
      training: LogWriter.Training(seed: 1, run: { $0() }))
    let committer = GroupCommitter(writer: writer)
    let sealer = writer.makeSealer()
    let bodies = try seal(payloads, sealer)
    try append(bodies, committer, batches: 1, of: 64)
    // The first batch stored the dictionary: these bodies use it.
    var packed: [SealedBody] = []
    let sealing = try processor.measure { packed = try seal(payloads, sealer) }
    print("seal \(fixed(sealing.microseconds / Double(packed.count))) µs with dictionary")
    let size = packed.reduce(0) { $0 + $1.stored.record.count } / packed.count
    print("stored body: \(size) bytes on average")
    try report("one caller, one entry", 1_000, 1) {
      try append(packed, committer, batches: 1_000, of: 1)
    }
    try report("groups of 64 in one submission", 600, 64) {
      try append(packed, committer, batches: 600, of: 64)
    }
    try threads(committer, packed, count: 64, each: 400)
    try report("batches of 4,096", 150, 4_096) {
      try append(packed, committer, batches: 150, of: 4_096)
    }
    try scan(writer)
    let file = try fileBytes()
    let entries = Int(writer.nextPosition.rawValue)
    print("\(entries) entries, \(file / entries) bytes of file each")
  }

  /// What the store and the disk take for one value of the size of an entry and its body.
  private func measureBareCommits(_ lock: WriterLock) throws {
    let table = Table<UInt64, [UInt8]>("values", .appendOnly)
    let environment = try WritableEnvironment.create(
      path: directory + "/bare.mdb", schema: Schema(purpose: "bench", version: 1, tables: [table]),
      lock: lock)
    let value = [UInt8](repeating: 7, count: 500)
    var key: UInt64 = 0
    try report("bare commit of one value", 1_000, 1) {
      for _ in 0..<1_000 {
        key += 1
        try environment.write { transaction throws(StorageError) in
          try transaction.append(table, key, value)
        }
      }
    }
  }

  private func fileBytes() throws -> Int {
    var status = stat()
    return stat(directory + "/log.mdb", &status) == 0 ? Int(status.st_blocks) * 512 : 0
  }

  private func measureEntries() {
    let entry = AppendStudy.entry(
      LogPosition(1_000_000), Entry.Content(bodyLength: 1_200, fingerprint: .zero))
    var bytes: [UInt8] = []
    let count = 1_000_000
    let encode = processor.measure {
      for _ in 0..<count {
        bytes.removeAll(keepingCapacity: true)
        try? entry.encode(into: &bytes)
      }
    }
    var sum: UInt64 = 0
    let view = processor.measure {
      bytes.withUnsafeBytes { bytes in
        for _ in 0..<count {
          sum &+= (try? EntryView(unsafeBytes: bytes))?.position.rawValue ?? 0
        }
      }
    }
    let decode = processor.measure {
      for _ in 0..<count { sum &+= (try? Entry(decoding: bytes))?.position.rawValue ?? 0 }
    }
    let per = 1_000 / Double(count)
    print(
      "entry of \(bytes.count) bytes: encode \(fixed(encode.microseconds * per)) ns, "
        + "view \(fixed(view.microseconds * per)) ns, decode \(fixed(decode.microseconds * per)) ns"
        + (sum == 0 ? "!" : ""))
  }

  private func measureSealing(_ payloads: [Payload]) {
    let sealer = BodySealer(shelf: DictionaryShelf(), trainer: nil)
    let time = processor.measure { _ = try? seal(payloads, sealer) }
    let canonical = payloads.compactMap { try? $0.encoded() }
    let salt = Salt(words: (1, 2))
    let fingerprint = processor.measure {
      for payload in canonical {
        payload.withUnsafeBytes { _ = Fingerprint.compute(salt: salt, payload: $0) }
      }
    }
    let bytes = canonical.reduce(0) { $0 + $1.count } / canonical.count
    let count = Double(payloads.count)
    print(
      "payload of \(bytes) bytes: seal \(fixed(time.microseconds / count)) µs without dictionary, "
        + "of which fingerprint \(fixed(fingerprint.microseconds / count)) µs")
  }

  private func makePayloads(_ count: Int) throws -> [Payload] {
    var synthetic = Synthetic(random: SeededGenerator(state: 3))
    return (0..<count).map { _ in synthetic.delivery() }
  }

  private func seal(_ payloads: [Payload], _ sealer: BodySealer) throws -> [SealedBody] {
    try payloads.map {
      try sealer.seal(
        headers: $0.headers, body: $0.body, salt: Salt(words: (1, 2)), shape: "shopify/orders")
    }
  }

  private func append(
    _ bodies: [SealedBody], _ committer: GroupCommitter, batches: Int, of size: Int
  ) throws {
    for _ in 0..<batches {
      try committer.submit { batch in
        for index in 0..<size {
          let body = bodies[index % bodies.count]
          try batch.append(
            AppendStudy.entry(batch.nextPosition, body.content), body: body.stored)
        }
      }
    }
  }

  private func threads(
    _ committer: GroupCommitter, _ bodies: [SealedBody], count: Int, each: Int
  ) throws {
    try report("\(count) callers at once, one entry each", count * each, 1) {
      try Workers.run(count) { try append(bodies, committer, batches: each, of: 1) }
    }
  }

  private func scan(_ writer: LogWriter) throws {
    var bytes = 0
    let last = LogPosition(writer.nextPosition.rawValue - 1)
    let entries = try processor.measure {
      try writer.reader.scan(from: .first, through: last) { entry in
        bytes += entry.bytes.count
        return .next
      }
    }
    let bodies = try processor.measure {
      try writer.reader.scanBodies(from: .first, through: last) { _, payload in
        bytes += payload?.body.count ?? 0
        return .next
      }
    }
    let count = Double(last.rawValue + 1)
    print(
      "scan: \(fixed(entries.microseconds * 1_000 / count)) ns an entry, "
        + "\(fixed(bodies.microseconds * 1_000 / count)) ns with its body\(bytes == 0 ? "!" : "")")
  }

  private func report(
    _ name: String, _ batches: Int, _ size: Int, _ work: () throws -> Void
  ) throws {
    var time = Duration.zero
    let busy = try processor.measure { time = try clock.measure { try work() } }
    let rate = Double(batches * size) / (time.microseconds / 1e6)
    print(
      "\(name): \(Int(rate)) entries/s, \(fixed(time.microseconds / Double(batches))) µs each, "
        + "\(fixed(busy.microseconds / Double(batches * size))) µs of processor an entry")
  }

  static func entry(_ position: LogPosition, _ content: Entry.Content) -> Entry {
    Entry(
      position: position, kind: .delivery,
      received: Timestamp(microseconds: 1_767_225_600_000_000 + Int64(position.rawValue)),
      clock: .synchronised, engineVersion: "0.1.0", account: "eu", channel: "shopify-eu",
      channelKind: "shopify", deliveryKey: Hash128(high: position.rawValue, low: 5),
      actor: "shopify-eu", authentication: "hmac-sha256", keyFingerprint: 99, evidence: .signed,
      senderTime: "2026-01-01T00:00:00Z", revision: .zero,
      subjects: [Hash128(high: 1, low: position.rawValue)],
      links: [
        ChainLink(
          item: 0, thread: ThreadID(origin: ItemID(position: position, index: 0)), sequence: 0,
          previous: nil)
      ],
      content: content)
  }
}
