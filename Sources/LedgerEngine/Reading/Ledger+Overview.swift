public import LedgerCore
import LedgerFold
public import LedgerIndex
import LedgerLog
public import LedgerRules
import LedgerStorage

/// A channel and how well it is heard.
public struct ChannelReport: Sendable {
  public var channel: ChannelRow
  public var system: String
  public var role: Role?
  /// The time up to which it has told us everything; nil where it was never heard.
  public var watermark: Timestamp?
  /// When it was last heard, to the minute; nil for never.
  public var lastHeard: Timestamp?
  public var silence: Interval?
  /// How its senders prove who they are, by its kind; `none` where nothing can be verified.
  public var scheme: Authentication.Scheme
}

/// An item that is filed in no order, or a claim that no rule can read.
public struct QuarantineEntry: Sendable {
  public var item: ItemID
  public var channel: String
  public var received: Timestamp
  public var outcome: Outcome
  public var order: String?
  public var shape: String
  public var facet: String?
  public var reason: String
  public var fact: String
  public var value: String
}

/// Several orders with the same disagreement between the same systems over the same values within
/// seven days: not an accident of one order.
public struct StructuralFinding: Sendable {
  public var pattern: String
  public var upstream: String
  public var downstream: String
  public var values: String
  public var orders: [String]
}

extension Ledger {
  public func totals() throws(LedgerError) -> IndexTotals {
    try reading { (index, base) throws(LedgerError) in
      try LedgerError.storing { () throws(StorageError) in try index.currentTotals(base) }
    }
  }

  public func channelReports(asOf: AsOf) throws(LedgerError) -> [ChannelReport] {
    try reading { (index, base) throws(LedgerError) in
      var reports: [ChannelReport] = []
      let hearing = index.hearing
      for (number, row) in index.channels.enumerated() {
        let kind = index.rulebook.kinds[row.kind]
        let (heard, watermark) = try LedgerError.storing { () throws(StorageError) in
          (
            try index.lastHeard(UInt16(number), by: asOf.time, base),
            try hearing.watermark(UInt16(number), by: asOf.time, base)
          )
        }
        reports.append(
          ChannelReport(
            channel: row, system: kind?.system ?? row.kind, role: kind?.role,
            watermark: watermark, lastHeard: heard, silence: heard.map { asOf.time - $0 },
            scheme: kind?.authentication.scheme ?? .none))
      }
      return reports
    }
  }

  /// Items and claims in quarantine, in log order within orders; then items of no order.
  ///
  /// - Parameter asOf: only what was there by then; nil for all.
  public func quarantine(
    limit: Int, asOf: AsOf? = nil
  ) throws(LedgerError) -> [QuarantineEntry] {
    let page = try quarantine(after: nil, limit: limit, asOf: asOf) { _ in true }
    return Array(page.entries.prefix(limit))
  }

  /// Structural disagreements among those that are open.
  public static func structural(_ found: [DisagreementReport]) -> [StructuralFinding] {
    struct Key: Hashable {
      var pattern: String
      var upstream: String
      var downstream: String
      var values: String
    }
    let groups = Dictionary(grouping: found) { found in
      Key(
        pattern: found.pattern, upstream: found.upstream ?? "", downstream: found.downstream ?? "",
        values: "\(found.upstreamClaim ?? "-") / \(found.downstreamClaim ?? "-")")
    }
    return groups.compactMap { key, members in
      let sorted = members.sorted { ($0.start, $0.order) < ($1.start, $1.order) }
      let isDense = sorted.indices.contains { index in
        index + 2 < sorted.count && sorted[index + 2].start - sorted[index].start <= .days(7)
      }
      guard isDense else { return nil }
      return StructuralFinding(
        pattern: key.pattern, upstream: key.upstream, downstream: key.downstream,
        values: key.values, orders: sorted.map(\.order))
    }.sorted { ($1.orders.count, $0.pattern) < ($0.orders.count, $1.pattern) }
  }

  /// The original headers and bytes of a delivery, checked against its entry; nil where it has none, as
  /// a duplicate, or they were erased.
  public func delivery(
    at position: LogPosition
  ) throws(LedgerError) -> (headers: [(name: String, value: String)], body: [UInt8])? {
    guard try erasure(of: position) == nil else { return nil }
    let payload = try LedgerError.logging { () throws(LogError) in
      _ = try log.guardedEntry(at: position)
      return try log.body(at: position, verifying: true)
    }
    return payload.map { ($0.headers.map { ($0.name, $0.value) }, $0.body) }
  }

  /// Status values that the log holds and no rule of a rulebook knows.
  public func signatures() -> [Signature] { state.withLock { $0.index.signatures } }
}

extension OrderRow {
  func quarantineEntries(
    _ index: LiveIndex, _ spine: [SpineEntry]
  ) -> [QuarantineEntry] {
    state.quarantined.map { found in
      let entry = spine.first { $0.id == found.item }
      let evaluation = entry.map { index.table.evaluation(of: $0.code, at: $0.received) }
      return QuarantineEntry(
        item: found.item, channel: entry.map { index.channels[Int($0.channel)].name } ?? "",
        received: Timestamp(rawValue: entry?.received ?? 0), outcome: .quarantined,
        order: correlationID, shape: evaluation?.shape ?? "",
        facet: found.facet.map { index.rulebook[$0].name }, reason: found.reason,
        fact: found.fact, value: found.value)
    }
  }
}

extension QuarantineEntry {
  init(item: ItemID, loose: LooseReport) {
    let first = loose.evaluation.quarantined.first
    self.init(
      item: item, channel: loose.channel.name, received: loose.received, outcome: loose.outcome,
      order: nil, shape: loose.evaluation.shape, facet: nil, reason: first?.reason ?? "",
      fact: first?.fact ?? "", value: first?.value ?? "")
  }
}
