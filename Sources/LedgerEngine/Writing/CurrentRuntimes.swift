import Synchronization

/// What the rulebook in force makes of each channel, told anew whenever another index takes over:
/// for those who make deliveries ready in threads of their own, and may outlive the ledger.
final class CurrentRuntimes: Sendable {
  private let changes = Atomic<Int>(0)
  private let runtimes = Mutex<[String: ChannelRuntime]>([:])

  /// Changes with each telling.
  var version: Int { changes.load(ordering: .acquiring) }

  func tell(_ current: [ChannelRuntime]) {
    let byName = Dictionary(current.map { ($0.row.name, $0) }) { first, _ in first }
    runtimes.withLock { $0 = byName }
    changes.add(1, ordering: .releasing)
  }

  subscript(name: String) -> ChannelRuntime? { runtimes.withLock { $0[name] } }
}
