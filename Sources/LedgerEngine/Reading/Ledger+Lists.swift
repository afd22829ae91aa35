public import LedgerCore
import LedgerFold
public import LedgerIndex
public import LedgerRules
import LedgerStorage

/// Which orders or disagreements to list. What is nil does not restrict.
public struct ListFilter: Sendable {
  /// Facet and state of truth.
  public var facet: String?
  public var state: String?
  public var channel: String?
  public var pattern: String?
  public var cause: Cause?
  /// Statuses of disagreements; nil for all but those in flight.
  public var statuses: Set<String>?
  /// Only disagreements whose hand-off began at least so long ago.
  public var olderThan: Interval?
  public var includesClosed = false
  public var includesSLAs = false
  public var includesTests = false
  /// Begin behind this order.
  public var after: ThreadID?
  public var limit: Int

  public init(limit: Int = 50) { self.limit = limit }
}

/// A part of a list, and where the next begins.
public struct Page<Element: Sendable>: Sendable {
  public var elements: [Element]
  /// Nil at the end of the list.
  public var next: ThreadID?
}

extension Ledger {
  /// Orders with their state.
  public func orders(_ filter: ListFilter, asOf: AsOf) throws(LedgerError) -> Page<OrderReport> {
    try list(filter, asOf: asOf, wanted: []) { report in
      guard report.kind == .order, filter.includesTests || !report.isTest else { return [] }
      if let facet = filter.facet {
        let truth = report.truth.first { $0.facet == facet }
        guard let truth, filter.state.map({ $0 == truth.state }) ?? true else { return [] }
      }
      if let pattern = filter.pattern {
        guard report.disagreements.contains(where: { $0.pattern == pattern }) else { return [] }
      }
      return [report]
    }
  }

  /// Disagreements, by order.
  public func disagreements(
    _ filter: ListFilter, asOf: AsOf
  ) throws(LedgerError) -> Page<DisagreementReport> {
    let wanted: OrderRow.Flags = filter.includesClosed ? [.disagrees, .disagreed] : .disagrees
    return try list(filter, asOf: asOf, wanted: wanted) { report in
      let found = report.disagreements + (filter.includesClosed ? report.closed : [])
      return found.filter { Ledger.isWanted($0, filter, asOf: asOf) }
    }
  }

  private static func isWanted(
    _ found: DisagreementReport, _ filter: ListFilter, asOf: AsOf
  ) -> Bool {
    if !filter.includesSLAs && found.isSLA && filter.pattern != found.pattern { return false }
    if let statuses = filter.statuses {
      guard statuses.contains(found.status) else { return false }
    } else if found.status == DisagreementStatus.inFlight.name {
      return false
    }
    if let pattern = filter.pattern, pattern != found.pattern { return false }
    if let cause = filter.cause, cause != found.cause { return false }
    if let age = filter.olderThan, asOf.time - found.start < age { return false }
    return true
  }

  /// Orders with held claims; unlinked groups.
  public func groups(
    _ wanted: OrderRow.Flags, _ filter: ListFilter, asOf: AsOf
  ) throws(LedgerError) -> Page<OrderReport> {
    try list(filter, asOf: asOf, wanted: wanted) { report in
      wanted == .unlinked && report.kind != .unlinked ? [] : [report]
    }
  }

  private func list<Element: Sendable>(
    _ filter: ListFilter, asOf: AsOf, wanted: OrderRow.Flags,
    _ pick: (OrderReport) -> [Element]
  ) throws(LedgerError) -> Page<Element> {
    try reading { (index, base) throws(LedgerError) in
      try LedgerError.storing { () throws(StorageError) in
        var page = Page<Element>(elements: [], next: nil)
        let knowledge = try index.knowledge(asOf: asOf.time, base)
        let hearing = index.hearing
        let channel = filter.channel.flatMap { name in
          index.channels.firstIndex { $0.name == name }
        }
        let isLive = asOf.position == nil
        try index.forEachRow(after: filter.after, wanted: isLive ? wanted : [], base) {
          (stored) throws(StorageError) in
          guard page.elements.count < filter.limit else { return .stop }
          var row = stored
          if !isLive || row.state.lastLearned > asOf.time.rawValue || channel != nil {
            let spine = try index.spine(threads: row.threads, shared: row.shared, base)
              .filter { asOf.includes(position: $0.position, received: $0.received) }
            if spine.isEmpty { return .next }
            if let channel, !spine.contains(where: { Int($0.channel) == channel }) { return .next }
            row.state = OrderFolding.fold(spine, table: index.table, scope: row.kind.scope)
          }
          let report = OrderReport(
            row, names: try index.names(of: row, base), rulebook: index.rulebook,
            asOf: asOf.time, knowledge: knowledge,
            unheard: try hearing.unheard(row.state.closed, base))
          let found = pick(report)
          page.elements += found
          if !found.isEmpty { page.next = row.root }
          return .next
        }
        if page.elements.count < filter.limit { page.next = nil }
        return page
      }
    }
  }
}
