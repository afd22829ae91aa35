public import LedgerCore
import LedgerFold
public import LedgerIndex
import LedgerLog
public import LedgerRules
import LedgerStorage

/// Which orders or disagreements to list. What is nil does not restrict.
public struct ListFilter: Sendable {
  /// Facet and state of the order's truth.
  public var facet: String?
  public var state: String?
  public var channel: String?
  public var pattern: String?
  public var cause: Cause?
  /// Statuses of disagreements; nil for all but those in flight.
  public var statuses: Set<String>?
  /// Only what began at least so long ago: the disagreement's hand-off, the held claim, the
  /// unlinked group.
  public var olderThan: Interval?
  public var includesClosed = false
  public var includesSLAs = false
  public var includesTests = false
  /// Begin behind this order.
  public var after: ThreadID?
  public var limit: Int
  /// A page ends after so many rows that were looked at, however few of them are in it, so that it never
  /// takes long. Rows that their flags alone rule out count as a part of one.
  public var scannedMax = Int.max

  public init(limit: Int = 50) { self.limit = limit }
}

/// A part of a list, and where the next begins.
public struct Page<Element: Sendable>: Sendable {
  public var elements: [Element]
  /// Nil at the end of the list.
  public var next: ThreadID?

  /// What a page is asked for that goes on behind this one.
  public var cursor: String? { next.map { CorrelationID.minted($0) } }
}

extension Ledger {
  /// Orders with their state.
  public func orders(_ filter: ListFilter, asOf: AsOf) throws(LedgerError) -> Page<OrderReport> {
    try list(filter, asOf: asOf, wanted: []) { report in
      filter.isWanted(report, asOf: asOf) ? [report] : []
    }
  }

  /// The orders that a text names, as correlation ID or as any reference, of which the filter holds.
  public func orders(
    named text: String, _ filter: ListFilter, asOf: AsOf
  ) throws(LedgerError) -> Page<OrderReport> {
    try reading { (index, base) throws(LedgerError) in
      let roots = try LedgerError.storing { () throws(StorageError) in try index.find(text, base) }
      let channel = filter.channel.flatMap { name in
        index.channels.firstIndex { $0.name == name }
      }
      var page = Page<OrderReport>(elements: [], next: nil)
      for root in roots where filter.after.map({ $0 < root }) ?? true {
        guard page.elements.count < filter.limit else { return page }
        guard try isOf(channel, root, index, base, asOf: asOf) else { continue }
        let report = try report(on: root, index, base, asOf: asOf)
        guard filter.isWanted(report, asOf: asOf), report.counts.items > 0 else { continue }
        page.elements.append(report)
        page.next = root
      }
      page.next = nil
      return page
    }
  }

  /// Whether a channel had spoken of an order; any order where no channel is asked for.
  private func isOf(
    _ channel: Int?, _ root: ThreadID, _ index: LiveIndex, _ base: borrowing ReadTransaction,
    asOf: AsOf
  ) throws(LedgerError) -> Bool {
    guard let channel else { return true }
    return try LedgerError.storing { () throws(StorageError) in
      guard let row = try index.currentRow(root, base) else { return false }
      return try index.spine(threads: row.threads, shared: row.shared, base).contains {
        Int($0.channel) == channel
          && asOf.includes(position: $0.position, received: $0.received)
      }
    }
  }

  /// Disagreements, by order.
  public func disagreements(
    _ filter: ListFilter, asOf: AsOf
  ) throws(LedgerError) -> Page<DisagreementReport> {
    let wanted: OrderRow.Flags = filter.includesClosed ? [.disagrees, .disagreed] : .disagrees
    return try list(filter, asOf: asOf, wanted: wanted) { report in
      guard filter.holdsTruth(of: report) else { return [] }
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
    return filter.isOf(found) && filter.isOld(found.start, asOf: asOf)
  }

  /// Orders with held claims; unlinked groups.
  public func groups(
    _ wanted: OrderRow.Flags, _ filter: ListFilter, asOf: AsOf
  ) throws(LedgerError) -> Page<OrderReport> {
    try list(filter, asOf: asOf, wanted: wanted) { report in
      let begin = wanted == .unlinked ? report.firstLearned : report.heldSince
      guard wanted != .unlinked || report.kind == .unlinked, let begin,
        filter.holdsTruth(of: report), filter.isOld(begin, asOf: asOf),
        filter.pattern == nil && filter.cause == nil
          || report.disagreements.contains(where: { filter.isOf($0) })
      else { return [] }
      return [report]
    }
  }

  private func list<Element: Sendable>(
    _ filter: ListFilter, asOf: AsOf, wanted: OrderRow.Flags,
    _ pick: (OrderReport) -> [Element]
  ) throws(LedgerError) -> Page<Element> {
    try reading { (index, base) throws(LedgerError) in
      // What a row's flags say is so now; before, they may have said otherwise.
      let isLive = try covers(asOf, index)
      return try LedgerError.storing { () throws(StorageError) in
        var page = Page<Element>(elements: [], next: nil)
        let knowledge = try index.knowledge(asOf: asOf.time, base)
        let hearing = index.hearing
        let channel = filter.channel.flatMap { name in
          index.channels.firstIndex { $0.name == name }
        }
        let flags = isLive ? wanted : []
        let passed = try index.passRows(
          after: filter.after, wanted: flags,
          scannedMax: filter.rowsMax(ruledOutByFlags: !flags.isEmpty), base
        ) { (stored) throws(StorageError) in
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
            row, names: try index.names(of: row, base), table: index.table,
            asOf: asOf.time, knowledge: knowledge,
            unheard: try hearing.unheard(row.state.closed, base))
          let found = pick(report)
          page.elements += found
          if !found.isEmpty { page.next = row.root }
          return .next
        }
        if page.elements.count < filter.limit { page.next = passed }
        return page
      }
    }
  }

  /// Whether a point in knowledge is behind all that an index holds.
  private func covers(_ asOf: AsOf, _ index: LiveIndex) throws(LedgerError) -> Bool {
    guard asOf.position == nil else { return false }
    guard index.nextPosition > .first else { return true }
    let last = LogPosition(index.nextPosition.rawValue - 1)
    let entry = try LedgerError.logging { () throws(LogError) in try log.entry(at: last) }
    return entry.received <= asOf.time
  }
}

extension ListFilter {
  /// A look at a row's flags costs a twentieth of reading it.
  private static let rowsForOne = 20

  fileprivate func rowsMax(ruledOutByFlags: Bool) -> Int {
    guard ruledOutByFlags else { return scannedMax }
    let (product, isTooMuch) = scannedMax.multipliedReportingOverflow(by: ListFilter.rowsForOne)
    return isTooMuch ? .max : product
  }

  fileprivate func isWanted(_ report: OrderReport, asOf: AsOf) -> Bool {
    report.kind == .order && (includesTests || !report.isTest) && holdsTruth(of: report)
      && holdsDisagreement(of: report, asOf: asOf)
  }

  fileprivate func holdsTruth(of report: OrderReport) -> Bool {
    guard let facet else { return true }
    guard let truth = report.truth.first(where: { $0.facet == facet }) else { return false }
    return state.map { $0 == truth.state } ?? true
  }

  /// Whether an order has a disagreement of the wanted pattern, cause and age.
  fileprivate func holdsDisagreement(of report: OrderReport, asOf: AsOf) -> Bool {
    guard pattern != nil || cause != nil || olderThan != nil else { return true }
    return report.disagreements.contains { isOf($0) && isOld($0.start, asOf: asOf) }
  }

  fileprivate func isOf(_ found: DisagreementReport) -> Bool {
    (pattern.map { $0 == found.pattern } ?? true) && (cause.map { $0 == found.cause } ?? true)
  }

  fileprivate func isOld(_ begin: Timestamp, asOf: AsOf) -> Bool {
    olderThan.map { asOf.time - begin >= $0 } ?? true
  }
}

extension OrderReport {
  /// When the first of its held claims was made; nil where none is held.
  fileprivate var heldSince: Timestamp? {
    systems.flatMap(\.facets).filter { $0.heldUntil != nil }.map(\.since).min()
  }
}
