public import LedgerCore
import LedgerFold
import LedgerIndex
import LedgerRules
import LedgerStorage

extension Ledger {
  /// The orders that carry a text as correlation ID or as the value of a reference.
  /// `SYSTEM/ENTITY/KIND=VALUE` names the space too.
  ///
  /// - Returns: root threads, ascending.
  public func find(_ text: String) throws(LedgerError) -> [ThreadID] {
    try reading { (index, base) throws(LedgerError) in
      try LedgerError.storing { () throws(StorageError) in try index.find(text, base) }
    }
  }

  /// One order by a text that names it and no other.
  func findOne(
    _ text: String, _ index: LiveIndex, _ base: borrowing ReadTransaction
  ) throws(LedgerError) -> ThreadID {
    let found = try LedgerError.storing { () throws(StorageError) in try index.find(text, base) }
    guard let first = found.first else { throw .unknownOrder(text: text) }
    guard found.count == 1 else {
      var orders: [String] = []
      for root in found {
        let row = try LedgerError.storing { () throws(StorageError) in
          try index.currentRow(root, base)
        }
        orders.append(row?.correlationID ?? CorrelationID.minted(root))
      }
      throw .ambiguousOrder(text: text, orders: orders)
    }
    return first
  }

  /// Everything about one order.
  public func order(_ text: String, asOf: AsOf) throws(LedgerError) -> OrderReport {
    try reading { (index, base) throws(LedgerError) in
      let root = try findOne(text, index, base)
      return try report(on: root, index, base, asOf: asOf)
    }
  }

  /// An order's report as of a time, folded anew.
  func report(
    on root: ThreadID, _ index: LiveIndex, _ base: borrowing ReadTransaction, asOf: AsOf
  ) throws(LedgerError) -> OrderReport {
    try LedgerError.storing { () throws(StorageError) in
      guard var row = try index.currentRow(root, base) else {
        throw StorageError.corrupted(path: directory, detail: "an order's thread has no row")
      }
      let spine = try index.spine(threads: row.threads, shared: row.shared, base)
        .filter { asOf.includes(position: $0.position, received: $0.received) }
      row.state = OrderFolding.fold(spine, table: index.table, scope: row.kind.scope)
      let knowledge = try index.knowledge(asOf: asOf.time, base)
      let names = try index.names(of: row, base)
      return OrderReport(
        row, names: names, table: index.table, asOf: asOf.time, knowledge: knowledge,
        unheard: try index.hearing.unheard(row.state.closed, base))
    }
  }
}

extension OrderReport {
  init(
    _ row: OrderRow, names: [Name], table: FoldTable, asOf: Timestamp,
    knowledge: ChannelKnowledge, unheard: [Bool]
  ) {
    let rulebook = table.rulebook
    let naming = Naming(table: table)
    let state = row.state
    let view = OrderView(of: state, table: table, asOf: asOf, knowledge: knowledge)
    let order = row.correlationID
    let total = naming.total(of: state)
    let stake = naming.stake(of: state)
    let texts = OrderReport.texts(names)
    self.init(
      root: row.root, order: order, aliases: Array(row.correlations.dropFirst()), kind: row.kind,
      names: names, isTest: state.isTest,
      traits: rulebook.traits.enumerated().filter {
        state.traits.contains(TraitSet(rawValue: 1 << UInt64($0.offset)))
      }.map(\.element),
      origin: state.originSystem(by: table).map { rulebook[$0].name }, counts: state.counts,
      firstLearned: Timestamp(rawValue: state.firstLearned),
      lastLearned: Timestamp(rawValue: state.lastLearned), total: total,
      systems: naming.systems(of: state, view), truth: view.truth.map { naming.truth($0) },
      disagreements: view.disagreements.map {
        naming.disagreement($0, order: order, names: texts, total: stake)
      },
      closed: zip(state.closed, unheard).map { ended, isUnheard in
        var report = naming.disagreement(ended, order: order, names: texts, total: stake)
        if isUnheard { report.cause = .unobservable }
        return report
      },
      quarantined: state.quarantined.map { found in
        QuarantineReport(
          item: found.item, facet: found.facet.map { rulebook[$0].name }, reason: found.reason,
          fact: found.fact, value: found.value)
      },
      held: naming.held(of: state, asOf: asOf),
      late: state.late.map { late in
        MoveReport(
          item: late.item, system: rulebook[late.system].name, facet: rulebook[late.facet].name,
          from: nil, to: rulebook[late.facet].name(of: late.state))
      },
      illegal: state.illegal.map { move in
        MoveReport(
          item: move.item, system: rulebook[move.system].name, facet: rulebook[move.facet].name,
          from: rulebook[move.facet].name(of: move.from),
          to: rulebook[move.facet].name(of: move.to))
      }, awaiting: state.awaiting)
  }

  /// Values of the identities, each once: what people call the order. Of what no order is tied to:
  /// of its links.
  static func texts(_ names: [Name]) -> [String] {
    var texts: [String] = []
    let kind: ReferenceClass = names.contains { $0.kind == .identity } ? .identity : .link
    for name in names where name.kind == kind && name.reference.space != .joins {
      if !texts.contains(name.reference.value) { texts.append(name.reference.value) }
    }
    return texts
  }
}

extension LiveIndex {
  func names(
    of row: OrderRow, _ base: borrowing ReadTransaction
  ) throws(StorageError) -> [OrderReport.Name] {
    try names(ofThreads: row.threads, base)
  }

  func names(
    ofThreads threads: [ThreadID], _ base: borrowing ReadTransaction
  ) throws(StorageError) -> [OrderReport.Name] {
    try mentions(ofThreads: threads, base).map {
      OrderReport.Name(kind: $0.kind, reference: $0.reference)
    }
  }
}
