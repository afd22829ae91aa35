/// A part of a report as people read it: one kind of difference, counted. All forms show the same
/// parts in the same order, and none where there is nothing to say.
public struct ReportSection: Sendable, Hashable {
  public enum Topic: String, Sendable, CaseIterable {
    case truth, claims, disagreements, serviceLevels, past, alerts, agreement, quarantine, held,
      moves, amounts, orders, irreversible, laterClaims
  }

  public struct Row: Sendable, Hashable {
    /// One for each column.
    public var cells: [String]
    public var weight: Weight
    public var tone: Tone
  }

  /// Whether a row is good news; most are neither.
  public enum Tone: String, Sendable { case plain, good, bad }

  public var topic: Topic
  public var title: String
  /// Without those for orders and money, which each row has.
  public var columns: [String]
  /// Those that belong together together, each with the most orders first.
  public var rows: [Row]
}

extension ReplayReport {
  /// What differs, in the order in which people should read it.
  public var sections: [ReportSection] {
    ReportSection.Topic.allCases.compactMap { topic in
      let rows = topic == .irreversible ? irreversibleRows : rows(of: topic)
      guard !rows.isEmpty else { return nil }
      return ReportSection(
        topic: topic, title: topic.title, columns: topic.columns, rows: rows)
    }
  }

  private func rows(of topic: ReportSection.Topic) -> [ReportSection.Row] {
    let found = effects.indices.filter { index in
      topic.holds(effects[index]) && tallies[index].orders > 0
    }
    let rows = found.map { index in
      (
        group: effects[index].group,
        row: ReportSection.Row(
          cells: effects[index].cells, weight: tallies[index], tone: effects[index].tone)
      )
    }
    return rows.sorted { left, right in
      if left.group != right.group { return left.group.lexicographicallyPrecedes(right.group) }
      if left.row.weight.orders != right.row.weight.orders {
        return left.row.weight.orders > right.row.weight.orders
      }
      return left.row.cells.lexicographicallyPrecedes(right.row.cells)
    }.map(\.row)
  }

  private var irreversibleRows: [ReportSection.Row] {
    irreversible.sorted { ($1.value.orders, $0.key) < ($0.value.orders, $1.key) }.map {
      ReportSection.Row(cells: [$0.key], weight: $0.value, tone: .bad)
    }
  }
}

extension ReportSection.Topic {
  var title: String {
    switch self {
    case .truth: "Truth"
    case .claims: "What systems say"
    case .disagreements: "Disagreements"
    case .serviceLevels: "Service levels"
    case .past: "What had been overdue"
    case .alerts: "Alerts"
    case .agreement: "Agreement"
    case .quarantine: "Quarantine"
    case .held: "Claims that wait"
    case .moves: "Illegal moves"
    case .amounts: "Amounts"
    case .orders: "Which orders there are"
    case .irreversible: "Not to be undone: what changed orders had come to"
    case .laterClaims: "What later claims say"
    }
  }

  var columns: [String] {
    switch self {
    case .truth: ["facet", "channel", "from → to"]
    case .claims: ["system", "facet", "from → to"]
    case .disagreements, .serviceLevels, .past: ["pattern", "what", "how"]
    case .alerts: ["pattern", "when"]
    case .agreement, .orders: ["what"]
    case .quarantine: ["what", "reason", "value"]
    case .held: ["what", "system", "claim"]
    case .moves: ["what", "system", "move"]
    case .amounts: ["system", "amount"]
    case .irreversible: ["state"]
    case .laterClaims: ["what", "system", "claim"]
    }
  }

  fileprivate func holds(_ effect: Effect) -> Bool {
    switch effect.kind {
    case .truth: self == .truth
    case .claim, .presence: self == .claims
    case .opened, .closed: self == (effect.isSLA ? .serviceLevels : .disagreements)
    case .rejudged:
      self == (effect.isPast ? .past : effect.isSLA ? .serviceLevels : .disagreements)
    case .breached, .unbreached: self == .past
    case .alertEarlier, .alertLater: self == .alerts
    case .agrees, .disagrees: self == .agreement
    case .quarantined, .released: self == .quarantine
    case .held, .unheld: self == .held
    case .illegal, .legal: self == .moves
    case .amount: self == .amounts
    case .appeared, .vanished, .split, .joined, .test: self == .orders
    case .confirmed, .contradicted: self == .laterClaims
    }
  }
}
