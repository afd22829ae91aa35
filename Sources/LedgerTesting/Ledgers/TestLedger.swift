import Glibc
import LedgerChannels
public import LedgerCore
public import LedgerEngine
import LedgerLog
import LedgerRules

/// A clock that moves only when it is told to.
public final class ManualClock: @unchecked Sendable {
  private let lock = NSRecursiveMutex()
  private var instant: Timestamp

  public init(_ instant: Timestamp) { self.instant = instant }

  public var now: Timestamp {
    get { lock.run { instant } }
    set { lock.run { instant = newValue } }
  }
}

/// The few lines of a lock that tests need.
final class NSRecursiveMutex: @unchecked Sendable {
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>

  init() {
    mutex = .allocate(capacity: 1)
    pthread_mutex_init(mutex, nil)
  }

  deinit {
    pthread_mutex_destroy(mutex)
    mutex.deallocate()
  }

  func run<Result>(_ body: () -> Result) -> Result {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return body()
  }
}

/// A directory that is removed with its owner.
public final class TemporaryDirectory: Sendable {
  public let path: String

  public init() {
    var template = Array("/tmp/orderledger-test-XXXXXX".utf8CString)
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

private final class SharedRandom: @unchecked Sendable {
  private let lock = NSRecursiveMutex()
  private var generator: SplitMix64

  init(seed: UInt64) { generator = SplitMix64(seed: seed) }

  func bytes(_ count: Int) -> [UInt8] {
    lock.run { (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) } }
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
      guard case .delivery(let recorded) = DeliveryRecord(reading: line),
        let document = try? JSONDocument.parse(line),
        let node = document.member("channel", of: document.root)
      else { continue }
      let channel = document.text(node)
      if preparations[channel] == nil {
        // A channel is registered when it is first heard: after all that came before.
        receipts += try append(ready)
        ready.removeAll()
        _ = try register(
          channel: channel, kind: nil, account: nil, at: recorded.received)
        preparations[channel] = try preparation(channel: channel)
      }
      let incoming = Incoming(
        headers: recorded.headers, body: recorded.body, received: recorded.received,
        evidence: .unsigned, actor: "simulator")
      if let made = try preparations[channel]?.prepare(incoming) { ready.append(made) }
    }
    return try receipts + append(ready)
  }
}
