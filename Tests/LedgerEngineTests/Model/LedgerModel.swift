import LedgerCore

/// What a ledger must agree with, in plain dictionaries.
struct LedgerModel {
  enum Entry: Equatable {
    case delivery(Delivery)
    case duplicate(of: UInt64)
    case control
  }

  struct Delivery: Equatable {
    var channel: String
    /// What its sender calls it.
    var key: String?
    var body: String
    /// The earlier delivery of that name with other bytes.
    var conflict: UInt64?
    /// Of orders: the numbers by which rulebooks know it, its status and its version.
    var order: OrderFacts?
  }

  struct OrderFacts: Equatable {
    var id: Int
    var other: Int
    var status: String
    var updated: Int
  }

  /// Rulebooks that are switched between: `mapped` folds otherwise than `plain`, `regrouped` knows orders
  /// by their other number.
  enum Rules: Int, CaseIterable {
    case plain, mapped, regrouped
  }

  struct Join: Equatable {
    var first: Int
    var second: Int
  }

  /// Ledgers begin with two entries: their creation and their first rulebook.
  private(set) var entries: [Entry] = [.control, .control]
  private(set) var received: [Timestamp]
  /// By channel and name: what was delivered so, and where.
  private var named: [String: [(body: String, position: UInt64)]] = [:]
  /// Rulebooks in the order in which they came into force.
  private(set) var switches: [Rules] = [.plain]
  /// By the position that records them.
  private(set) var joins: [UInt64: Join] = [:]
  /// Checkpoints by the number of entries that they cover.
  var signed: [UInt64: [UInt8]] = [:]
  private(set) var channels: Set<String> = []

  init(begin: Timestamp) { received = [begin, begin] }

  var next: UInt64 { UInt64(entries.count) }
  var rules: Rules { switches[switches.count - 1] }

  /// The last rulebook before the one in force that is another one.
  var former: Rules? { switches.last { $0 != rules } }

  var deliveries: [(position: UInt64, delivery: Delivery)] {
    entries.enumerated().compactMap { position, entry in
      if case .delivery(let delivery) = entry { (UInt64(position), delivery) } else { nil }
    }
  }

  var duplicates: Int {
    entries.count { if case .duplicate = $0 { true } else { false } }
  }

  // MARK: What happens

  mutating func record(at now: Timestamp) {
    entries.append(.control)
    note(now)
  }

  mutating func register(_ channel: String, at now: Timestamp) {
    if channels.insert(channel).inserted { record(at: now) }
  }

  /// - Returns: what must be said of the delivery.
  mutating func append(_ delivery: Delivery, at now: Timestamp) -> Outcome {
    let position = next
    var delivery = delivery
    var outcome = Outcome.appended(position)
    if let key = delivery.key {
      let name = "\(delivery.channel)\u{0}\(key)"
      if let same = named[name]?.first(where: { $0.body == delivery.body }) {
        entries.append(.duplicate(of: same.position))
        note(now)
        return .duplicate(position, of: same.position)
      }
      if let first = named[name]?.first {
        delivery.conflict = first.position
        outcome = .conflict(position, with: first.position)
      }
      named[name, default: []].append((delivery.body, position))
    }
    entries.append(.delivery(delivery))
    note(now)
    return outcome
  }

  enum Outcome: Equatable {
    case appended(UInt64)
    case duplicate(UInt64, of: UInt64)
    case conflict(UInt64, with: UInt64)
  }

  mutating func activate(_ rules: Rules, at now: Timestamp) {
    switches.append(rules)
    record(at: now)
  }

  mutating func join(_ join: Join, at now: Timestamp) {
    joins[next] = join
    record(at: now)
  }

  mutating func separate(join position: UInt64, at now: Timestamp) {
    joins[position] = nil
    record(at: now)
  }

  /// Times never go back, whatever the clock does.
  private mutating func note(_ now: Timestamp) {
    received.append(max(now, received[received.count - 1]))
  }
}
