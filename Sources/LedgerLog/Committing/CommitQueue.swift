/// Who waits for whom.
public enum CommitLane: Sendable {
  /// Taken first, in the order of submission.
  case live
  /// Taken when no live one waits, and then for a part of a commit only: an import, which nobody waits
  /// for. Such submissions should be small.
  case bulk
}

/// Submissions that no commit has taken yet.
struct CommitQueue {
  private var live = Line()
  private var bulk = Line()
  /// Whether a submitter commits at present, or was asked to.
  var isLed = false

  private struct Line {
    private var tickets: [Ticket] = []
    /// Index of the first that has not been taken.
    private var head = 0

    var count: Int { tickets.count - head }
    var first: Ticket? { head < tickets.count ? tickets[head] : nil }

    mutating func append(_ ticket: Ticket) { tickets.append(ticket) }

    mutating func pop() -> Ticket? {
      guard let ticket = first else { return nil }
      head += 1
      if head == tickets.count {
        tickets.removeAll(keepingCapacity: true)
        head = 0
      }
      return ticket
    }
  }

  var count: Int { live.count + bulk.count }
  /// Who is next.
  var first: Ticket? { live.first ?? bulk.first }

  mutating func append(_ ticket: Ticket) {
    switch ticket.lane {
    case .live: live.append(ticket)
    case .bulk: bulk.append(ticket)
    }
  }

  /// The next for a commit.
  ///
  /// - Parameters:
  ///   - isFirst: whether it will be the first of its commit.
  ///   - takesBulk: whether the commit has room for one of that lane.
  mutating func pop(isFirst: Bool, takesBulk: Bool) -> Ticket? {
    if let next = live.first { return isFirst || !next.isAlone ? live.pop() : nil }
    return takesBulk ? bulk.pop() : nil
  }
}
