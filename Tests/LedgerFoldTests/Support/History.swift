import LedgerCore
import LedgerFold
import LedgerRules
import Testing

/// A history that is written down item by item, and what it folds to.
struct History {
  let rulebook: Rulebook
  var table: FoldTable
  var spine: [SpineEntry] = []
  private var codes: [Signature: UInt32] = [:]
  private var position: UInt64 = 9

  /// Monday, 2026-03-02 at noon.
  static let noon = Timestamp(seconds: 1_772_452_800)

  init(_ rulebook: Rulebook? = nil) throws {
    self.rulebook = try rulebook ?? SmallRulebook.shared.get()
    table = FoldTable(rulebook: self.rulebook)
  }

  /// An item of a system, at a time after noon.
  ///
  /// - Parameters:
  ///   - joins: whether it is a further item of the delivery before it.
  @discardableResult
  mutating func tell(
    _ kind: String, _ facts: [String: String] = [:], at hours: Double = 0, occurred: Double? = nil,
    version: Int64? = nil, shape: String = "doc", piece: String? = nil,
    amounts: [(String, Int64, Currency)] = [], thin: Bool = false, conflict: Bool = false,
    joins: Bool = false, shared: Bool = false, standing: Signature.Standing = .understood,
    delivery: String? = nil, cites: String? = nil
  ) -> ItemID {
    let unknown = facts.keys.filter { !SmallRulebook.factNames.contains($0) }
    precondition(unknown.isEmpty, "no facts \(unknown)")
    if !joins { position += 1 }
    let item = joins ? (spine.last?.item ?? 0) + 1 : 0
    var entry = SpineEntry()
    entry.position = position
    entry.item = item
    entry.code = code(
      Signature(
        standing: thin ? .thin : standing, channelKind: kind, shape: piece == nil ? shape : "piece",
        values: SmallRulebook.factNames.map { facts[$0].map { .text($0) } ?? .absent }))
    entry.received = History.instant(hours)
    entry.occurred = occurred.map { History.instant($0) } ?? SpineEntry.none
    entry.version = version ?? SpineEntry.none
    entry.entity = piece.map { EntityHash.hash(kind: "erp_order", key: $0) } ?? 0
    entry.delivery = DeliveryTag(delivery)
    entry.cites = DeliveryTag(cites)
    if conflict { entry.flags.insert(.conflict) }
    if shared { entry.flags.insert(.shared) }
    append(entry, amounts)
    return entry.id
  }

  private mutating func append(_ main: SpineEntry, _ amounts: [(String, Int64, Currency)]) {
    var entry = main
    if let (kind, value, currency) = amounts.first {
      entry.flags.insert(.amount)
      entry.amountKind = number(kind)
      entry.amount = value
      entry.amountCurrency = currency.rawValue
    }
    spine.append(entry)
    for (index, (kind, value, currency)) in amounts.dropFirst().enumerated() {
      var more = SpineEntry()
      more.position = main.position
      more.item = main.item
      more.slot = UInt16(index + 1)
      more.received = main.received
      more.entity = main.entity
      more.flags = [.continuation, .amount]
      more.code = 0
      more.amountKind = number(kind)
      more.amount = value
      more.amountCurrency = currency.rawValue
      spine.append(more)
    }
  }

  private func number(_ kind: String) -> UInt16 {
    UInt16(rulebook.amountKinds.firstIndex(of: kind) ?? 0)
  }

  private mutating func code(_ signature: Signature) -> UInt32 {
    if let known = codes[signature] { return known }
    let code = UInt32(table.codeCount)
    table.append(signature)
    codes[signature] = code
    return code
  }

  static func instant(_ hours: Double) -> Int64 {
    noon.rawValue + Int64(hours * 3_600_000_000)
  }

  // MARK: - What it comes to

  func folded(_ scope: FoldScope = .order) -> OrderState {
    OrderFolding.fold(spine, table: table, scope: scope)
  }

  /// How it looks at a time; every system has been heard until then, but those given.
  func view(at hours: Double, heard: [String: Double] = [:], _ scope: FoldScope = .order)
    -> OrderView
  {
    let instant = Timestamp(rawValue: History.instant(hours))
    var marks: [SystemID: Timestamp] = [:]
    for (kind, _) in SmallRulebook.kinds {
      guard let system = rulebook.system(named: kind) else { continue }
      marks[system] = heard[kind].map { Timestamp(rawValue: History.instant($0)) } ?? instant
    }
    let known = spine.filter { $0.received <= instant.rawValue }
    return OrderView(
      of: OrderFolding.fold(known, table: table, scope: scope), table: table, asOf: instant,
      knowledge: ChannelKnowledge(watermarks: marks))
  }

  /// `pattern status` of every pattern that is open, sorted; SLAs apart.
  func open(at hours: Double, heard: [String: Double] = [:], _ scope: FoldScope = .order)
    -> [String]
  {
    view(at: hours, heard: heard, scope).disagreements.filter {
      rulebook.patterns[Int($0.disagreement.pattern)].kind != .sla
    }.map {
      "\(name(of: $0.disagreement)) \($0.status.name)"
    }.sorted()
  }

  func cause(of pattern: String, at hours: Double, heard: [String: Double] = [:]) -> String? {
    view(at: hours, heard: heard).disagreements.first { name(of: $0.disagreement) == pattern }?
      .cause.name
  }

  func name(of disagreement: Disagreement) -> String {
    rulebook.patterns[Int(disagreement.pattern)].name
  }

  func disagreement(_ pattern: String) -> Disagreement? {
    folded().open.first { name(of: $0) == pattern }
  }

  /// What the order's truth is for a facet.
  func truth(_ facet: String, _ scope: FoldScope = .order) -> String? {
    truth(facet, in: folded(scope).truth)
  }

  func truth(_ facet: String, in truth: [OrderState.Truth]) -> String? {
    truth.first { rulebook[$0.facet].name == facet }.map { rulebook[$0.facet].name(of: $0.state) }
  }

  /// What a system claims of a facet, entities rolled up.
  func status(_ system: String, _ facet: String) -> String? {
    folded().statuses(by: table).first {
      rulebook[$0.system].name == system && rulebook[$0.facet].name == facet
    }.map { rulebook[$0.facet].name(of: $0.state) }
  }

  func presence(_ system: String, at hours: Double, heard: [String: Double] = [:]) -> Presence? {
    view(at: hours, heard: heard).presence.first { rulebook[$0.system].name == system }?.presence
  }
}
