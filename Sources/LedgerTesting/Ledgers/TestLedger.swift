import Glibc
import LedgerChannels
public import LedgerCore
public import LedgerEngine
import LedgerLog
import LedgerRules
import Synchronization

/// A clock that moves only when it is told to.
public final class ManualClock: Sendable {
  private let instant: Mutex<Timestamp>

  public init(_ instant: Timestamp) { self.instant = Mutex(instant) }

  public var now: Timestamp {
    get { instant.withLock { $0 } }
    set { instant.withLock { $0 = newValue } }
  }
}

/// A directory that is removed with its owner.
public final class TemporaryDirectory: Sendable {
  public let path: String

  public init(in parent: String = "/tmp") {
    var template = Array("\(parent)/orderledger-test-XXXXXX".utf8CString)
    guard let made = mkdtemp(&template) else { fatalError("no temporary directory: \(errno)") }
    path = String(cString: made)
  }

  deinit { TemporaryDirectory.remove(path) }

  private static func remove(_ path: String) {
    if let directory = opendir(path) {
      while let entry = readdir(directory) {
        let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
          String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        if name != ".", name != ".." { remove(path + "/" + name) }
      }
      closedir(directory)
      rmdir(path)
    } else {
      unlink(path)
    }
  }
}

extension Surroundings {
  /// A manual clock and seeded randomness: the same run gives the same bytes.
  public static func test(clock: ManualClock, seed: UInt64) -> Surroundings {
    let random = SharedRandom(seed: seed)
    return Surroundings(
      now: { clock.now }, randomBytes: { random.bytes($0) }, clock: { .stated })
  }
}

private final class SharedRandom: Sendable {
  private let generator: Mutex<SplitMix64>

  init(seed: UInt64) { generator = Mutex(SplitMix64(seed: seed)) }

  func bytes(_ count: Int) -> [UInt8] {
    generator.withLock { generator in
      (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }
  }
}

extension Ledger {
  /// Appends one delivery to a channel, registered on first use.
  @discardableResult
  public func take(
    _ body: String, channel: String, kind: String? = nil,
    headers: [(name: String, value: String)] = [], received: Timestamp? = nil
  ) throws -> Receipt {
    _ = try register(channel: channel, kind: kind, account: nil, at: received)
    let preparation = try preparation(channel: channel)
    do {
      let ready = try preparation.prepare(
        Incoming(
          headers: headers, body: Array(body.utf8), received: received, evidence: .unsigned,
          actor: "test"))
      return try append([ready])[0]
    } catch let refusal as Refusal {
      return .refused(refusal)
    }
  }

  /// Appends deliveries recorded in NDJSON, each with its channel: as the simulator writes them.
  public func take(recorded lines: [[UInt8]]) throws -> [Receipt] {
    var preparations: [String: Preparation] = [:]
    var ready: [ReadyDelivery] = []
    var receipts: [Receipt] = []
    for line in lines {
      guard let recorded = RecordedLine(line) else { continue }
      let channel = recorded.channel
      if preparations[channel] == nil {
        // A channel is registered when it is first heard: after all that came before.
        receipts += try append(ready)
        ready.removeAll()
        _ = try register(
          channel: channel, kind: nil, account: nil, at: recorded.delivery.received)
        preparations[channel] = try preparation(channel: channel)
      }
      let incoming = recorded.incoming(actor: "simulator")
      if let made = try preparations[channel]?.prepare(incoming) { ready.append(made) }
    }
    return try receipts + append(ready)
  }
}
