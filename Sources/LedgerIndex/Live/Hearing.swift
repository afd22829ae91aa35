import LedgerCore
public import LedgerFold
import LedgerRules
public import LedgerStorage

/// Which channels speak for which system, and when they were heard: made once for a query, and asked for
/// each disagreement that is over.
public struct Hearing {
  private let rulebook: Rulebook
  /// Numbers of the channels whose kind speaks for a system.
  private let channels: [SystemID: [UInt16]]
  /// The system of a role, where the channels know just one.
  private let expected: [Role: SystemID]
  /// Of the tail, by channel: minutes in which it was heard, latest first.
  private let recent: [UInt16: [(begin: Timestamp, last: Timestamp)]]

  init(_ index: LiveIndex) {
    rulebook = index.rulebook
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
    var recent: [UInt16: [(begin: Timestamp, last: Timestamp)]] = [:]
    for (key, activity) in index.tail.activity {
      recent[key.channel, default: []].append((key.begin, activity.last))
    }
    self.recent = recent.mapValues { minutes in minutes.sorted { $0.begin > $1.begin } }
  }

  /// Which of these disagreements were none that could be seen: their downstream's channels were silent
  /// over the deadline, and what ended them came when they spoke again.
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
    let isHandoff = ended.closing == .lateButCorrect || pattern.downstream != nil || pattern.comparesAmounts
    guard wasInTime, isHandoff,
      let system = disagreement.downstreamSystem ?? expectedSystem(of: pattern)
    else { return false }
    for channel in channels[system] ?? [] {
      let isHeard = try isHeard(
        channel, over: Timestamp(rawValue: disagreement.due),
        until: Timestamp(rawValue: ended.closedLearned), base)
      if isHeard { return false }
    }
    return true
  }

  /// The system of the role that was expected to act.
  private func expectedSystem(of pattern: Pattern) -> SystemID? {
    guard case .role(let role)? = pattern.downstreamOf else { return nil }
    return expected[role]
  }

  /// Deliveries less than this apart belong to one burst: a backlog that comes in after a silence.
  private static let burstGap = Interval.minutes(5)

  /// Whether a channel was heard between `instant` and the burst in which `end` lies, or that burst
  /// reaches back over `instant`.
  private func isHeard(
    _ channel: UInt16, over instant: Timestamp, until end: Timestamp,
    _ base: borrowing ReadTransaction
  ) throws(StorageError) -> Bool {
    var burst = end
    var isHeard: Bool?
    /// Takes minutes latest first, until the answer is known.
    func take(_ last: Timestamp) {
      guard isHeard == nil else { return }
      let minute = min(last, end)
      if burst - minute > Hearing.burstGap {
        isHeard = minute > instant || burst <= instant
      } else {
        burst = minute
        if burst <= instant { isHeard = true }
      }
    }
    let earliest = Timestamp(microseconds: instant.rawValue - Hearing.burstGap.microseconds)
    // The tail is later than the file; of a minute that both have, the file's part comes after.
    for minute in recent[channel] ?? [] where minute.begin <= end && minute.last > earliest {
      take(minute.last)
    }
    if let isHeard { return isHeard }
    try base.scan(
      IndexSchema.activity, from: ActivityKey(channel: channel, at: end),
      through: ActivityKey(channel: channel, at: earliest), order: .descending
    ) { _, bytes in
      if let activity = Activity(encoded: bytes), activity.last > earliest { take(activity.last) }
      return isHeard == nil ? .next : .stop
    }
    return isHeard ?? (burst <= instant)
  }
}

extension LiveIndex {
  public var hearing: Hearing { Hearing(self) }
}
