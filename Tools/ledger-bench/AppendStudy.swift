import Glibc
import LedgerEngine
import LedgerTesting

/// Single durable appends of recorded deliveries, one caller: through the whole ledger, and as bare
/// commits of the same bytes to the store below it.
struct AppendStudy {
  let directory: String
  /// Recorded deliveries in NDJSON.
  let deliveries: String

  private static let appends = 2_000

  func run() throws {
    let lines = try AppendStudy.lines(of: deliveries, atMost: AppendStudy.appends * 2)
    let course = Course(runs: 1)
    let ledger = try Ledger.create(
      directory: directory + "/ledger", rulebook: ShippedRulebook.retail())
    var preparations: [String: Preparation] = [:]
    var incoming: [(channel: String, delivery: Incoming)] = []
    for line in lines {
      guard let recorded = RecordedLine(line) else { continue }
      let channel = recorded.channel
      if preparations[channel] == nil {
        _ = try ledger.register(
          channel: channel, kind: nil, account: nil, at: recorded.delivery.received)
        preparations[channel] = try ledger.preparation(channel: channel)
      }
      incoming.append((channel, recorded.incoming(actor: "bench")))
    }
    // The first half trains dictionaries.
    func append(_ index: Int) throws {
      if let ready = try preparations[incoming[index].channel]?.prepare(incoming[index].delivery) {
        _ = try ledger.append([ready])
      }
    }
    let half = incoming.count / 2
    for index in 0..<half { try append(index) }
    // In turn, so that both have the same disk.
    let bare = try BareCommits(directory: directory)
    try course.sample(
      [("append, the whole ledger", append), ("append, a bare commit of LMDB", bare.commit)],
      unit: "delivery", half..<incoming.count)
    try ledger.close()
  }

  private static func lines(of path: String, atMost count: Int) throws -> [[UInt8]] {
    guard let file = fopen(path, "r") else {
      throw ClaimExport.NotWritten(path: path, errno: errno)
    }
    defer { fclose(file) }
    var lines: [[UInt8]] = []
    var line: UnsafeMutablePointer<CChar>?
    var capacity = 0
    defer { free(line) }
    while lines.count < count, case let length = getline(&line, &capacity, file), length > 0 {
      lines.append(
        Array(UnsafeRawBufferPointer(start: line, count: length).dropLast()))
    }
    return lines
  }
}
