public import LedgerEngine

/// What a replay must report, worked out from two ledgers that hold the same deliveries, one with each
/// rulebook. Orders are matched by the items that they hold.
public struct ExpectedReplay {
  public struct Change {
    public var effects: Set<Effect>
    public var money: OrderMoney?
    public var channel: String
    public var irreversible: Set<String>
    /// Nil where there is no such order on that side.
    public var before: LedgerPicture.Order?
    public var after: LedgerPicture.Order?
  }

  public let before: LedgerPicture
  public let after: LedgerPicture
  public private(set) var total = 0
  public private(set) var unchanged = 0
  /// By the order's name before; of one that only the revised rulebook sees, by its name after and a sign.
  public private(set) var changed: [String: Change] = [:]
  let slas: Set<String>

  /// What marks the name of an order that has appeared: in the other ledger, another may have that name.
  static let appeared = "+"

  public init(before: LedgerPicture, after: LedgerPicture) throws {
    let (old, new) = (before.ledger.rulebook, after.ledger.rulebook)
    // Who reads the same in each delivery forms the same orders of them.
    let isRegrouped = old.extractionRevision != new.extractionRevision
    self.before = isRegrouped ? try before.withItems() : before
    self.after = isRegrouped ? try after.withItems() : after
    slas = Set((old.patterns + new.patterns).filter { $0.kind == .sla }.map(\.name))
    if isRegrouped {
      try matchByItems()
    } else {
      try matchByName()
    }
  }

  private mutating func matchByName() throws {
    guard before.orders.map(\.report.order) == after.orders.map(\.report.order) else {
      throw Ungrouped(before: before.orders.count, after: after.orders.count)
    }
    for (old, new) in zip(before.orders, after.orders) { try take(old, new) }
  }

  /// Two ledgers that read the same items, and have other orders.
  public struct Ungrouped: Error {
    public let before: Int
    public let after: Int
  }

  /// An order has become the one that holds the first of its items that any order holds.
  private mutating func matchByItems() throws {
    var places: [ItemID: Int] = [:]
    for (place, order) in after.orders.enumerated() {
      for item in order.items { places[item] = place }
    }
    var met: Set<Int> = []
    for order in before.orders {
      let found = order.items.compactMap { places[$0] }
      met.formUnion(found)
      try take(order, found.first.map { after.orders[$0] })
    }
    for (place, order) in after.orders.enumerated() where !met.contains(place) {
      try take(nil, order)
    }
  }

  private mutating func take(_ old: LedgerPicture.Order?, _ new: LedgerPicture.Order?) throws {
    total += 1
    let regrouping = ExpectedReplay.regrouping(old, new)
    if old?.picture == new?.picture, regrouping == nil {
      unchanged += 1
      return
    }
    let channel = try old.map(before.channel) ?? new.map(after.channel) ?? ""
    var effects = PictureDifference(
      old?.picture ?? OrderPicture(), new?.picture ?? OrderPicture(), channel: channel, slas: slas
    ).effects
    if let regrouping { effects.insert(Effect(regrouping)) }
    guard !effects.isEmpty else {
      unchanged += 1
      return
    }
    let name = old?.report.order ?? ExpectedReplay.appeared + (new?.report.order ?? "")
    changed[name] = Change(
      effects: effects, money: old?.stake ?? new?.stake, channel: channel,
      irreversible: old?.irreversible(by: before.ledger.rulebook) ?? [], before: old, after: new)
  }

  private static func regrouping(
    _ old: LedgerPicture.Order?, _ new: LedgerPicture.Order?
  ) -> Effect.Kind? {
    guard let old else { return .appeared }
    guard let new else { return .vanished }
    let (mine, theirs) = (Set(old.items), Set(new.items))
    if mine == theirs { return nil }
    return mine.isSubset(of: theirs) ? .joined : .split
  }

  /// By effect: the orders that have it, and the money in them.
  public var tallies: [Effect: Weight] {
    var tallies: [Effect: Weight] = [:]
    for change in changed.values {
      for effect in change.effects { tallies[effect, default: Weight()].add(change.money) }
    }
    return tallies
  }

  public var weight: Weight {
    var weight = Weight()
    for change in changed.values { weight.add(change.money) }
    return weight
  }

  public var irreversible: [String: Weight] {
    var found: [String: Weight] = [:]
    for change in changed.values {
      for state in change.irreversible { found[state, default: Weight()].add(change.money) }
    }
    return found
  }
}
