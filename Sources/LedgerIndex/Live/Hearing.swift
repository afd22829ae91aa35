public import LedgerCore
public import LedgerFold
public import LedgerRules
public import LedgerStorage

/// Which channels speak for which system, and when they were heard: made once for a query, and
/// asked for each disagreement that is over.
public struct Hearing: Sendable {
  private let rulebook: Rulebook
  /// Numbers of the channels whose kind speaks for a system.
  private let channels: [SystemID: [UInt16]]
  /// The system of a role, where the channels know just one.
  private let expected: [Role: SystemID]
  /// Of the tail, by channel: the last delivery of each minute, and the time that the channel had
  /// told of by then; earliest first.
  private let recent: [UInt16: [(last: Timestamp, heard: Timestamp)]]

  /// - Parameter rulebook: by which channels speak for systems.
  init(_ index: LiveIndex, _ rulebook: Rulebook) {
    self.rulebook = rulebook
    var channels: [SystemID: [UInt16]] = [:]
    var systems: [Role: Set<SystemID>] = [:]
    for (number, row) in index.channels.enumerated() {
      guard let kind = rulebook.kinds[row.kind], let system = rulebook.system(named: kind.system)
      else { continue }
      channels[system, default: []].append(UInt16(number))
      systems[kind.role, default: []].insert(system)
    }
    self.channels = channels
    expected = systems.compactMapValues { $0.count == 1 ? $0.first : nil }
    var recent: [UInt16: [(last: Timestamp, heard: Timestamp)]] = [:]
    for (key, activity) in index.tail.activity {
      recent[key.channel, default: []].append((activity.last, activity.heard))
    }
    self.recent = recent.mapValues { minutes in
      var minutes = minutes.sorted { $0.last < $1.last }
      for later in minutes.indices.dropFirst() {
        minutes[later].heard = max(minutes[later].heard, minutes[later - 1].heard)
      }
      return minutes
    }
  }

  /// The time up to which a channel had told us everything by an instant: to the minute.
  public func watermark(
    _ channel: UInt16, by instant: Timestamp, _ base: borrowing ReadTransaction
  ) throws(StorageError) -> Timestamp? {
    var best = recent(channel, by: instant)
    try base.scan(
      IndexSchema.activity, from: ActivityKey(channel: channel, at: instant),
      through: ActivityKey(channel: channel, minute: 0), order: .descending
    ) { key, bytes in
      guard let activity = Activity(encoded: bytes), activity.last <= instant else { return .next }
      best = max(best ?? activity.heard, activity.heard)
      // What is older than what has been heard already cannot say more.
      return best.map { $0 >= key.begin } ?? false ? .stop : .next
    }
    return best
  }

  /// The same of the tail alone.
  private func recent(_ channel: UInt16, by instant: Timestamp) -> Timestamp? {
    guard let minutes = recent[channel] else { return nil }
    var (low, high) = (0, minutes.count)
    while low < high {
      let middle = (low + high) / 2
      if minutes[middle].last <= instant { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? nil : minutes[low - 1].heard
  }

  /// Which of these disagreements were none that could be seen: as they ended, their downstream's
  /// channels had not told us of the time up to the deadline.
  public func unheard(
    _ closed: [ClosedDisagreement], _ base: borrowing ReadTransaction
  ) throws(StorageError) -> [Bool] {
    var unheard: [Bool] = []
    for ended in closed { unheard.append(try isUnheard(ended, base)) }
    return unheard
  }

  private func isUnheard(
    _ ended: ClosedDisagreement, _ base: borrowing ReadTransaction
  ) throws(StorageError) -> Bool {
    let disagreement = ended.disagreement
    let wasInTime = ended.closing == .corrected || disagreement.cause == .missingToLedger
    let pattern = rulebook.patterns[Int(disagreement.pattern)]
    let isHandoff =
      ended.closing == .lateButCorrect || pattern.downstream != nil || pattern.comparesAmounts
    guard wasInTime, isHandoff,
      let system = disagreement.downstreamSystem ?? expectedSystem(of: pattern)
    else { return false }
    // What its own word ended came with a backlog: what had been told before it began is asked for.
    let wait = ended.closing == .lateButCorrect ? Hearing.backlog.microseconds : 1
    let instant = Timestamp(rawValue: ended.closedLearned - wait)
    for channel in channels[system] ?? [] {
      if let heard = try watermark(channel, by: instant, base), heard.rawValue >= disagreement.due {
        return false
      }
    }
    return true
  }

  /// The system of the role that was expected to act.
  private func expectedSystem(of pattern: Pattern) -> SystemID? {
    guard case .role(let role)? = pattern.downstreamOf else { return nil }
    return expected[role]
  }

  /// How long a backlog may take to come in after a silence: what ends meanwhile was not seen.
  private static let backlog = Interval.minutes(5)
}

extension LiveIndex {
  public var hearing: Hearing { Hearing(self, rulebook) }

  /// The same as another rulebook has channels speak for systems.
  public func hearing(under rulebook: Rulebook) -> Hearing { Hearing(self, rulebook) }
}
